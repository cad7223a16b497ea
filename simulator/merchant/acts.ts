import type { NewCustomer, NewOrder, NewRefund, OrderEdit, StoreActs } from '../store/types.ts';

/** The same data with its times as ISO texts, so that an act survives JSON. */
export type Plain<T> = T extends Date
  ? string
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : T;

export interface Units {
  readonly line: number;
  readonly quantity: number;
}

/** An order as an act carries it: its company is the `ref` of an earlier `create company`. */
export type PlainOrder = Omit<Plain<NewOrder>, 'company'> & { readonly company?: string | null };

type CancelReason = Parameters<StoreActs['cancel']>[2]['reason'];
type DeliveryStatus = Parameters<StoreActs['fulfillmentEvent']>[2];
type CustomerChange = Parameters<StoreActs['updateCustomer']>[2];

/** Who a CRM act is about, by the Shopify record that it stands for; a guest's contact is named by the guest's order. */
export interface ShopifyRef {
  readonly kind: 'customer' | 'order';
  readonly id: string;
}

/**
 * One thing that happens at `at` (ISO, UTC), in the store or among the people who use the CRM. Plain data:
 * `JSON.parse(JSON.stringify(act))` is the same act. Ids are Shopify's numbers; `ref` names what an act makes whose id
 * only the store knows (companies, fulfillments, returns), for acts after it.
 */
export type Act = { readonly at: string } & (
  | { readonly kind: 'create customer'; readonly customer: Plain<NewCustomer> }
  | { readonly kind: 'update customer'; readonly customer: string; readonly change: CustomerChange }
  | { readonly kind: 'merge customers'; readonly kept: string; readonly removed: string }
  | { readonly kind: 'delete customer'; readonly customer: string }
  | { readonly kind: 'create company'; readonly ref: string; readonly id?: string; readonly name: string }
  | { readonly kind: 'create order'; readonly order: PlainOrder }
  | { readonly kind: 'attach customer'; readonly order: string; readonly customer: string }
  | { readonly kind: 'capture payment'; readonly order: string; readonly amount?: string }
  | { readonly kind: 'void payment'; readonly order: string }
  | { readonly kind: 'refund'; readonly order: string; readonly refund: Omit<NewRefund, 'at'> }
  | { readonly kind: 'cancel'; readonly order: string; readonly reason: CancelReason; readonly refund: boolean }
  | {
      readonly kind: 'fulfill';
      readonly order: string;
      readonly ref: string;
      readonly lines: readonly Units[];
      readonly tracking?: { readonly company: string; readonly number: string; readonly url: string } | null;
    }
  | { readonly kind: 'fulfillment event'; readonly fulfillment: string; readonly status: DeliveryStatus }
  | { readonly kind: 'request return'; readonly order: string; readonly ref: string; readonly lines: readonly Units[] }
  | { readonly kind: 'approve return'; readonly ref: string }
  | { readonly kind: 'close return'; readonly ref: string }
  | { readonly kind: 'edit order'; readonly order: string; readonly edit: Omit<OrderEdit, 'at'> }
  | { readonly kind: 'set order email'; readonly order: string; readonly email: string | null }
  | { readonly kind: 'archive order'; readonly order: string }
  | { readonly kind: 'delete order'; readonly order: string }
  | {
      readonly kind: 'edit in CRM';
      readonly actor: 'rep';
      readonly object: 'contact' | 'order';
      readonly of: ShopifyRef;
      /** Canonical field name → new value; null clears the field. */
      readonly change: Readonly<Record<string, string | null>>;
    }
);

/** People at work in the CRM, played by whoever runs the simulated CRM. */
export interface CrmPeople {
  /**
   * Types `value` into a field, as a person with the CRM open would; null clears it. `canonicalField` is the product's
   * name of the field, which the caller turns into the CRM's own.
   */
  edit(
    object: 'contact' | 'order',
    shopifyKind: 'customer' | 'order',
    shopifyId: string,
    canonicalField: string,
    value: string | null,
  ): void | Promise<void>;
}

/** Ids that the store gave to what acts name by `ref`. One for the whole life of a store; starts empty. */
export interface Refs {
  readonly companies: Map<string, { readonly companyId: string; readonly locationId: string }>;
  readonly fulfillments: Map<string, string>;
  readonly returns: Map<string, string>;
}

export function createRefs(): Refs {
  return { companies: new Map(), fulfillments: new Map(), returns: new Map() };
}
