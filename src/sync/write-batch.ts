import type { CrmRecord, WriteOutcome } from '../connector/destination.ts';
import type { Failure } from '../connector/failure.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { SettledRow, Verb } from '../ledger/contract.ts';
import { allEnded } from '../lib/all-ended.ts';
import { chunk } from '../lib/chunk.ts';
import { carriesOther, heldForOther } from './carried-key.ts';
import { heldValues } from './held-values.ts';
import { lookFirst } from './look-first.ts';
import { indexSeen } from './match-index.ts';
import type { PreparedRow, RowResult } from './rows.ts';
import type { Lane, Route } from './types.ts';
import { versionsOf } from './versions/accepted.ts';

const inAnotherBatch: RowResult = { type: 'later', failure: null };

/** Intend, call, settle: in batches as large as the CRM takes, several in flight. Results by subject id. */
export async function writeBatches(
  route: Route,
  lane: Lane,
  verb: 'create' | 'update',
  object: CrmObject,
  rows: readonly PreparedRow[],
): Promise<Map<string, RowResult>> {
  const results = new Map<string, RowResult>();
  const size = route.destination.capabilities.batch[verb];
  const work = chunk(rows, size).map((batch) => writeOne(route, lane, verb, object, batch, results));
  await allEnded(work);
  return results;
}

async function writeOne(
  route: Route,
  lane: Lane,
  verb: 'create' | 'update',
  object: CrmObject,
  batch: readonly PreparedRow[],
  results: Map<string, RowResult>,
): Promise<void> {
  const { ledger } = route;
  const name = route.destinationAccount.destination;
  const intent = await ledger.intend({
    destination: name,
    epoch: lane.epoch,
    verb,
    object,
    now: route.clock.now(),
    rows: batch.map((row) => row.intended),
  });
  const accepted = new Set(intent.accepted);
  const taken = batch.filter((row) => accepted.has(row.intended.ref));
  for (const row of batch) if (!accepted.has(row.intended.ref)) results.set(row.intended.subjectId, inAnotherBatch);
  if (taken.length === 0) return;
  const { ready, met } =
    verb === 'update' ? await lookFirst(route, object, taken) : { ready: taken, met: new Map<string, RowResult>() };
  const outcomes = await send(route, verb, object, ready);
  const existing = await readExisting(route, object, outcomes);
  const byRef = new Map(outcomes.map((outcome) => [outcome.ref, outcome]));
  const settled: SettledRow[] = [];
  for (const row of taken) {
    const { ref, subjectId } = row.intended;
    const outcome = withHidden(route, byRef.get(ref));
    const result = met.get(ref) ?? resultOf(object, row, outcome, verb, existing);
    results.set(subjectId, result);
    const settlement = settlementOf(route, row, result, existing);
    if (settlement !== null) settled.push(settlement);
  }
  await ledger.settle({
    destination: name,
    epoch: lane.epoch,
    batchId: intent.batchId,
    now: route.clock.now(),
    rows: settled,
  });
}

async function send(
  { destination }: Route,
  verb: 'create' | 'update',
  object: CrmObject,
  rows: readonly PreparedRow[],
): Promise<readonly WriteOutcome[]> {
  if (rows.length === 0) return [];
  if (verb === 'create') {
    return destination.create(
      object,
      rows.flatMap((row) => row.create ?? []),
    );
  }
  return destination.update(
    object,
    rows.flatMap((row) => row.update ?? []),
  );
}

/** Records that a create met, so that the journal knows what was there before us. */
async function readExisting(
  route: Route,
  object: CrmObject,
  outcomes: readonly WriteOutcome[],
): Promise<ReadonlyMap<string, CrmRecord>> {
  const ids = outcomes.flatMap((outcome) => (outcome.status === 'exists' && outcome.id !== null ? [outcome.id] : []));
  if (ids.length === 0) return new Map();
  const records = await route.destination.readBack(object, { ids });
  await indexSeen(route, object, route.clock.now(), records);
  return new Map(records.map((record) => [record.askedId ?? record.id, record]));
}

/**
 * Some CRMs hide what is new from reads for a while: somebody has just made the contact that has the address, and the next
 * look at the CRM's changes finds it. Until then there is nothing to ask a person.
 */
function withHidden({ destination }: Route, outcome: WriteOutcome | undefined): WriteOutcome | undefined {
  const { readsLagMs } = destination.capabilities;
  if (outcome?.status !== 'exists' || outcome.id !== null || readsLagMs === undefined) return outcome;
  const { ref, failure } = outcome;
  const message = `${failure.message} The CRM does not show yet which one.`;
  const later: Failure = { class: 'transient', code: failure.code, message, retryAfterMs: readsLagMs };
  return { ref, status: 'not written', failure: later };
}

function resultOf(
  object: CrmObject,
  row: PreparedRow,
  outcome: WriteOutcome | undefined,
  verb: Verb,
  existing: ReadonlyMap<string, CrmRecord>,
): RowResult {
  switch (outcome?.status) {
    case 'created':
    case 'updated':
      return { type: 'written', crmId: outcome.id, verb };
    case 'exists': {
      const record = existing.get(outcome.id ?? '');
      if (record === undefined) return { type: 'failed', failure: { ...outcome.failure, class: 'identity' } };
      const { key, members } = row.intended;
      return carriesOther(record, [key, ...members])
        ? heldForOther(object, record)
        : { type: 'adopted', crmId: record.id };
    }
    case 'gone':
      return { type: 'gone' };
    case 'moved':
      return { type: 'moved', crmId: outcome.id };
    case 'refused':
      return outcome.fields.length > 0
        ? { type: 'refused values', fields: outcome.fields, failure: outcome.failure }
        : { type: 'failed', failure: outcome.failure };
    case 'not written':
      return { type: 'failed', failure: outcome.failure };
    case 'unknown':
      return { type: 'later', failure: outcome.failure };
    default:
      return {
        type: 'later',
        failure: { class: 'transient', code: 'NO_OUTCOME', message: 'the connector did not account for this row' },
      };
  }
}

function settlementOf(
  route: Route,
  row: PreparedRow,
  result: RowResult,
  existing: ReadonlyMap<string, CrmRecord>,
): SettledRow | null {
  const { ref } = row.intended;
  const versions = versionsOf(route);
  switch (result.type) {
    case 'written':
      return { ref, result: 'written', crmId: result.crmId, ...versions, adopted: row.adopted };
    case 'adopted': {
      const record = [...existing.values()].find(({ id }) => id === result.crmId);
      const observed = record === undefined ? {} : heldValues(route.map, record, row.intended.new);
      return { ref, result: 'adopted', crmId: result.crmId, observed, ...versions };
    }
    case 'gone':
      return { ref, result: 'gone' };
    case 'moved':
      return { ref, result: 'moved', crmId: result.crmId };
    case 'held':
      // Nothing was sent; the case stands with the record's key.
      return { ref, result: 'not done', ...(result.mergedInto === undefined ? {} : { mergedInto: result.mergedInto }) };
    case 'refused values':
    case 'failed': {
      const { class: failureClass, code, message } = result.failure;
      return { ref, result: 'failed', class: failureClass, code, message };
    }
    case 'later':
      // Left unsettled on purpose: recovery looks the record up before anybody repeats the call.
      return null;
  }
}
