import Big from 'big.js';
import type { FieldMap, FieldType, FieldValue, FieldValues } from './types.ts';

function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

function sameText(type: FieldType, left: string, right: string): boolean {
  switch (type) {
    case 'money':
    case 'number':
      return isDecimal(left) && isDecimal(right) ? new Big(left).eq(right) : left === right;
    case 'datetime':
      return Date.parse(left) === Date.parse(right) || left === right;
    case 'email':
      return left.trim().toLowerCase() === right.trim().toLowerCase();
    default:
      return left.trim() === right.trim();
  }
}

/** Whether two values of a field are the same to people: '20.0' and '20.00' are, an empty text and no value are. */
export function sameValue(type: FieldType, left: FieldValue | undefined, right: FieldValue | undefined): boolean {
  const a = left ?? '';
  const b = right ?? '';
  return a === b || sameText(type, a, b);
}

/** The fields among `names` whose desired value differs from the known one. The diff of equal sets is empty. */
export function changedFields(
  map: FieldMap,
  names: readonly string[],
  desired: FieldValues,
  known: FieldValues,
): Record<string, FieldValue> {
  const types = new Map(map.fields.map((field) => [field.name, field.type]));
  const changes: Record<string, FieldValue> = {};
  for (const name of names) {
    const type = types.get(name);
    const wanted = desired[name];
    if (type === undefined || wanted === undefined) continue;
    if (!sameValue(type, wanted, known[name])) changes[name] = wanted;
  }
  return changes;
}
