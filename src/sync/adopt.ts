import { formatKey } from '../commerce/keys.ts';
import type { CrmObject, DesiredRecord } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import type { Task, TaskResult } from './task.ts';
import type { Lane, Route } from './types.ts';

/**
 * Takes over records that exist in the CRM already. Each is read once before our first write, so that the journal
 * knows what it held. Returns the subjects whose difference is still to be written.
 */
export async function adoptRecords(
  route: Route,
  lane: Lane,
  object: CrmObject,
  adoptions: readonly {
    readonly view: SubjectView;
    readonly task: Task;
    readonly crmId: string;
    readonly desired: DesiredRecord;
  }[],
  results: Map<string, TaskResult>,
): Promise<Set<string>> {
  const again = new Set<string>();
  if (adoptions.length === 0) return again;
  const records = await route.destination.readBack(object, { ids: adoptions.map((item) => item.crmId) });
  const found = new Map(records.map((record) => [record.askedId ?? record.id, record]));
  const rows = [];
  const taken = new Set<string>();
  for (const { view, task, crmId, desired } of adoptions) {
    const record = found.get(crmId);
    if (record === undefined || taken.has(record.id)) {
      // Listed once, gone or merged since, or wanted by two: the index learns it and the key comes back.
      results.set(task.subjectId, {
        type: 'failed',
        class: 'transient',
        code: 'CANDIDATE_CHANGED',
        message: `record ${crmId} of the CRM was to be taken over and has just changed`,
      });
      continue;
    }
    const ownKeys = [desired.key, ...view.members.map((member) => formatKey(member.key))];
    if (record.key !== null && !ownKeys.includes(record.key)) {
      results.set(task.subjectId, {
        type: 'held',
        class: 'identity',
        code: 'CARRIES_OTHER_KEY',
        message: `record ${crmId} of the CRM carries the Shopify ID ${record.key}: decide which of the two it is`,
      });
      continue;
    }
    taken.add(record.id);
    rows.push({
      subjectId: view.subjectId,
      object,
      key: record.key ?? desired.key,
      crmId: record.id,
      observed: record.values,
      mapVersion: route.map.version,
      cause: task.cause,
    });
    again.add(view.subjectId);
  }
  await route.ledger.adopt({
    destination: route.destinationAccount.destination,
    epoch: lane.epoch,
    now: route.clock.now(),
    rows,
  });
  return again;
}
