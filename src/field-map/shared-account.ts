import type { EffectiveMap } from './build.ts';
import type { ChoiceProblem } from './choice.ts';
import type { PropertyBook } from './property-book.ts';
import type { MappedField } from './types.ts';

/** The map of one store, and the CRM account that it goes to. */
export interface StoreMap {
  readonly store: string;
  readonly account: string;
  readonly map: EffectiveMap;
}

interface Placed {
  readonly store: string;
  readonly field: MappedField;
}

/**
 * What two stores that share a CRM account would do to each other: two fields at one property, or one field that one of
 * them keeps true and the other leaves to people. Both overwrite each other without end, which no store alone can see.
 */
export function sharedAccountProblems(stores: readonly StoreMap[], book: PropertyBook): ChoiceProblem[] {
  const first = new Map<string, Placed>();
  return stores.flatMap(({ store, account, map }) =>
    map.crm.fields.flatMap((field): ChoiceProblem[] => {
      const property = field.property ?? book.placeOf(field)?.property;
      if (property === undefined) return [];
      const place = `${account} ${field.object} ${property}`;
      const other = first.get(place);
      if (other === undefined) {
        first.set(place, { store, field });
        return [];
      }
      return other.store === store ? [] : conflictOf({ store, field }, other, property, account);
    }),
  );
}

function isWritten({ owner, fill }: MappedField): boolean {
  return owner === 'shopify' || fill === 'once';
}

function conflictOf(one: Placed, other: Placed, property: string, account: string): ChoiceProblem[] {
  if (!isWritten(one.field) && !isWritten(other.field)) return [];
  const path = ['fields', one.field.name];
  const at = `${property} of ${account}, which the stores ${other.store} and ${one.store} share`;
  if (one.field.name !== other.field.name) {
    const found = `${at}: ${other.field.name} of the one and ${one.field.name} of the other: two writers for one field of the CRM`;
    const remedy = 'Give one of the two another property.';
    return [{ path: [...path, 'property'], found, allowed: 'one field for one property', remedy }];
  }
  const same =
    one.field.owner === other.field.owner &&
    one.field.fill === other.field.fill &&
    one.field.empty === other.field.empty;
  if (same) return [];
  const found = `${at}: owner ${other.field.owner} in the one and ${one.field.owner} in the other`;
  return [
    {
      path: [...path, 'owner'],
      found: one.field.owner === other.field.owner ? `${at}: filled or emptied by two rules` : found,
      allowed: 'one owner and one rule in every store that shares the account',
      remedy: `Say the same of ${one.field.name} for both stores.`,
    },
  ];
}
