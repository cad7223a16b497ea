import { formatKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject, DesiredRecord } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import { carriesOther, type Held, heldForOther } from './carried-key.ts';
import { heldValues } from './held-values.ts';
import { forgetSeen } from './match-index.ts';
import { readByIds } from './read-by-ids.ts';
import type { Task, TaskResult } from './task.ts';
import type { Lane, Route } from './types.ts';
import { versionsOf } from './versions/accepted.ts';

/** Why a record cannot be taken over, or null: it carries the Shopify ID of somebody else. */
export function standsForOther(
  object: CrmObject,
  record: CrmRecord,
  view: SubjectView,
  desired: DesiredRecord,
): Held | null {
  const own = [desired.key, ...view.members.map((member) => formatKey(member.key))];
  // A person's list of members may know more of them than we have read yet: then the record is theirs all the same.
  const theirs = !carriesOther(record, own) || record.members.some((member) => own.includes(member));
  return theirs ? null : heldForOther(object, record);
}

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
    readonly decided: boolean;
    readonly desired: DesiredRecord;
  }[],
  results: Map<string, TaskResult>,
): Promise<Set<string>> {
  const again = new Set<string>();
  if (adoptions.length === 0) return again;
  const now = route.clock.now();
  const records = await readByIds(
    route,
    object,
    adoptions.map((item) => item.crmId),
  );
  const rows = [];
  const taken = new Set<string>();
  for (const { view, task, crmId, decided, desired } of adoptions) {
    const record = records.get(crmId);
    if (record === undefined || taken.has(record.id)) {
      // Listed once and gone since, or wanted by two: the index learns it and the key comes back.
      if (record === undefined) await forgetSeen(route, object, now, [crmId]);
      results.set(task.subjectId, {
        type: 'failed',
        class: 'transient',
        code: 'CANDIDATE_CHANGED',
        message: `record ${crmId} of the CRM was to be taken over and has just changed`,
      });
      continue;
    }
    const held = decided ? null : standsForOther(object, record, view, desired);
    if (held !== null) {
      results.set(task.subjectId, { ...held, class: 'identity' });
      continue;
    }
    taken.add(record.id);
    rows.push({
      subjectId: view.subjectId,
      object,
      key: record.key ?? desired.key,
      crmId: record.id,
      observed: heldValues(route.map, record, desired.values),
      ...versionsOf(route),
      cause: task.cause,
    });
    again.add(view.subjectId);
  }
  const links =
    object === 'order' && rows.length > 0
      ? await route.destination.readLinks(
          'order_contact',
          rows.map((row) => row.crmId),
        )
      : new Map<string, readonly string[]>();
  await route.ledger.adopt({
    destination: route.destinationAccount.destination,
    epoch: lane.epoch,
    now,
    rows: rows.map((row) => ({ ...row, linkedTo: links.get(row.crmId) ?? [] })),
  });
  return again;
}
