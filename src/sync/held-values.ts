import type { CrmRecord } from '../connector/destination.ts';
import type { FieldMap, FieldValues } from '../field-map/types.ts';

/**
 * What a CRM record holds, for comparing with what it should hold. An address that is among the record's further
 * addresses counts as held: making it the first one would cost the address that somebody chose to be first.
 */
export function heldValues(map: FieldMap, record: CrmRecord, wanted: FieldValues): FieldValues {
  if (record.emails.length < 2) return record.values;
  const further = map.fields.flatMap(({ name, type }) => {
    const value = wanted[name];
    const held = type === 'email' && typeof value === 'string' && record.emails.includes(value.trim().toLowerCase());
    return held ? [[name, value] as const] : [];
  });
  return further.length === 0 ? record.values : { ...record.values, ...Object.fromEntries(further) };
}
