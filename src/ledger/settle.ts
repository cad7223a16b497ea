import type { CrmObject, LinkLabel } from '../field-map/types.ts';
import type { SettledRow, SettleInput, Verb } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { type JournalRow, writeJournal } from './journal.ts';
import { type Change, changedFields, heldFields } from './journal-changes.ts';
import { requireLane } from './lanes.ts';
import { gatherLeftovers } from './leftover-records.ts';
import { type LinkEnds, removeLinks, storeLinks } from './links.ts';
import { forgetRecords } from './match-index.ts';

import { markRemoved, moveRecord, noteMerge, type RecordState, tieRecords } from './records.ts';
import { batchOf, closeRows, type OpenRow, openRows } from './writes.ts';

const foundLabel: LinkLabel = 'order_contact';

interface Settled {
  readonly row: OpenRow;
  readonly outcome: SettledRow;
}

/**
 * Turns outcomes into records, links and journal entries, and lets go of the rows, in one transaction. Rows that are
 * settled already, or of a batch that nobody knows, are passed over: settling twice changes nothing.
 */
export async function settle(tx: Tx, input: SettleInput): Promise<void> {
  const { destination, batchId, now } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  const batch = await batchOf(tx, destination, batchId);
  if (batch === null) return;
  const outcomes = new Map(input.rows.map((row) => [row.ref, row]));
  const rows = await openRows(tx, destination, { batchId, refs: [...outcomes.keys()] });
  const settled = rows.flatMap((row): Settled[] => {
    const outcome = outcomes.get(row.ref);
    return outcome === undefined ? [] : [{ row, outcome }];
  });
  const { object, verb } = batch;
  const tied = await tieRecords(tx, destination, object, now, settled.flatMap(recordOf));
  await settleLinks(tx, destination, now, settled);
  await settleLosses(tx, { destination, object, verb, now }, settled);
  const journal = settled.flatMap((one) => journalOf(object, verb, one, tied));
  await writeJournal(tx, destination, now, journal);
  await closeRows(
    tx,
    batchId,
    rows.map(({ ref }) => ref),
    now,
  );
  // Shopify may have merged somebody away while the call was under way.
  if (object === 'contact') await gatherLeftovers(tx, [...new Set(rows.map((row) => row.subjectId))]);
}

function recordOf({ row, outcome }: Settled): RecordState[] {
  const { subjectId, key, members } = row;
  if (outcome.result === 'written') {
    const { crmId, mapVersion, identityVersion, adopted } = outcome;
    return [{ subjectId, crmId, key, members, adopted, mapVersion, identityVersion, values: row.new }];
  }
  if (outcome.result !== 'adopted') return [];
  const { crmId, mapVersion, identityVersion, observed } = outcome;
  // Our key is not in the CRM yet; no members makes the next update carry it.
  return [{ subjectId, crmId, key, members: [], adopted: true, mapVersion, identityVersion, values: observed }];
}

function pairOf(row: OpenRow): LinkEnds[] {
  const { label, crmId: fromId, toId } = row;
  return label === null || fromId === null || toId === null ? [] : [{ label, fromId, toId }];
}

function ours(pair: LinkEnds) {
  return { ...pair, madeByUs: true };
}

async function settleLinks(tx: Tx, destination: string, now: Date, settled: readonly Settled[]): Promise<void> {
  const made = settled.flatMap(({ row, outcome }) => {
    // A CRM with inline links makes them in the creating call.
    if (outcome.result === 'written') return pairOf({ ...row, crmId: outcome.crmId }).map(ours);
    if (outcome.result !== 'linked') return [];
    return pairOf(row).map((pair) => ({ ...pair, madeByUs: outcome.madeByUs }));
  });
  await storeLinks(tx, destination, now, made);
  const removed = settled.flatMap(({ row, outcome }) => (outcome.result === 'unlinked' ? pairOf(row) : []));
  await removeLinks(tx, destination, removed);
}

async function settleLosses(
  tx: Tx,
  batch: { readonly destination: string; readonly object: CrmObject; readonly verb: Verb; readonly now: Date },
  settled: readonly Settled[],
): Promise<void> {
  const { destination, object, verb, now } = batch;
  // A link that fails because one end is gone does not say which end.
  if (verb === 'link' || verb === 'unlink') return;
  const gone = settled.flatMap(({ row, outcome }) => (outcome.result === 'gone' ? (row.crmId ?? []) : []));
  await markRemoved(tx, destination, object, now, gone);
  await forgetRecords(tx, destination, object, gone);
  for (const { row, outcome } of settled) {
    if (row.crmId === null) continue;
    if (outcome.result === 'not done' && outcome.mergedInto !== undefined) {
      await noteMerge(tx, destination, object, { fromId: row.crmId, toId: outcome.mergedInto });
    }
    if (outcome.result !== 'moved') continue;
    await moveRecord(tx, destination, object, now, { fromId: row.crmId, toId: outcome.crmId });
    await forgetRecords(tx, destination, object, [row.crmId]);
  }
}

function journalOf(object: CrmObject, verb: Verb, { row, outcome }: Settled, tied: ReadonlySet<string>): JournalRow[] {
  const { subjectId, cause, crmId } = row;
  const entry = (action: JournalRow['action'], id: string | null, changes: readonly Change[]): JournalRow[] => [
    { object, subjectId, crmId: id, action, changes, cause },
  ];
  switch (outcome.result) {
    case 'written': {
      const changes = changedFields(verb === 'create' ? {} : row.old, row.new);
      if (verb !== 'create' && changes.length === 0) return [];
      const linked = row.toId === null ? [] : entry('linked', outcome.crmId, [[row.label, null, row.toId]]);
      return [...entry(verb === 'create' ? 'created' : 'updated', outcome.crmId, changes), ...linked];
    }
    case 'adopted':
      return tied.has(subjectId) ? entry('adopted', outcome.crmId, heldFields(outcome.observed)) : [];
    case 'linked':
      return entry('linked', crmId, [[row.label, null, row.toId]]);
    case 'unlinked':
      return entry('unlinked', crmId, [[row.label, row.toId, null]]);
    case 'gone':
      return entry('gone', crmId, []);
    case 'moved':
      return entry('moved', outcome.crmId, [[null, crmId, outcome.crmId]]);
    case 'failed':
      return entry('failed', crmId, [[null, null, outcome.message]]);
    case 'not done':
      return [];
  }
}

/** Ties subjects to records that were found in the CRM, with the values that these hold now. */
export async function adopt(tx: Tx, input: Input<'adopt'>): Promise<void> {
  const { destination, now } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  for (const object of new Set(input.rows.map((row) => row.object))) {
    const rows = input.rows.filter((row) => row.object === object);
    const records = rows.map(({ subjectId, key, crmId, observed, mapVersion, identityVersion }): RecordState => {
      return { subjectId, crmId, key, members: [], adopted: true, mapVersion, identityVersion, values: observed };
    });
    const tied = await tieRecords(tx, destination, object, now, records);
    const journal = rows.flatMap(({ subjectId, crmId, observed, cause }): JournalRow[] => {
      if (!tied.has(subjectId)) return [];
      return [{ object, subjectId, crmId, action: 'adopted', changes: heldFields(observed), cause }];
    });
    await writeJournal(tx, destination, now, journal);
    const links = rows.flatMap(({ subjectId, crmId: fromId, linkedTo }) =>
      tied.has(subjectId) ? (linkedTo ?? []).map((toId) => ({ label: foundLabel, fromId, toId, madeByUs: false })) : [],
    );
    await storeLinks(tx, destination, now, links);
  }
}
