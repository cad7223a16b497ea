import type { CrmObject, FieldMap, FieldType } from '../../field-map/types.ts';
import { crmObjects } from '../../field-map/types.ts';

/** By what the rows of a file are found again. */
export type Identification = 'key' | 'order.external_id' | 'contact.email';

export interface TableShape {
  readonly object: CrmObject;
  readonly identifiedBy: Identification;
  /** Position of the column that identifies. */
  readonly keyColumn: number;
  readonly fields: readonly { readonly name: string; readonly type: FieldType; readonly column: number }[];
  /** Position of the column that names the contact of an order; null = none. */
  readonly linkColumn: number | null;
  /** Headers that mean nothing here: what the CRM adds of its own. */
  readonly unknown: readonly string[];
}

/** By header, what it holds: a canonical field, `key`, `link`, or `ours` for what is not compared. */
export type Headers = Readonly<Record<CrmObject, ReadonlyMap<string, string>>>;

const identifications: Readonly<Record<CrmObject, Identification>> = {
  order: 'order.external_id',
  contact: 'contact.email',
};

/**
 * What a file holds, told by its header: the object whose names fit best and whose records can be identified. Null where
 * nothing identifies its rows. Without `byKey` rows are found by order number or e-mail even where they have a Shopify ID.
 */
export function shapeOf(header: readonly string[], headers: Headers, map: FieldMap, byKey: boolean): TableShape | null {
  const shapes = crmObjects.flatMap((object) => shapeAs(object, header, headers[object], map, byKey) ?? []);
  const [best] = shapes.toSorted((one, other) => other.fields.length - one.fields.length);
  return best ?? null;
}

function shapeAs(
  object: CrmObject,
  header: readonly string[],
  names: ReadonlyMap<string, string>,
  map: FieldMap,
  byKey: boolean,
): TableShape | null {
  const meanings = header.map((title) => names.get(title.trim()) ?? null);
  const candidates: readonly Identification[] = [...(byKey ? ['key' as const] : []), identifications[object]];
  const identifiedBy = candidates.find((candidate) => meanings.includes(candidate));
  if (identifiedBy === undefined) return null;
  const types = new Map(map.fields.filter((field) => field.object === object).map(({ name, type }) => [name, type]));
  const fields = meanings.flatMap((name, column) => {
    const type = name === null ? undefined : types.get(name);
    return name === null || type === undefined || name === identifiedBy || meanings.indexOf(name) < column
      ? []
      : [{ name, type, column }];
  });
  if (fields.length === 0) return null;
  const unknown = header.filter((_, column) => meanings[column] === null);
  const link = meanings.indexOf('link');
  const linkColumn = link < 0 ? null : link;
  return { object, identifiedBy, keyColumn: meanings.indexOf(identifiedBy), fields, linkColumn, unknown };
}
