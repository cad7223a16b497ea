import type { Failure } from '../connector/failure.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import type { Lane, Route } from './types.ts';

/**
 * Archives the records of subjects in the CRM: intend, call, settle. Returns what failed, by subject id; null = another
 * batch holds the record, or the answer was lost and is looked up later.
 */
export async function archiveRecords(
  route: Route,
  lane: Lane,
  object: CrmObject,
  views: readonly SubjectView[],
  cause: string,
): Promise<Map<string, Failure | null>> {
  const failures = new Map<string, Failure | null>();
  const records = views.flatMap(({ subjectId, record }) => (record === null ? [] : [{ subjectId, record }]));
  if (records.length === 0) return failures;
  const base = { destination: route.destinationAccount.destination, epoch: lane.epoch };
  const intent = await route.ledger.intend({
    ...base,
    verb: 'archive',
    object,
    now: route.clock.now(),
    rows: records.map(({ subjectId, record }) => ({
      ref: subjectId,
      subjectId,
      cause,
      key: record.key,
      members: [],
      crmId: record.crmId,
      toId: null,
      label: null,
      old: record.written,
      new: {},
    })),
  });
  const accepted = new Set(intent.accepted);
  const sent = records.filter(({ subjectId }) => accepted.has(subjectId));
  for (const { subjectId } of records) if (!accepted.has(subjectId)) failures.set(subjectId, null);
  const ids = sent.map(({ record }) => record.crmId);
  const outcomes = new Map((await route.destination.archive(object, ids)).map((outcome) => [outcome.ref, outcome]));
  const rows = [];
  for (const { subjectId, record } of sent) {
    const outcome = outcomes.get(record.crmId);
    if (outcome?.status === 'updated' || outcome?.status === 'gone') {
      rows.push({ ref: subjectId, result: 'gone' } as const);
    } else if (outcome?.status === 'not written' || outcome?.status === 'refused') {
      const { class: failureClass, code, message } = outcome.failure;
      failures.set(subjectId, outcome.failure);
      rows.push({ ref: subjectId, result: 'failed', class: failureClass, code, message } as const);
    } else failures.set(subjectId, null);
  }
  await route.ledger.settle({ ...base, batchId: intent.batchId, now: route.clock.now(), rows });
  return failures;
}
