import { digitsOfGid } from '../parse/ids.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * A delivery's body. Ids are JSON numbers that may lie above 2^53, where `JSON.parse` changes digits; they are kept as
 * they are written. The slow exact parsing happens only for a body that has such a number.
 */
export function parseBody(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  return /\d{16}/.test(text) ? JSON.parse(text, keepDigits) : plain;
}

/** ES2026: the third argument carries the text of a primitive as it was written. */
function keepDigits(...[, value, context]: readonly unknown[]): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const written = isObject(context) ? context['source'] : undefined;
  return typeof written === 'string' && /^\d+$/.test(written) ? written : value;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object below `key`, or an empty one. */
export function below(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  return isObject(value) ? value : {};
}

/** The first of the fields that holds an id, as digits: a global id, digits, or a number. */
export function idIn(body: JsonObject, ...fields: readonly string[]): string | null {
  for (const field of fields) {
    const id = idOf(body[field]);
    if (id !== null) return id;
  }
  return null;
}

export function idOf(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value > 0 ? String(value) : null;
  if (typeof value !== 'string') return null;
  return /^\d+$/.test(value) ? value : digitsOfGid(value);
}
