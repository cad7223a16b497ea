import { z } from 'zod';
import { type Core, nowOf } from './core.ts';
import { badRequest } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { presentRecord, readValue } from './present.ts';
import { type CrmRecord, changedAt } from './record.ts';
import { idText } from './service.ts';
import { instantOf } from './values.ts';

/** HubSpot docs: the limits of one search. */
const LIMITS = { groups: 5, filtersPerGroup: 6, filters: 18, page: 200, rows: 10_000, query: 3_000 };

const filterSchema = z.object({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'NOT_HAS_PROPERTY',
    'CONTAINS_TOKEN',
    'NOT_CONTAINS_TOKEN',
  ]),
  value: idText.optional(),
  highValue: idText.optional(),
  values: z.array(idText).optional(),
});

export const searchBody = z.object({
  filterGroups: z.array(z.object({ filters: z.array(filterSchema) })).default([]),
  sorts: z
    .array(
      z.union([
        z.string().transform((propertyName) => ({ propertyName, direction: 'ASCENDING' as const })),
        z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING') }),
      ]),
    )
    .default([]),
  query: z.string().optional(),
  properties: z.array(z.string()).default([]),
  limit: z.number().int().min(0).max(LIMITS.page).default(10),
  after: idText.optional(),
});

type Filter = z.infer<typeof filterSchema>;
type SearchBody = z.infer<typeof searchBody>;

/** Searches the index, which shows the records as they were `searchLagMs` ago. */
export function runSearch(core: Core, type: ObjectType, body: SearchBody): Record<string, unknown> {
  checkSize(core, type, body);
  const asOf = nowOf(core) - core.searchLagMs;
  const sort = body.sorts[0] ?? { propertyName: 'hs_object_id', direction: 'ASCENDING' };
  const matches: { readonly record: CrmRecord; readonly key: string | number | null }[] = [];
  for (const record of core.records.walk(type.id)) {
    if (record.createdAt > asOf || (record.archivedAt !== null && record.archivedAt <= asOf)) continue;
    const read = reader(core, type, record, asOf);
    if (matchesGroups(body, read) && matchesQuery(type, body.query, read)) {
      matches.push({ record, key: sortKey(read, sort.propertyName) });
    }
  }
  const direction = sort.direction === 'ASCENDING' ? 1 : -1;
  matches.sort((a, b) => direction * compareKeys(a.key, b.key) || a.record.id - b.record.id);
  const start = Number(body.after ?? '0');
  const end = start + body.limit;
  const names = body.properties.length > 0 ? body.properties : type.defaultNames;
  const results = matches.slice(start, end).map(({ record }) => presentRecord(core, type, record, { names, asOf }));
  const more = end < matches.length && body.limit > 0;
  return { total: matches.length, results, ...(more ? { paging: { next: { after: String(end) } } } : {}) };
}

function checkSize(core: Core, type: ObjectType, body: SearchBody): void {
  const counts = body.filterGroups.map((group) => group.filters.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (
    counts.length > LIMITS.groups ||
    total > LIMITS.filters ||
    counts.some((count) => count > LIMITS.filtersPerGroup)
  ) {
    throw badRequest('There was a problem with the request: too many filters or filter groups.');
  }
  if (body.sorts.length > 1) throw badRequest('There was a problem with the request: only one sort is allowed.');
  if ((body.query ?? '').length > LIMITS.query)
    throw badRequest('There was a problem with the request: query too long.');
  if (Number(body.after ?? '0') + body.limit > LIMITS.rows) {
    throw badRequest(`There was a problem with the request: paging beyond ${LIMITS.rows} results is not possible.`);
  }
  const named = [...body.filterGroups.flatMap((group) => group.filters), ...body.sorts];
  const unknown = named.find(({ propertyName }) => !core.properties.live(type.id, propertyName));
  if (unknown)
    throw badRequest(`There was a problem with the request: property ${unknown.propertyName} does not exist.`);
}

type Reader = (name: string) => { readonly text: string; readonly number: number | null };

/** Values as the comparisons need them: dates and numbers also as a number. */
function reader(core: Core, type: ObjectType, record: CrmRecord, asOf: number): Reader {
  return (name) => {
    if (name === type.modifiedName) return { text: '', number: changedAt(record, asOf) };
    if (name === type.createdName) return { text: '', number: record.createdAt };
    if (name === 'hs_object_id') return { text: String(record.id), number: record.id };
    const text = readValue(core, type, record, name, asOf) ?? '';
    return { text, number: comparable(core.properties.live(type.id, name)?.type, text) };
  };
}

function comparable(propertyType: string | undefined, text: string): number | null {
  if (text === '') return null;
  if (propertyType === 'number') return Number(text);
  if (propertyType === 'date' || propertyType === 'datetime') return instantOf(text) ?? null;
  return null;
}

function matchesGroups(body: SearchBody, read: Reader): boolean {
  if (body.filterGroups.length === 0) return true;
  return body.filterGroups.some((group) => group.filters.every((filter) => matchesFilter(filter, read)));
}

function matchesFilter(filter: Filter, read: Reader): boolean {
  const { text, number } = read(filter.propertyName);
  const present = text !== '' || number !== null;
  const equals = (wanted: string | undefined) =>
    wanted !== undefined &&
    (number === null ? text.toLowerCase() === wanted.toLowerCase() : number === asNumber(wanted));
  const order = (wanted: string | undefined) => {
    if (wanted === undefined || !present) return Number.NaN;
    return number === null ? text.localeCompare(wanted) : number - asNumber(wanted);
  };
  switch (filter.operator) {
    case 'EQ':
      return equals(filter.value);
    case 'NEQ':
      return !equals(filter.value);
    case 'LT':
      return order(filter.value) < 0;
    case 'LTE':
      return order(filter.value) <= 0;
    case 'GT':
      return order(filter.value) > 0;
    case 'GTE':
      return order(filter.value) >= 0;
    case 'BETWEEN':
      return order(filter.value) >= 0 && order(filter.highValue) <= 0;
    case 'IN':
      return (filter.values ?? []).some(equals);
    case 'NOT_IN':
      return present && !(filter.values ?? []).some(equals);
    case 'HAS_PROPERTY':
      return present;
    case 'NOT_HAS_PROPERTY':
      return !present;
    case 'CONTAINS_TOKEN':
      return hasToken(text, filter.value ?? '');
    default:
      return !hasToken(text, filter.value ?? '');
  }
}

function asNumber(text: string): number {
  return /^-?[\d.]+$/.test(text) ? Number(text) : (instantOf(text) ?? Number.NaN);
}

/** `*` stands for any run of characters inside one token. */
function hasToken(text: string, pattern: string): boolean {
  const parts = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return [text, ...text.split(/[\s@.,;/-]+/)].some((token) => expression.test(token.toLowerCase()));
}

function matchesQuery(type: ObjectType, query: string | undefined, read: Reader): boolean {
  if (query === undefined || query.trim() === '') return true;
  const text = type.searchable
    .map((name) => read(name).text)
    .join(' ')
    .toLowerCase();
  return query
    .toLowerCase()
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function sortKey(read: Reader, name: string): string | number | null {
  const { text, number } = read(name);
  return number ?? (text === '' ? null : text);
}

/** Records without a value come last. */
function compareKeys(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b));
}
