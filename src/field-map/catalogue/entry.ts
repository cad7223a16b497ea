import type { Order, OrderPart } from '../../commerce/order.ts';
import type { Choice, CrmObject, FieldType, FieldValue, Owner, Person } from '../types.ts';

/** What a store is like, by what its people act on; `core` is in all of them. */
export const patternNames = ['core', 'dtc', 'support', 'wholesale', 'subscription', 'reporting'] as const;
export type PatternName = (typeof patternNames)[number];

/**
 * How near a value leads to a person: `personal` says something about one, `pseudonym` leads to one for whoever may look
 * into the store, `none` does neither.
 */
export type PrivacyClass = 'none' | 'pseudonym' | 'personal';

export interface EntryFacts {
  /** Canonical name, `contact.email`: what everything else calls the field. */
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** What one of it is; absent where the type says it all (a text, an address). */
  readonly unit?: string;
  /** What it means, in a sentence for people in the CRM. */
  readonly meaning: string;
  /** Where it comes from, for people: 'Shopify: totalRefundedSet, presentment currency'. */
  readonly from: string;
  /** How the value is worked out of that; for a person with several records also which of them says it. */
  readonly formula: string;
  /** Shopify access scopes without which it cannot be read. */
  readonly scopes: readonly string[];
  readonly privacy: PrivacyClass;
  /** Who decides the value where a map says nothing else. */
  readonly owner: Owner;
  /** Patterns whose minimum has it; `core` = every pattern's. Empty = only where somebody says who uses it. */
  readonly minimumOf: readonly PatternName[];
  /** For `choice`: the values it can take, with labels. */
  readonly choices?: readonly Choice[];
  /** Left out first, lowest rank first, when the CRM account has no room for all custom fields; absent = never. */
  readonly dispensable?: number;
  /** Another one whenever the formula could give another value for the same records. 1 where absent. */
  readonly revision?: number | string;
  /** The module of the merchant's that works it out; absent for the fields of the catalogue itself. */
  readonly computedBy?: string;
}

export interface ContactEntry extends EntryFacts {
  readonly object: 'contact';
  /** Set where `value` looks at the person's orders; with the parts of them that it needs beyond the plain figures. */
  readonly reads?: readonly ['orders', ...OrderPart[]];
  /** Absent where Shopify has nothing to say (a field that the CRM or marketing owns). */
  readonly value?: (person: Person) => FieldValue;
}

export interface OrderEntry extends EntryFacts {
  readonly object: 'order';
  /** Parts of an order that `value` looks at; they decide what is read from Shopify. */
  readonly reads?: readonly OrderPart[];
  readonly value?: (order: Order) => FieldValue;
}

/** A field that can be mapped. */
export type CatalogueEntry = ContactEntry | OrderEntry;

/** A field of an object whose sync comes later: known by name, so that a map that asks for it is told so. */
export interface PlannedEntry extends EntryFacts {
  readonly object: CrmObject | 'company' | 'subscription';
  readonly planned: true;
}
