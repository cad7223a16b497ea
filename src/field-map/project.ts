import { formatKey } from '../commerce/keys.ts';
import type { Order, OrderPart } from '../commerce/order.ts';
import { FieldFault } from './fault.ts';
import type { DesiredRecord, FieldMap, FieldValue, MappedField, Person } from './types.ts';

/** Parts of an order that the map looks at, each once. */
export function orderPartsOf(map: FieldMap): OrderPart[] {
  const parts = new Set<OrderPart>();
  for (const field of map.fields) {
    for (const part of field.reads ?? []) if (part !== 'orders') parts.add(part);
  }
  return [...parts];
}

/**
 * Whether a value is one that the CRM should hold. Where an empty value keeps what is there, it is none: nothing is
 * wanted, so nothing is written and nothing is missing.
 */
function isWanted({ empty }: MappedField, value: FieldValue): boolean {
  return empty !== 'keep' || (value !== null && value !== '');
}

/** Whether a person's orders have to be known to say what the CRM should hold for the person. */
export function readsOrders(map: FieldMap): boolean {
  return orderFedFields(map).length > 0;
}

/** Names of the contact's fields that an order moves. */
export function orderFedFields(map: FieldMap): string[] {
  return map.fields.flatMap((field) =>
    field.object === 'contact' && field.reads !== undefined && field.value !== undefined ? [field.name] : [],
  );
}

/** What the CRM should hold for a person. The key is that of the first member. */
export function projectPerson(map: FieldMap, person: Person): DesiredRecord {
  const filled = fill(map.fields, (field) => (field.object === 'contact' ? field.value?.(person) : undefined));
  return { object: 'contact', key: formatKey(person.members[0].key), ...filled };
}

/** What the CRM should hold for an order. */
export function projectOrder(map: FieldMap, order: Order): DesiredRecord {
  const filled = fill(map.fields, (field) => (field.object === 'order' ? field.value?.(order) : undefined));
  return { object: 'order', key: formatKey({ source: order.source, kind: 'order', id: order.id }), ...filled };
}

/** The values of a record; `read` answers undefined for a field that is not of it. A fault is the field's, not the record's. */
function fill(
  fields: readonly MappedField[],
  read: (field: MappedField) => FieldValue | undefined,
): Pick<DesiredRecord, 'values' | 'seeds' | 'faults'> {
  const values: Record<string, FieldValue> = {};
  const seeds: Record<string, FieldValue> = {};
  const faults: Record<string, string> = {};
  for (const field of fields) {
    try {
      const value = read(field);
      if (value === undefined) continue;
      if (field.owner !== 'shopify') seeds[field.name] = value;
      else if (isWanted(field, value)) values[field.name] = value;
    } catch (error) {
      if (!(error instanceof FieldFault)) throw error;
      faults[field.name] = error.message;
    }
  }
  return { values, seeds, ...(Object.keys(faults).length === 0 ? {} : { faults }) };
}
