import { type Core, nowOf } from './core.ts';
import { ApiError, missingObjects, propertyProblems, ruleProblems, type StandardError, validation } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { presentRecord } from './present.ts';
import type { CrmRecord } from './record.ts';
import { commitRow, type Failure, type RowPlan } from './row-plan.ts';
import type { Call, Service } from './service.ts';

/** One input of a batch after it was planned. */
export interface BatchRow {
  readonly trace: string | undefined;
  readonly planned: { readonly ok: true; readonly plan: RowPlan } | { readonly ok: false; readonly failure: Failure };
  /** Property names the reply shows besides the system ones. */
  readonly echo: readonly string[];
  /** What is done with the record once it is written (inline links). */
  readonly afterwards?: (record: CrmRecord) => void;
}

export interface BatchVerb {
  readonly name: 'create' | 'update' | 'upsert';
  readonly rows: readonly BatchRow[];
  /** Ids that no record answers to: reported, and no reason to refuse the rest. */
  readonly missing: readonly string[];
}

export interface Reply {
  readonly status: 200 | 201 | 207;
  readonly body: Record<string, unknown>;
}

/**
 * Writes the good rows and answers for the bad ones. Without a unique trace id on every input one bad row refuses the
 * whole batch and nothing is written. Rows come back in random order.
 */
export function runBatch(service: Service, call: Call, verb: BatchVerb): Reply {
  const { core } = service;
  const startedAt = nowOf(core);
  const failures = verb.rows.flatMap((row) => (row.planned.ok ? [] : [row.planned.failure]));
  if (failures.length > 0 && !isTraced(core, call, verb.rows)) throw wholeBatchError(call.type, failures);
  const fateOf = service.batchFaults.take(call.path);
  const results: Record<string, unknown>[] = [];
  const errors: StandardError[] = [];
  verb.rows.forEach((row, position) => {
    const fate = fateOf(position);
    if (fate === 'dropped') return;
    if (fate === 'refused') {
      errors.push(passingError(row.trace ?? ''));
      return;
    }
    if (!row.planned.ok) {
      errors.push(rowError(call.type, row.planned.failure, row.trace ?? ''));
      return;
    }
    const { plan } = row.planned;
    const record = commitRow(core, call.type, plan, call.writer);
    row.afterwards?.(record);
    results.push({
      ...presentRecord(core, call.type, record, { names: row.echo }),
      ...(verb.name === 'upsert' ? { new: plan.existing === null } : {}),
      ...(plan.warnings.length > 0 ? { warnings: plan.warnings } : {}),
      ...(row.trace === undefined ? {} : { objectWriteTraceId: row.trace }),
    });
  });
  if (verb.missing.length > 0 && fateOf(0) !== 'dropped') errors.push(missingObjects(call.type.noun, verb.missing));
  return batchReply(core, call, {
    results: core.random.shuffle(results),
    errors,
    startedAt,
    created: verb.name === 'create',
  });
}

/** The common body of batch replies, with the status that this version gives to partial success. */
export function batchReply(
  core: Core,
  call: Pick<Call, 'version'>,
  outcome: {
    readonly results: readonly unknown[];
    readonly errors: readonly StandardError[];
    readonly startedAt: number;
    readonly created?: boolean;
  },
): Reply {
  const partial = call.version === '2026-03' ? 207 : core.switches.partialStatus;
  const body: Record<string, unknown> = {
    status: 'COMPLETE',
    startedAt: new Date(outcome.startedAt).toISOString(),
    completedAt: new Date(nowOf(core)).toISOString(),
    results: outcome.results,
  };
  if (outcome.errors.length === 0) return { status: outcome.created ? 201 : 200, body };
  return { status: partial, body: { ...body, numErrors: outcome.errors.length, errors: outcome.errors } };
}

function isTraced(core: Core, call: Call, rows: readonly BatchRow[]): boolean {
  if (call.version === '2026-09' && !core.switches.traceIdsNeeded) return true;
  const traces = rows.map((row) => row.trace);
  return traces.every((trace) => trace !== undefined && trace !== '') && new Set(traces).size === traces.length;
}

function conflictText(type: ObjectType): string {
  return `${type.label} already exists`;
}

/** The refusal of a single write: here HubSpot tells which record is in the way. */
export function singleError(type: ObjectType, failure: Failure): ApiError {
  if (failure.kind !== 'conflict') return wholeBatchError(type, [failure]);
  const known = failure.existingId === null ? '' : `. Existing ID: ${failure.existingId}`;
  return new ApiError(409, { status: 'error', message: conflictText(type) + known, category: 'CONFLICT' });
}

/** One refusal for many rows: it never says which rows it means. */
function wholeBatchError(type: ObjectType, failures: readonly Failure[]): ApiError {
  const values = failures.flatMap((one) => (one.kind === 'problems' ? [one.problems] : []));
  if (values.length > 0) return new ApiError(400, propertyProblems(values));
  const rules = failures.flatMap((one) => (one.kind === 'rules' ? one.problems : []));
  if (rules.length > 0) return new ApiError(400, ruleProblems(rules));
  const plain = failures.find((one) => one.kind === 'error');
  if (plain) return new ApiError(400, plain.error);
  return new ApiError(409, { status: 'error', message: conflictText(type), category: 'CONFLICT' });
}

/** A row that HubSpot could not write just now, although nothing is wrong with it. */
function passingError(trace: string): StandardError {
  return {
    status: 'error',
    category: 'INTERNAL_ERROR',
    message: 'There was a problem with the request.',
    context: { objectWriteTraceId: [trace] },
  };
}

function rowError(type: ObjectType, failure: Failure, trace: string): StandardError {
  const objectWriteTraceId = [trace];
  switch (failure.kind) {
    case 'problems':
      return { ...propertyProblems([failure.problems]), context: { objectWriteTraceId } };
    case 'rules':
      return { ...ruleProblems(failure.problems), context: { objectWriteTraceId } };
    case 'error':
      return { ...failure.error, context: { ...failure.error.context, objectWriteTraceId } };
    default: {
      const { existingId } = failure;
      if (existingId === null) {
        return { status: 'error', category: 'CONFLICT', message: conflictText(type), context: { objectWriteTraceId } };
      }
      const message = `${conflictText(type)}. Existing ID: ${existingId}`;
      return {
        status: 'error',
        category: 'CONFLICT',
        message,
        context: { objectWriteTraceId, existingId: [existingId] },
      };
    }
  }
}

/** HubSpot refuses more than 100 inputs, and the same id twice, before it looks at any row. */
export function checkInputs(ids: readonly string[], limit = 100): void {
  checkCount(ids.length, limit);
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (twice.length === 0) return;
  const message = `Duplicate IDs found in batch input: [${twice.join(', ')}]. IDs must be unique`;
  throw new ApiError(400, validation(message, { context: { ids: twice } }));
}

export function checkCount(count: number, limit: number): void {
  if (count > limit) {
    throw new ApiError(400, validation(`The batch has ${count} inputs; at most ${limit} are allowed.`));
  }
  if (count === 0) throw new ApiError(400, validation('The batch has no inputs.'));
}
