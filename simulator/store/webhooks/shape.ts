import { parseSearch, type SearchNode, type Term } from '../search/query.ts';

type Body = Readonly<Record<string, unknown>>;

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Keeps only the named fields, dots for nesting; an empty list keeps everything. */
export function withFields(body: Body, fields: readonly string[]): Body {
  if (fields.length === 0) return body;
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (fields.includes(key)) {
      kept[key] = value;
      continue;
    }
    const inner = fields.filter((field) => field.startsWith(`${key}.`)).map((field) => field.slice(key.length + 1));
    if (inner.length === 0) continue;
    if (Array.isArray(value)) kept[key] = value.map((item) => (isBody(item) ? withFields(item, inner) : item));
    else if (isBody(value)) kept[key] = withFields(value, inner);
  }
  return kept;
}

/**
 * Whether a subscription's filter lets a body through. It looks at the body, not at GraphQL, and case matters; a field
 * that the body does not have never matches, so such a subscription stays silent (Shopify docs: webhook filters).
 */
export function passesFilter(body: unknown, filter: string | null): boolean {
  const tree = parseSearch(filter ?? '');
  return tree === null || matches(body, tree);
}

function matches(body: unknown, node: SearchNode): boolean {
  if (node.type === 'not') return !matches(body, node.part);
  if (node.type !== 'term') {
    const test = (part: SearchNode) => matches(body, part);
    return node.type === 'and' ? node.parts.every(test) : node.parts.some(test);
  }
  return valuesAt(body, (node.field ?? '').split('.')).some((value) => holds(value, node));
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path));
  const [key, ...rest] = path;
  if (key === undefined) return [value];
  return isBody(value) && key in value ? valuesAt(value[key], rest) : [];
}

function holds(value: unknown, { comparator, value: wanted }: Term): boolean {
  const text = String(value);
  if (comparator === '=') return text === wanted || (wanted === '*' && value !== null);
  const difference = Number.isNaN(Number(wanted)) ? text.localeCompare(wanted) : Number(text) - Number(wanted);
  if (comparator === '>') return difference > 0;
  if (comparator === '>=') return difference >= 0;
  return comparator === '<' ? difference < 0 : difference <= 0;
}
