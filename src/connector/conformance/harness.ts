import type { CrmObject } from '../../field-map/types.ts';
import type { Destination } from '../destination.ts';

/** The account itself, asked without the connector. */
export interface Witness {
  /** Ids of the records that exist. */
  ids(object: CrmObject): Promise<readonly string[]>;
  /** What the account holds in a canonical field, in the CRM's own spelling; null = nothing. */
  value(object: CrmObject, id: string, field: string): Promise<string | null>;
  /** Contacts that an order is linked to. */
  contactsOf(orderId: string): Promise<readonly string[]>;
}

/** What goes wrong, and what people do in the CRM. */
export interface Faults {
  /** The next write is carried out, and its answer never arrives. */
  loseNextAnswer(): void;
  /** Calls are refused for lack of quota, also after the connector's own repeats, until `endThrottle`. */
  throttle(): void;
  endThrottle(): void;
  remove(object: CrmObject, id: string): Promise<void>;
  merge(object: CrmObject, loser: string, survivor: string): Promise<void>;
  edit(object: CrmObject, id: string, field: string, value: string): Promise<void>;
  /** Another connection brings an order with the store's own number; absent where the CRM cannot tell. */
  bringOrder?(number: string): Promise<string>;
}

export interface DestinationHarness {
  /** Set up for `conformanceFields` and bound to them, in an account without records. */
  readonly destination: Destination;
  readonly witness: Witness;
  readonly faults: Faults;
  /** A value of a contact's field that this CRM refuses. */
  readonly refusedValue: { readonly field: string; readonly value: string };
  /** Lets time pass until everything written shows everywhere. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Parts of the contract that a CRM may lack; each is skipped by name, with its reason. */
export type OptionalPart =
  | 'readBack by key'
  | 'unlink'
  | 'history'
  | 'links inside a create'
  | 'orders need a contact'
  | 'other writers';

export interface SuiteOptions {
  readonly lacks: Partial<Readonly<Record<OptionalPart, string>>>;
}
