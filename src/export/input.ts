import type { WorkKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import type { FieldMap, PersonMember } from '../field-map/types.ts';
import type { Basis } from '../report/order-facts.ts';

/** Where in a file something stands; null for what came from the store itself. */
export type Place = { readonly file: string; readonly line: number } | null;

/** One thing that a store or its files hold, in the sequence in which they do. Customers come before orders. */
export type InputItem =
  | { readonly type: 'customer'; readonly member: PersonMember; readonly place: Place }
  | {
      readonly type: 'order';
      readonly order: Order;
      /** `2026-10-07`: the day of the order in the time zone of the shop. */
      readonly day: string;
      readonly place: Place;
      /** Rows of the file that it took; 1 from the store. */
      readonly rows: number;
    }
  | {
      readonly type: 'left out';
      readonly kind: 'customer' | 'order';
      readonly place: Place;
      readonly rows: number;
      readonly reason: string;
    };

export interface InputFile {
  readonly name: string;
  readonly kind: 'orders' | 'customers';
}

/** Everything that a store says, or files of it, to be gone through once. */
export interface ExportInput {
  readonly basis: Basis;
  readonly source: string;
  /** Whether customers and their ids are known; without them a buyer is known by the e-mail of an order alone. */
  readonly knowsCustomers: boolean;
  /** Fields whose values this input carries. */
  readonly map: FieldMap;
  /** Empty for the store itself. */
  readonly files: readonly InputFile[];
  adminUrl(key: WorkKey): string;
  /** Throws what reading the store or the file throws; nothing that was given before it was wrong. */
  items(): AsyncIterable<InputItem>;
  /** Rows below the header that a file has turned out to have, counted apart from what became of them. */
  rowsOf(file: string): number;
}
