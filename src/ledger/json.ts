/**
 * JSON text that PostgreSQL accepts as jsonb. It refuses the character U+0000 and half of a surrogate pair, and a buyer
 * who pastes one into a note must not stop a batch: the first is left out, the second becomes U+FFFD.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  return suspicious.test(text) ? JSON.stringify(value, storable) : text;
}

/** JSON.stringify spells both characters as escapes; an escaped backslash before them only costs the slow way. */
const suspicious = /\\u(?:0000|d[89a-f])/i;

function storable(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value) : value;
}

/** A text as PostgreSQL can store it. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
