import type { CrmRecord } from '../connector/destination.ts';
import { sameValue } from '../field-map/compare.ts';
import type { CrmObject, FieldMap, FieldValues } from '../field-map/types.ts';
import type { IntendedRow, SettledRow, UnsettledBatch } from '../ledger/contract.ts';
import type { Lane, Route } from './types.ts';
import { versionsOf } from './versions/accepted.ts';

/** A call that its caller has given up may be carried out this much later. */
export const longestCallMs = 30_000;

/** When each holder of a lane first met a batch that was open: its calls had been given up by then, or their process. */
const firstMet = new WeakMap<Lane, ReadonlyMap<string, number>>();

/**
 * Settles batches whose answer was lost: each row is looked up and found done or not done, so that nothing is made
 * twice. A batch rests for `restMs` from the moment at which it was first met here, and for as long as reads lag behind
 * writes: until then the CRM may still carry it out, or not show it yet. Must not run beside a pass of the same lane.
 * Returns how many batches were settled.
 */
export async function recover(route: Route, lane: Lane, options: { readonly restMs: number }): Promise<number> {
  const destination = route.destinationAccount.destination;
  const batches = await route.ledger.unsettled({ destination });
  const now = route.clock.now().getTime();
  const before = firstMet.get(lane) ?? new Map<string, number>();
  const met = new Map(batches.map(({ batchId }) => [batchId, before.get(batchId) ?? now]));
  firstMet.set(lane, met);
  const rested = now - options.restMs - (route.destination.capabilities.readsLagMs ?? 0);
  let settled = 0;
  for (const batch of batches) {
    if ((met.get(batch.batchId) ?? now) > rested) continue;
    const rows = await lookUp(route, batch);
    await route.ledger.settle({ destination, epoch: lane.epoch, batchId: batch.batchId, now: route.clock.now(), rows });
    route.log.info('settled a batch whose answer was lost', { verb: batch.verb, rows: rows.length });
    settled += 1;
  }
  return settled;
}

async function lookUp(route: Route, batch: UnsettledBatch): Promise<SettledRow[]> {
  switch (batch.verb) {
    case 'create':
      return lookUpCreated(route, batch);
    case 'update':
    case 'archive':
      return lookUpUpdated(route, batch);
    case 'link':
    case 'unlink':
      return lookUpLinks(route, batch);
  }
}

function holds(map: FieldMap, held: FieldValues, wanted: FieldValues): boolean {
  const types = new Map(map.fields.map((field) => [field.name, field.type]));
  return Object.entries(wanted).every(([name, value]) => sameValue(types.get(name) ?? 'text', held[name], value));
}

async function lookUpCreated(route: Route, batch: UnsettledBatch): Promise<SettledRow[]> {
  const candidates = await createdSince(route, batch);
  const used = new Set<string>();
  return batch.rows.map((row) => {
    const found = candidates.find((record) => !used.has(record.id) && isRow(route.map, record, row));
    if (found === undefined) return { ref: row.ref, result: 'not done' };
    used.add(found.id);
    return { ref: row.ref, result: 'written', crmId: found.id, ...versionsOf(route), adopted: false };
  });
}

/** By our key where the CRM has one; else by what was in the call, among records changed since. */
function isRow(map: FieldMap, record: CrmRecord, row: IntendedRow): boolean {
  return record.key === null ? holds(map, record.values, row.new) : record.key === row.key;
}

async function createdSince(route: Route, batch: UnsettledBatch): Promise<readonly CrmRecord[]> {
  const { destination } = route;
  if (destination.capabilities.readYourWrites === 'key') {
    return destination.readBack(batch.object, { keys: batch.rows.map((row) => row.key) });
  }
  const records: CrmRecord[] = [];
  const since = new Date(batch.intendedAt.getTime() - 60_000);
  for await (const page of destination.changedSince(batch.object, since)) records.push(...page);
  return records;
}

async function lookUpUpdated(route: Route, batch: UnsettledBatch): Promise<SettledRow[]> {
  const ids = batch.rows.flatMap((row) => (row.crmId === null ? [] : [row.crmId]));
  const records = await route.destination.readBack(batch.object, { ids });
  const byId = new Map(records.map((record) => [record.askedId ?? record.id, record]));
  return batch.rows.map((row) => {
    const record = row.crmId === null ? undefined : byId.get(row.crmId);
    if (record === undefined) return { ref: row.ref, result: 'gone' };
    if (batch.verb === 'archive' || !isWritten(route.map, batch.object, row, record)) {
      return { ref: row.ref, result: 'not done' };
    }
    return { ref: row.ref, result: 'written', crmId: record.id, ...versionsOf(route), adopted: false };
  });
}

/** Values alone do not say it: an update may have had nothing but our key to bring, and a merged record shows its survivor. */
function isWritten(map: FieldMap, object: CrmObject, row: IntendedRow, record: CrmRecord): boolean {
  const identity =
    record.id === row.crmId &&
    record.key === row.key &&
    (object !== 'contact' || record.members.join(';') === row.members.join(';'));
  return identity && holds(map, record.values, row.new);
}

async function lookUpLinks(route: Route, batch: UnsettledBatch): Promise<SettledRow[]> {
  const fromIds = [...new Set(batch.rows.flatMap((row) => (row.crmId === null ? [] : [row.crmId])))];
  const links = await route.destination.readLinks('order_contact', fromIds);
  return batch.rows.map((row) => {
    const exists = row.toId !== null && row.crmId !== null && (links.get(row.crmId) ?? []).includes(row.toId);
    if (batch.verb === 'link') {
      return exists ? { ref: row.ref, result: 'linked', madeByUs: true } : { ref: row.ref, result: 'not done' };
    }
    return exists ? { ref: row.ref, result: 'not done' } : { ref: row.ref, result: 'unlinked' };
  });
}
