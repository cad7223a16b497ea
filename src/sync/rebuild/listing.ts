import { formatKey, type WorkKey } from '../../commerce/keys.ts';

import { priorities } from '../../ledger/contract.ts';
import { chunk } from '../../lib/chunk.ts';
import { runPasses } from '../lane.ts';
import { isBeforeScope, readScope, type Scope } from '../scope.ts';
import { listStore, type StoreRow } from '../store-side.ts';
import type { Lane, OnProgress, Route } from '../types.ts';
import { rebuildCause } from './records.ts';

const keysAtOnce = 500;

/** Everything that the store lists and that could belong to the CRM. */
export async function listBoth(route: Route, onProgress: OnProgress): Promise<readonly StoreRow[]> {
  const whole = { from: null, to: null };
  const orders = await listStore(route, 'order', whole, onProgress);
  const customers = await listStore(route, 'customer', whole, onProgress);
  return [...orders.rows, ...customers.rows];
}

function isOutside(scope: Scope, { key, date }: StoreRow): boolean {
  if (key.kind === 'order') return isBeforeScope(scope, key, date);
  return scope.from !== null && date.getTime() < scope.from.getTime();
}

/**
 * Lays what the store lists beside what was restored, by ordinary passes that write nothing. First the records that the
 * CRM has, so that everybody is known with their addresses before somebody new is placed; then the others that belong
 * there; last, keys of the CRM that the store does not list any more.
 */
export async function layBeside(route: Route, lane: Lane, listed: readonly StoreRow[], onProgress: OnProgress) {
  const scope = await readScope(route);
  const known: WorkKey[] = [];
  const others: WorkKey[] = [];
  for (const part of chunk(listed, keysAtOnce)) {
    const ids = await route.ledger.subjectIdsOf({ keys: part.map(({ key }) => formatKey(key)) });
    for (const row of part) {
      if (ids[formatKey(row.key)] !== undefined) known.push(row.key);
      else if (!isOutside(scope, row)) others.push(row.key);
    }
  }
  // People first, so that whoever shares an address is known; then their orders, which have each buyer judged again,
  // because what a contact holds may follow from them.
  const people = known.filter((key) => !isOrder(key));
  await work(route, lane, people, 'comparing the people that the CRM has', onProgress);
  await work(route, lane, known.filter(isOrder), 'comparing the orders that the CRM has', onProgress);
  await work(route, lane, others, 'looking at what is new in the store', onProgress);
  await workUnlisted(route, lane, onProgress);
}

function isOrder({ kind }: WorkKey): boolean {
  return kind === 'order';
}

/** The keys that stand nowhere yet take their turn; a run that was killed goes on with the rest. */
async function work(route: Route, lane: Lane, keys: readonly WorkKey[], stage: string, onProgress: OnProgress) {
  const { destination } = route.destinationAccount;
  const dueAt = route.clock.now();
  for (const part of chunk(keys, keysAtOnce)) {
    const rows = await route.ledger.standings({ destination, keys: part });
    const open = rows.filter(({ standing, due }) => standing === null && !due);
    if (open.length === 0) continue;
    const due = open.map(({ key }) => ({ key, priority: priorities.repair, dueAt, cause: rebuildCause }));
    await route.ledger.enqueue({ lane: destination, keys: due, evidence: [], delivery: null });
  }
  await runPasses({ ...route, shadow: true }, lane, { stage, onProgress });
}

async function workUnlisted(route: Route, lane: Lane, onProgress: OnProgress): Promise<void> {
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  let after = '';
  for (;;) {
    const keys = await route.ledger.unstood({ destination, source, after, limit: keysAtOnce });
    const last = keys.at(-1);
    if (last === undefined) return;
    await work(route, lane, keys, 'asking for what the store lists no more', onProgress);
    after = formatKey(last);
  }
}
