import type { CrmObject, DesiredRecord, FieldMap, FieldValue, FieldValues } from './types.ts';

declare const owned: unique symbol;

/**
 * Values that we may write, and nothing else: the only shape that a destination accepts. It can be made by `forCreate`
 * and `forUpdate` alone, which take the field map and drop whatever Shopify does not own.
 */
export interface OwnedWrite {
  readonly object: CrmObject;
  readonly values: FieldValues;
  /** Fields that may be written in this call: connectors check it again before sending. */
  readonly allowed: readonly string[];
  readonly [owned]: true;
}

function restrict(object: CrmObject, values: FieldValues, allowed: readonly string[]): OwnedWrite {
  const kept: Record<string, FieldValue> = {};
  for (const name of allowed) {
    const value = values[name];
    if (value !== undefined) kept[name] = value;
  }
  // The one place where the brand is given: everything that carries it went through the filter above.
  return { object, values: kept, allowed } as OwnedWrite;
}

/** Names of the fields that Shopify owns and keeps true. */
export function ownedFields(map: FieldMap, object: CrmObject): string[] {
  return map.fields
    .filter((field) => field.object === object && field.owner === 'shopify' && field.fill === undefined)
    .map((field) => field.name);
}

/** Names of the CRM-owned fields that a creating call may seed. */
function seedFields(map: FieldMap, object: CrmObject): string[] {
  return map.fields.filter((field) => field.object === object && field.fill === 'once').map((field) => field.name);
}

/** Everything that a creating call may carry, empty values left away: owned fields and, for `withSeeds`, `fill: once`. */
export function forCreate(
  map: FieldMap,
  record: DesiredRecord,
  options: { readonly without: ReadonlySet<string>; readonly withSeeds: boolean },
): OwnedWrite {
  const names = [
    ...ownedFields(map, record.object),
    ...(options.withSeeds ? seedFields(map, record.object) : []),
  ].filter((name) => !options.without.has(name));
  const filled: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries({ ...record.seeds, ...record.values })) {
    if (value !== null) filled[name] = value;
  }
  return restrict(record.object, filled, names);
}

/** The given changes as far as Shopify owns them; never a seed. */
export function forUpdate(map: FieldMap, object: CrmObject, changes: FieldValues): OwnedWrite {
  return restrict(object, changes, ownedFields(map, object));
}
