import type { DesiredRecord } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import { heldAsMerged } from './carried-key.ts';
import { followMove } from './moved.ts';
import type { RecordPlan } from './plan.ts';
import type { Planned } from './plan-records.ts';
import type { RowResult } from './rows.ts';
import type { Task, TaskResult } from './task.ts';
import type { Route } from './types.ts';

/** What a plan comes to that writes nothing. */
export function ended(
  plan: Exclude<RecordPlan, { action: 'create' | 'update' | 'adopt' }>,
  view: SubjectView,
): TaskResult {
  switch (plan.action) {
    case 'nothing':
      return { type: 'kept', crmId: plan.crmId, wrote: null, identityCase: view.identityCase };
    case 'hold':
      return { type: 'held', class: plan.class, code: plan.code, message: plan.reason };
    case 'leave out':
      return { type: 'left out', reason: plan.reason };
    case 'wait':
      return { type: 'later' };
  }
}

/** Nothing is written: the plan itself is the result. */
export function inShadow(plan: RecordPlan, view: SubjectView, desired: DesiredRecord): TaskResult {
  const { key } = desired;
  if (plan.action === 'create' || plan.action === 'update') return { type: 'shadow', act: plan.action, key };
  return plan.action === 'adopt' ? { type: 'shadow', act: 'take over', key } : ended(plan, view);
}

/** What a written row means for its task: a result, or another round (`again`). */
export async function conclude(
  route: Route,
  { desired, view }: Planned,
  task: Task,
  result: RowResult,
  results: Map<string, TaskResult>,
  again: Set<string>,
): Promise<void> {
  const destination = route.destinationAccount.destination;
  const { object } = desired;
  switch (result.type) {
    case 'written':
      results.set(task.subjectId, {
        type: 'kept',
        crmId: result.crmId,
        wrote: result.verb === 'create' ? 'created' : 'updated',
        identityCase: view.identityCase,
      });
      return;
    case 'adopted':
      again.add(task.subjectId);
      return;
    case 'refused values': {
      const { class: failureClass, code, message } = result.failure;
      const rows = result.fields.flatMap((field) => {
        const value = desired.values[field] ?? desired.seeds[field];
        return typeof value === 'string'
          ? [{ subjectId: task.subjectId, key: task.key, field, value, class: failureClass, code, message }]
          : [];
      });
      if (rows.length === 0) {
        results.set(task.subjectId, { type: 'failed', class: 'record', code, message });
        return;
      }
      await route.ledger.parkValues({ destination, now: route.clock.now(), rows });
      again.add(task.subjectId);
      return;
    }
    case 'gone':
      results.set(task.subjectId, { type: 'left out', reason: 'removed in the CRM by a person' });
      return;
    case 'moved':
      if (await followMove(route, view, result.crmId, desired.values)) again.add(task.subjectId);
      else {
        const held = heldAsMerged(object, view.record?.crmId ?? '', { id: result.crmId, key: null });
        results.set(task.subjectId, { ...held, class: 'identity' });
      }
      return;
    case 'held': {
      const { code, message } = result;
      results.set(task.subjectId, { type: 'held', class: 'identity', code, message });
      return;
    }
    case 'failed':
      results.set(task.subjectId, { type: 'failed', ...result.failure });
      return;
    case 'later':
      results.set(task.subjectId, { type: 'later' });
      return;
  }
}
