import type { CreateRow, UpdateRow, WriteOutcome } from '../connector/destination.ts';
import type { Failure } from '../connector/failure.ts';
import type { CrmObject, FieldValue } from '../field-map/types.ts';
import type { IntendedRow, SettledRow, Verb } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import type { Lane, Route } from './types.ts';

/** One row that is ready to be sent: the intention for the ledger and the row for the connector. */
export interface PreparedRow {
  readonly intended: IntendedRow;
  readonly create?: CreateRow;
  readonly update?: UpdateRow;
  readonly adopted: boolean;
}

/** What became of a row, for the pass to act on. */
export type RowResult =
  | { readonly type: 'written'; readonly crmId: string; readonly verb: Verb }
  /** The CRM has it already: taken over, the difference is still to be written. */
  | { readonly type: 'adopted'; readonly crmId: string }
  | { readonly type: 'gone' }
  | { readonly type: 'moved'; readonly crmId: string }
  | { readonly type: 'refused values'; readonly fields: readonly string[]; readonly failure: Failure }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** Another batch holds the record, or the answer was lost: later. */
  | { readonly type: 'later'; readonly failure: Failure | null };

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
  await Promise.all(work);
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
  const { ledger, destination } = route;
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
  const sent = batch.filter((row) => accepted.has(row.intended.ref));
  for (const row of batch) if (!accepted.has(row.intended.ref)) results.set(row.intended.subjectId, inAnotherBatch);
  if (sent.length === 0) return;
  const outcomes =
    verb === 'create'
      ? await destination.create(
          object,
          sent.flatMap((row) => row.create ?? []),
        )
      : await destination.update(
          object,
          sent.flatMap((row) => row.update ?? []),
        );
  const adoptedValues = await readExisting(route, object, outcomes);
  const byRef = new Map(outcomes.map((outcome) => [outcome.ref, outcome]));
  const settled: SettledRow[] = [];
  for (const row of sent) {
    const outcome = byRef.get(row.intended.ref);
    const result = resultOf(outcome, verb, adoptedValues);
    results.set(row.intended.subjectId, result);
    const settlement = settlementOf(row, result, route.map.version, adoptedValues);
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

/** Values of records that a create met, so that the journal knows what was there before us. */
async function readExisting(
  route: Route,
  object: CrmObject,
  outcomes: readonly WriteOutcome[],
): Promise<ReadonlyMap<string, Readonly<Record<string, FieldValue>>>> {
  const ids = outcomes.flatMap((outcome) => (outcome.status === 'exists' && outcome.id !== null ? [outcome.id] : []));
  const values = new Map<string, Readonly<Record<string, FieldValue>>>();
  if (ids.length === 0) return values;
  const records = await route.destination.readBack(object, { ids });
  for (const record of records) values.set(record.askedId ?? record.id, record.values);
  await route.ledger.indexRecords({
    destination: route.destinationAccount.destination,
    object,
    seenAt: route.clock.now(),
    records: records.map((record) => ({
      crmId: record.id,
      key: record.key,
      members: record.members,
      emails: record.emails,
      phones: record.phones,
    })),
  });
  return values;
}

function resultOf(
  outcome: WriteOutcome | undefined,
  verb: Verb,
  existing: ReadonlyMap<string, Readonly<Record<string, FieldValue>>>,
): RowResult {
  switch (outcome?.status) {
    case 'created':
    case 'updated':
      return { type: 'written', crmId: outcome.id, verb };
    case 'exists':
      return outcome.id !== null && existing.has(outcome.id)
        ? { type: 'adopted', crmId: outcome.id }
        : { type: 'failed', failure: { ...outcome.failure, class: 'identity' } };
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
  row: PreparedRow,
  result: RowResult,
  mapVersion: string,
  existing: ReadonlyMap<string, Readonly<Record<string, FieldValue>>>,
): SettledRow | null {
  const ref = row.intended.ref;
  switch (result.type) {
    case 'written':
      return { ref, result: 'written', crmId: result.crmId, mapVersion, adopted: row.adopted };
    case 'adopted':
      return { ref, result: 'adopted', crmId: result.crmId, observed: existing.get(result.crmId) ?? {}, mapVersion };
    case 'gone':
      return { ref, result: 'gone' };
    case 'moved':
      return { ref, result: 'moved', crmId: result.crmId };
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
