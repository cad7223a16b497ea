import { z } from 'zod';
import type { CreateRow, UpdateRow, WriteOutcome } from '../../connector/destination.ts';
import { ConnectorError, type Failure } from '../../connector/failure.ts';
import type { CrmObject } from '../../field-map/types.ts';
import { type BatchAnswer, batchSchema, type HubSpotRecord } from './answers.ts';
import type { Binding } from './binding.ts';
import type { Client } from './client.ts';
import { contextTexts, HubSpotError, isRefusal } from './errors.ts';
import { nameExisting } from './existing.ts';
import { hubSpotObjects, keyProperty } from './objects.ts';
import { driftOf, refusalOf } from './refusals.ts';
import { type Prepared, type PreparedRow, prepareCreates, prepareUpdates } from './rows.ts';

/** HubSpot docs: inputs per batch of objects. */
export const batchLimit = 100;

/** One call for all rows where HubSpot lets it be one. Every row comes back with exactly one outcome, in any order. */
export async function createRecords(
  client: Client,
  binding: Binding,
  object: CrmObject,
  rows: readonly CreateRow[],
): Promise<readonly WriteOutcome[]> {
  assertBatch(rows);
  return writePrepared(client, binding, object, prepareCreates(binding, object, rows));
}

export async function updateRecords(
  client: Client,
  binding: Binding,
  object: CrmObject,
  rows: readonly UpdateRow[],
): Promise<readonly WriteOutcome[]> {
  assertBatch(rows);
  return writePrepared(client, binding, object, prepareUpdates(binding, object, rows));
}

/** HubSpot answers 204 for ids that do not exist as well: what was there before does not show. */
export async function archiveRecords(
  client: Client,
  object: CrmObject,
  ids: readonly string[],
): Promise<readonly WriteOutcome[]> {
  if (ids.length === 0) return [];
  const { path } = hubSpotObjects[object];
  const call = {
    operation: `${path}.batch.archive`,
    method: 'POST',
    path: `/crm/objects/${client.version}/${path}/batch/archive`,
    body: { inputs: ids.map((id) => ({ id })) },
    kind: 'repeatable write',
  } as const;
  try {
    await client.send(call, z.unknown());
    return ids.map((id) => ({ ref: id, status: 'updated', id }));
  } catch (error) {
    return ids.map((ref) => notAnswered(ref, error));
  }
}

function assertBatch(rows: readonly { readonly ref: string }[]): void {
  if (rows.length <= batchLimit && new Set(rows.map(({ ref }) => ref)).size === rows.length) return;
  const message = `A batch has at most ${batchLimit} rows, each with a ref of its own.`;
  throw new ConnectorError({ class: 'bug', code: 'BAD_BATCH', message });
}

async function writePrepared(client: Client, binding: Binding, object: CrmObject, prepared: Prepared) {
  const outcomes = [...prepared.settled];
  for (const round of withoutRepeatedIds(prepared.rows)) {
    outcomes.push(...(await writeRows(client, binding, object, round)));
  }
  return nameExisting(client, binding, object, prepared.rows, outcomes);
}

/** HubSpot refuses a whole batch that names an id twice, so that a second row for a record goes in a second call. */
function withoutRepeatedIds(rows: readonly PreparedRow[]): PreparedRow[][] {
  const rounds: PreparedRow[][] = [];
  const seen = new Map<string, number>();
  for (const row of rows) {
    const round = row.id === null ? 0 : (seen.get(row.id) ?? 0);
    if (row.id !== null) seen.set(row.id, round + 1);
    const target = rounds[round] ?? [];
    target.push(row);
    rounds[round] = target;
  }
  return rounds;
}

async function writeRows(
  client: Client,
  binding: Binding,
  object: CrmObject,
  rows: readonly PreparedRow[],
): Promise<WriteOutcome[]> {
  const [first] = rows;
  if (first === undefined) return [];
  try {
    return settle(rows, await sendBatch(client, object, first.verb, rows), binding);
  } catch (error) {
    const problem = isRefusal(error) ? error.problem : null;
    if (problem === null) return rows.map(({ ref }) => notAnswered(ref, error));
    if (rows.length === 1) return [refusalOf(first, withCategory(problem, error), binding)];
    const groups = splitRefused(rows, driftOf(problem));
    if (groups.refused.length === 0) {
      // One row spoils the batch and HubSpot does not say which: halves, until it is alone.
      const middle = Math.ceil(rows.length / 2);
      const halves = [rows.slice(0, middle), rows.slice(middle)];
      return (await Promise.all(halves.map((half) => writeRows(client, binding, object, half)))).flat();
    }
    const refused = groups.refused.map((row) => refusalOf(row, problem, binding));
    return [...refused, ...(await writeRows(client, binding, object, groups.others))];
  }
}

