import { formatKey } from '../commerce/keys.ts';
import type { Order, OrderPart } from '../commerce/order.ts';
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
  const values: Record<string, FieldValue> = {};
  const seeds: Record<string, FieldValue> = {};
  for (const field of map.fields) {
    if (field.object !== 'contact' || field.value === undefined) continue;
    const value = field.value(person);
    if (field.owner !== 'shopify') seeds[field.name] = value;
    else if (isWanted(field, value)) values[field.name] = value;
  }
  return { object: 'contact', key: formatKey(person.members[0].key), values, seeds };
}

/** What the CRM should hold for an order. */
export function projectOrder(map: FieldMap, order: Order): DesiredRecord {
  const values: Record<string, FieldValue> = {};
  const seeds: Record<string, FieldValue> = {};
  for (const field of map.fields) {
    if (field.object !== 'order' || field.value === undefined) continue;
    const value = field.value(order);
    if (field.owner !== 'shopify') seeds[field.name] = value;
    else if (isWanted(field, value)) values[field.name] = value;
  }
  return { object: 'order', key: formatKey({ source: order.source, kind: 'order', id: order.id }), values, seeds };
}
