import { formatKey } from '../../commerce/keys.ts';
import { type CrmObject, crmObjects } from '../../field-map/types.ts';
import type { KeptDecision } from '../../ledger/kept-decision.ts';
import { cutoffSetting } from '../settings.ts';
import type { StoreRow } from '../store-side.ts';
import type { OnProgress, Route } from '../types.ts';
import { foundOn } from './found.ts';
import { listBoth } from './listing.ts';

/** What the CRM says about our records of one object. */
export interface ObjectPlan {
  readonly object: CrmObject;
  /** Records of the object in the CRM, whosever they are. */
  readonly listed: number;
  /** Those that carry a key of this store, made by us and found by us. */
  readonly made: number;
  readonly found: number;
  /** Those that carry a key of another store. */
  readonly foreign: number;
}

export interface RebuildPlan {
  readonly objects: readonly ObjectPlan[];
  /** Decisions by type. */
  readonly decisions: Readonly<Record<string, number>>;
  /** Where the history that belongs to the CRM begins; null = neither a decision nor the caller says it. */
  readonly from: string | null;
  /** Business date of the oldest order of ours in the CRM, as advice where nothing says it. */
  readonly oldest: string | null;
  readonly store: {
    readonly orders: { readonly listed: number; readonly known: number };
    readonly customers: { readonly listed: number; readonly known: number };
    /** Keys in the CRM that the store does not list: deleted, merged away, or out of the app's sight. */
    readonly unlisted: number;
  };
  /** CRM ids whose key cannot be read, or that name a Shopify record that another one names too. */
  readonly unclear: readonly string[];
}

interface Seen {
  readonly names: Set<string>;
  readonly unclear: Set<string>;
  oldest: string | null;
}

/** What a rebuild would restore. Reads both platforms and writes nothing. Throws ConnectorError. */
export async function planRebuild(
  route: Route,
  decisions: readonly KeptDecision[],
  options: { readonly since: Date | null; readonly onProgress: OnProgress },
): Promise<RebuildPlan> {
  const seen: Seen = { names: new Set(), unclear: new Set(), oldest: null };
  const objects: ObjectPlan[] = [];
  for (const object of crmObjects) objects.push(await listObject(route, object, seen, options.onProgress));
  const listed = await listBoth(route, options.onProgress);
  return {
    objects,
    decisions: countByType(decisions),
    from: decidedFrom(route, decisions) ?? options.since?.toISOString() ?? null,
    oldest: seen.oldest,
    store: { ...storeCounts(listed, seen), unlisted: unlistedOf(route, listed, seen) },
    unclear: [...seen.unclear],
  };
}

async function listObject(route: Route, object: CrmObject, seen: Seen, onProgress: OnProgress): Promise<ObjectPlan> {
  const sum = { object, listed: 0, made: 0, found: 0, foreign: 0 };
  let cursor: string | null = null;
  do {
    const page = await route.destination.list(object, cursor);
    const { rows, foreign, unreadable } = await foundOn(route, object, page.records);
    for (const id of unreadable) seen.unclear.add(id);
    for (const { crmId, key, members, adopted, values } of rows) {
      sum[adopted ? 'found' : 'made'] += 1;
      for (const name of new Set([key, ...members])) {
        if (seen.names.has(name)) seen.unclear.add(crmId);
        seen.names.add(name);
      }
      const date = object === 'order' ? (values['order.date'] ?? null) : null;
      if (date !== null && (seen.oldest === null || date < seen.oldest)) seen.oldest = date;
    }
    sum.foreign += foreign;
    sum.listed += page.records.length;
    onProgress({ stage: `finding our ${object}s in the CRM`, done: sum.listed, total: null });
    cursor = page.next;
  } while (cursor !== null);
  return sum;
}

function countByType(decisions: readonly KeptDecision[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of decisions) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

function decidedFrom({ destinationAccount, sourceAccount }: Route, decisions: readonly KeptDecision[]): string | null {
  const name = cutoffSetting(destinationAccount.destination, sourceAccount.source);
  const decided = decisions.find((decision) => decision.type === 'setting' && decision.name === name);
  return decided?.type === 'setting' && typeof decided.value === 'string' ? decided.value : null;
}

function storeCounts(listed: readonly StoreRow[], { names }: Seen) {
  const count = (kind: 'order' | 'customer') => {
    const rows = listed.filter(({ key }) => key.kind === kind);
    return { listed: rows.length, known: rows.filter(({ key }) => names.has(formatKey(key))).length };
  };
  return { orders: count('order'), customers: count('customer') };
}

/** A guest is listed by way of the order. */
function unlistedOf({ sourceAccount }: Route, listed: readonly StoreRow[], { names }: Seen): number {
  const shown = new Set(listed.map(({ key }) => formatKey(key)));
  const own = [...names].filter((name) => name.startsWith(`${sourceAccount.source}/`));
  return own.filter((name) => !shown.has(name.replace('/guest/', '/order/'))).length;
}