/** A single 409 or 404 may come without a category; the status says the same. */
function withCategory(problem: NonNullable<HubSpotError['problem']>, error: unknown) {
  const status = error instanceof HubSpotError ? error.status : null;
  const category = status === 409 ? 'CONFLICT' : status === 404 ? 'OBJECT_NOT_FOUND' : undefined;
  return { ...problem, category: problem.category ?? category };
}

/** A property that is gone or read-only refuses every row that carries it: no need to search. */
function splitRefused(rows: readonly PreparedRow[], drift: ReadonlySet<string>) {
  const carries = (row: PreparedRow) => Object.keys(row.properties).some((property) => drift.has(property));
  return { refused: rows.filter(carries), others: rows.filter((row) => !carries(row)) };
}

async function sendBatch(client: Client, object: CrmObject, verb: 'create' | 'update', rows: readonly PreparedRow[]) {
  const { path } = hubSpotObjects[object];
  // HubSpot docs: only inputs that all carry a trace id of their own are accepted or refused one by one.
  const inputs = rows.map(({ id, properties }, index) => ({
    ...(id === null ? { associations: [] } : { id }),
    properties,
    objectWriteTraceId: String(index),
  }));
  return client.send(
    {
      operation: `${path}.batch.${verb}`,
      method: 'POST',
      path: `/crm/objects/${client.version}/${path}/batch/${verb}`,
      body: { inputs },
      kind: verb === 'create' ? 'create' : 'repeatable write',
    },
    batchSchema,
  );
}

/** Matches an answer, which comes in any order, to the rows sent. What is not mentioned is unknown. */
function settle(rows: readonly PreparedRow[], answer: BatchAnswer, binding: Binding): WriteOutcome[] {
  const results = matchResults(rows, answer.results);
  return rows.map((row, index): WriteOutcome => {
    const result = results.get(row);
    if (result !== undefined) return writtenOutcome(row, result);
    const problem = answer.errors.find(
      ({ context }) =>
        contextTexts(context, 'objectWriteTraceId').includes(String(index)) ||
        (row.id !== null && contextTexts(context, 'ids').includes(row.id)),
    );
    if (problem !== undefined) return refusalOf(row, problem, binding);
    const codes = [...new Set(answer.errors.map(({ category }) => category ?? 'no category'))].join(', ');
    const message = `HubSpot's answer does not mention this row${codes === '' ? '' : ` (errors without a row: ${codes})`}.`;
    return { ref: row.ref, status: 'unknown', failure: { class: 'transient', code: 'NOT_MENTIONED', message } };
  });
}

function writtenOutcome(row: PreparedRow, result: HubSpotRecord): WriteOutcome {
  if (row.verb === 'create') return { ref: row.ref, status: 'created', id: result.id };
  return { ref: row.ref, status: result.id === row.id ? 'updated' : 'moved', id: result.id };
}

/** By trace id; where HubSpot leaves it out, by id (updates) or by our key (creates). */
function matchResults(
  rows: readonly PreparedRow[],
  results: readonly HubSpotRecord[],
): Map<PreparedRow, HubSpotRecord> {
  const matched = new Map<PreparedRow, HubSpotRecord>();
  const left: HubSpotRecord[] = [];
  for (const result of results) {
    const row =
      result.objectWriteTraceId === undefined
        ? rows.find(({ id, properties }) =>
            id === null ? properties[keyProperty] === result.properties[keyProperty] : id === result.id,
          )
        : rows[Number(result.objectWriteTraceId)];
    if (row !== undefined && !matched.has(row)) matched.set(row, result);
    else left.push(result);
  }
  const open = rows.filter((row) => !matched.has(row));
  const [onlyRow, onlyResult] = [open[0], left[0]];
  if (open.length === 1 && left.length === 1 && onlyRow?.id != null && onlyResult !== undefined) {
    // The one update whose answer has another id: its record was merged.
    matched.set(onlyRow, onlyResult);
  }
  return matched;
}

/** The call as a whole failed: either certainly nothing was written, or nobody knows. */
function notAnswered(ref: string, error: unknown): WriteOutcome {
  if (!(error instanceof ConnectorError)) throw error;
  const failure: Failure = error.failure;
  const certain = !(error instanceof HubSpotError) || error.done === 'no';
  return { ref, status: certain ? 'not written' : 'unknown', failure };
}
