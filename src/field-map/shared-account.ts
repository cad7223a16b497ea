import type { EffectiveMap } from './build.ts';
import type { ChoiceProblem } from './choice.ts';
import { orderFedFields } from './project.ts';
import type { PropertyBook } from './property-book.ts';
import type { MappedField } from './types.ts';

/** The map of another store that writes into the same CRM account. */
export interface OtherMap {
  readonly map: EffectiveMap;
  /** Where the other store's configuration says something of a field, for people: 'paris/samestory.yaml, line 4'. */
  placeOf(field: string): string;
}

/** What two stores would do to each other at one property of the CRM. */
export interface SharedProblem extends ChoiceProblem {
  /** Null = figures of several fields, of which each store knows its own part alone; the path is then empty. */
  readonly field: string | null;
}

/**
 * What two stores that share a CRM account would do to each other: two fields at one property; one field that one of them
 * keeps true and the other leaves to people; figures over a buyer's orders, which add up over the stores of one
 * installation and not over two of them. All of it overwrites without end or is wrong, which no store alone can see.
 */
export function sharedAccountProblems(own: EffectiveMap, other: OtherMap, book: PropertyBook): SharedProblem[] {
  const place = (field: MappedField) => field.property ?? book.placeOf(field)?.property ?? null;
  const theirs = new Map(other.map.crm.fields.map((field) => [`${field.object} ${place(field)}`, field]));
  const pairs = own.crm.fields.flatMap((field) => {
    const property = place(field);
    const met = property === null ? undefined : theirs.get(`${field.object} ${property}`);
    return property === null || met === undefined ? [] : [{ field, met, property }];
  });
  const figures = new Set(orderFedFields(own.crm));
  const summed = pairs.filter(({ field, met }) => isWritten(field) && sameRule(field, met) && figures.has(field.name));
  return [
    ...pairs.flatMap(({ field, met, property }) => conflictOf(field, met, property, other.placeOf(met.name))),
    ...(summed.length === 0 ? [] : [figuresOfBoth(summed.map(({ field }) => field.name))]),
  ];
}

function isWritten({ owner, fill }: MappedField): boolean {
  return owner === 'shopify' || fill === 'once';
}

function sameRule(one: MappedField, other: MappedField): boolean {
  return one.name === other.name && one.owner === other.owner && one.fill === other.fill && one.empty === other.empty;
}

function conflictOf(field: MappedField, met: MappedField, property: string, place: string): SharedProblem[] {
  if (sameRule(field, met) || !(isWritten(field) || isWritten(met))) return [];
  const path = ['fields', field.name];
  if (field.name !== met.name) {
    const found = `${property}, where ${place} puts ${met.name}: two writers for one field of the CRM`;
    const remedy = 'Give one of the two another property.';
    return [{ field: field.name, path: [...path, 'property'], found, allowed: 'one field for one property', remedy }];
  }
  const owners = `owner ${field.owner} here and ${met.owner} in ${place}`;
  return [
    {
      field: field.name,
      path: [...path, 'owner'],
      found:
        field.owner === met.owner
          ? `${property}, filled or emptied by another rule in ${place}`
          : `${property}, ${owners}: two owners for one field of the CRM`,
      allowed: 'one owner and one rule in every store that shares the account',
      remedy: `Say the same of ${field.name} in both files.`,
    },
  ];
}

function figuresOfBoth(names: readonly string[]): SharedProblem {
  const list = names.join(', ');
  return {
    field: null,
    path: [],
    found: `${list} at the same properties: each of the two adds up the orders of its own store, two writers for one field of the CRM`,
    allowed: "figures over a buyer's orders from one of the two",
    remedy:
      'Let the stores share a ledger, where they add up (crm.oneLedger), or in one of the two give them properties of their own.',
  };
}
