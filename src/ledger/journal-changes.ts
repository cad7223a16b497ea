import type { FieldValue, FieldValues } from '../field-map/types.ts';
import type { JournalEntry } from './contract.ts';

export type JournalAction = JournalEntry['action'];

/** Field (null = the record itself), value before, value after. */
export type Change = readonly [field: string | null, before: FieldValue, after: FieldValue];

/** The fields whose value is another one afterwards, by name. A field that was never written counts as empty. */
export function changedFields(before: FieldValues, after: FieldValues): readonly Change[] {
  const changes: Change[] = [];
  for (const [field, value] of Object.entries(after)) {
    const old = before[field] ?? null;
    if (old !== value) changes.push([field, old, value]);
  }
  return changes;
}

/** Every value that a record held when it was taken over, so that nothing is lost when we write over it. */
export function heldFields(values: FieldValues): readonly Change[] {
  return Object.entries(values).flatMap(([field, value]): Change[] => (value === null ? [] : [[field, value, value]]));
}
