import type { WorkKey } from '../commerce/keys.ts';
import type { Order, OrderPart } from '../commerce/order.ts';
import type { BuyersOrder } from '../commerce/repeat-signals.ts';

/** The CRM objects that we keep; each destination says which of its own objects that is. */
export type CrmObject = 'contact' | 'order';

export const crmObjects: readonly CrmObject[] = ['contact', 'order'];

/** Who decides a field's value. Only `shopify` fields are written and kept true. */
export type Owner = 'shopify' | 'crm' | 'marketing';

/**
 * How a value is spelled and compared. All values travel as texts: `money` and `number` as decimal strings, `datetime`
 * as UTC ISO 8601 with milliseconds, `choice` as one of the field's choices. `null` is an empty field.
 */
export type FieldType = 'text' | 'email' | 'phone' | 'url' | 'money' | 'number' | 'datetime' | 'choice' | 'currency';

export type FieldValue = string | null;

/** Values by canonical field name. */
export type FieldValues = Readonly<Record<string, FieldValue>>;

/** One member of a person: a store customer, or the guest who placed one order. */
export interface PersonMember {
  readonly key: WorkKey;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly adminUrl: string;
  /** The store has deleted it. The ledger knows that, no look at the store does; absent = it still stands, as far as is known. */
  readonly gone?: true;
}

/** A real person: all members that identity has joined, first member first (it gives the CRM record its key). */
export interface Person {
  readonly members: readonly [PersonMember, ...PersonMember[]];
  /** Their orders that belong to the CRM, in any sequence; empty where the map reads none. */
  readonly orders: readonly BuyersOrder[];
}

export type EmptyPolicy = 'clear' | 'keep';

export type FieldUse = 'same day' | 'periodically';

/** A value that a `choice` can take. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

interface FieldBase {
  /** Canonical name, `contact.email`; what a destination stores it under is the destination's own table. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** What it means, in a sentence for people in the CRM. */
  readonly meaning: string;
  readonly owner: Owner;
  /** The system or the team behind the owner, for people: 'Klaviyo', 'sales'. */
  readonly ownerName?: string;
  /** `once`: the CRM owns it; our creating call may seed it, nothing of ours writes it later. Nothing is seeded where absent. */
  readonly fill?: 'once';
  /** The CRM property that the map names for it; absent = the destination chooses. */
  readonly property?: string;
  /** What an empty value of Shopify's does: `clear` (also where absent) empties the field in the CRM, `keep` leaves what is there. */
  readonly empty?: EmptyPolicy;
  /** `periodically`: it goes to the files alone, never to the CRM. */
  readonly use?: FieldUse;
  /** Who acts on it, for people. */
  readonly usedBy?: string;
  /** Changes when its value could come out differently for the same record; 1 where absent. */
  readonly revision?: number | string;
  /** For `choice`: the values it can take, with labels. */
  readonly choices?: readonly Choice[];
  /** Where the value comes from, for people: 'Shopify: totalRefundedSet, presentment currency'. */
  readonly from: string;
  /** Left out first, lowest rank first, when the CRM account has no room for all custom fields; absent = never. */
  readonly dispensable?: number;
}

export interface ContactField extends FieldBase {
  readonly object: 'contact';
  /**
   * Set where `value` looks at the person's orders (an order then makes its buyer due), with the parts of an order that
   * it needs beyond the plain figures.
   */
  readonly reads?: readonly ['orders', ...OrderPart[]];
  /** Absent where Shopify has nothing to say (a field that the CRM or marketing owns). */
  readonly value?: (person: Person) => FieldValue;
}

export interface OrderField extends FieldBase {
  readonly object: 'order';
  /** Parts of an order that `value` looks at; they decide what is read from Shopify. */
  readonly reads?: readonly OrderPart[];
  readonly value?: (order: Order) => FieldValue;
}

export type MappedField = ContactField | OrderField;

export interface FieldMap {
  /** Changes whenever a value could come out differently for the same records. */
  readonly version: string;
  readonly fields: readonly MappedField[];
}

/** What a CRM record should hold. `key` is the Shopify ID of the subject's first member. */
export interface DesiredRecord {
  readonly object: CrmObject;
  readonly key: string;
  readonly values: FieldValues;
  /** What Shopify says of fields that are not its own; travels only in a creating call, and only where the map says so. */
  readonly seeds: FieldValues;
  /** Computed fields that have no value for this record, with the reason: what lies in the CRM stays. */
  readonly faults?: Readonly<Record<string, string>>;
}

export type LinkLabel = 'order_contact';

/** Why a listed record is left out on purpose: a closed list, shown in every balance. */
export type LeftOutReason =
  | 'test order'
  | 'before the cutoff'
  | 'not on this route'
  | 'no buyer'
  | 'redacted'
  | 'removed in the CRM by a person'
  | 'company sync not configured';
