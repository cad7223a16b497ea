/**
 * Parses JSON with every number as the text that the file has: ids above 2^53 and amounts keep all their digits.
 * Throws SyntaxError.
 */
export function parseJsonExactly(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value;
  return JSON.parse(text, keepDigits);
}
