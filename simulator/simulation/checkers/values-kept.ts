import type { TypedValue } from '../people-at-work.ts';
import type { SeenCrm } from '../seen-crm.ts';

/** What people typed into fields of theirs still stands, on records that are still there. */
export function checkValuesKept(crm: SeenCrm, typed: readonly TypedValue[]): string[] {
  const records = {
    contact: new Map(crm.contacts.map((record) => [record.id, record])),
    order: new Map(crm.orders.map((record) => [record.id, record])),
  };
  return typed.flatMap(({ object, id, field, value }) => {
    const held = records[object].get(id)?.value(field);
    return held === undefined || held === value ? [] : [`${field} of ${object} ${id}: what a person typed was lost`];
  });
}
