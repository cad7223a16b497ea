import { compareIds } from './ids.ts';
import { type Comparator, parseSearch, type SearchNode, type Term } from './query.ts';
import { inRange, timeRange } from './time-range.ts';

/** How one field of a kind can be filtered, and where its value is in the document. */
export type Filter<D> =
  /** Instants in milliseconds. `wholeDays`: the field is compared by day, so that a window gives more than asked. */
  | { readonly type: 'time'; readonly of: (doc: D) => number | null; readonly wholeDays?: boolean }
  | { readonly type: 'id'; readonly of: (doc: D) => string | null }
  /** Equal to one of the values, whatever the case; a comma in the query separates alternatives. */
  | { readonly type: 'keyword'; readonly of: (doc: D) => readonly string[]; readonly allowed?: readonly string[] }
  /** Split into words; the query's words must stand there side by side. */
  | { readonly type: 'text'; readonly of: (doc: D) => string | null }
  | { readonly type: 'number'; readonly of: (doc: D) => number }
  | { readonly type: 'boolean'; readonly of: (doc: D) => boolean };

export type Filters<D> = Readonly<Record<string, Filter<D>>>;

/** One bad filter of a query. The filter is ignored and everything matches: the caller must look at warnings. */
export interface SearchWarning {
  readonly field: string;
  readonly message: string;
  readonly code: 'invalid_field' | 'invalid_value';
}

export type Predicate<D> = (doc: D) => boolean;

export interface CompiledSearch<D> {
  readonly matches: Predicate<D>;
  readonly warnings: readonly SearchWarning[];
}

/** `now` in milliseconds serves the value `now`. */
export function compileSearch<D>(
  query: string | null | undefined,
  filters: Filters<D>,
  now: number,
): CompiledSearch<D> {
  const tree = parseSearch(query ?? '');
  const warnings: SearchWarning[] = [];
  const matches = tree === null ? null : compileNode(tree, filters, now, warnings);
  return { matches: matches ?? (() => true), warnings };
}

function compileNode<D>(
  node: SearchNode,
  filters: Filters<D>,
  now: number,
  warnings: SearchWarning[],
): Predicate<D> | null {
  if (node.type === 'term') return compileTerm(node, filters, now, warnings);
  if (node.type === 'not') {
    const inner = compileNode(node.part, filters, now, warnings);
    return inner && ((doc) => !inner(doc));
  }
  const parts = node.parts.map((part) => compileNode(part, filters, now, warnings)).filter((part) => part !== null);
  if (parts.length === 0) return null;
  return node.type === 'and' ? (doc) => parts.every((part) => part(doc)) : (doc) => parts.some((part) => part(doc));
}

function compileTerm<D>(term: Term, filters: Filters<D>, now: number, warnings: SearchWarning[]): Predicate<D> | null {
  const filter = filters[term.field ?? 'default'];
  const field = term.field ?? 'default';
  if (!filter) {
    warnings.push({ field, message: 'Invalid search field for this query.', code: 'invalid_field' });
    return null;
  }
  if (term.value === '*' && !term.quoted) return (doc) => isPresent(filter, doc);
  const predicate = compileFilter(filter, term, now);
  if (predicate === null) {
    warnings.push({ field, message: `Input \`${term.value}\` is not an accepted value.`, code: 'invalid_value' });
  }
  return predicate;
}

function isPresent<D>(filter: Filter<D>, doc: D): boolean {
  const value = filter.of(doc);
  return Array.isArray(value) ? value.length > 0 : value !== null && value !== '';
}

/** Null for a value that the field does not accept. */
function compileFilter<D>(filter: Filter<D>, term: Term, now: number): Predicate<D> | null {
  switch (filter.type) {
    case 'time': {
      const range = timeRange(term, now, filter.wholeDays === true);
      return range && ((doc) => inRange(filter.of(doc), range));
    }
    case 'id':
      return /^\d+$/.test(term.value) ? (doc) => compareId(filter.of(doc), term.comparator, term.value) : null;
    case 'number': {
      const wanted = Number(term.value);
      return Number.isNaN(wanted) ? null : (doc) => holds(filter.of(doc) - wanted, term.comparator);
    }
    case 'boolean':
      if (term.value !== 'true' && term.value !== 'false') return null;
      return (doc) => filter.of(doc) === (term.value === 'true');
    case 'text': {
      const wanted = words(term.value);
      return (doc) => ` ${words(filter.of(doc) ?? '').join(' ')} `.includes(` ${wanted.join(' ')} `);
    }
    case 'keyword': {
      const wanted = term.value.split(',').map((value) => value.trim().toLowerCase());
      if (filter.allowed && !wanted.every((value) => filter.allowed?.includes(value))) return null;
      return (doc) => filter.of(doc).some((value) => wanted.includes(value.toLowerCase()));
    }
  }
}

function words(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function compareId(id: string | null, comparator: Comparator, wanted: string): boolean {
  return id !== null && holds(compareIds(id, wanted), comparator);
}

function holds(difference: number, comparator: Comparator): boolean {
  switch (comparator) {
    case '=':
      return difference === 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
  }
}
