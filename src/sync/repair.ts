import type { WorkKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject, FieldValues } from '../field-map/types.ts';
import type { ObservedRecord, SubjectView } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import { parkContested, reviewContested } from './contested.ts';
import { heldValues } from './held-values.ts';
import type { Route } from './types.ts';
import type { Judged } from './verdict.ts';
import { needsLook } from './verdict.ts';

/**
 * What a comparison found to be wrong becomes due work; what the CRM really holds becomes what we know, or the next
 * pass would see no change.
 */
export async function repair(route: Route, object: CrmObject, judged: readonly Judged[]): Promise<void> {
  const quiet = await reviewContested(route, object, judged);
  const wrong = judged.filter(needsLook);
  await parkContested(route, object, wrong);
  const destination = route.destinationAccount.destination;
  const rows = [...wrong.flatMap((one) => observedOf(route, one)), ...quiet.observed];
  if (rows.length > 0) await route.ledger.observe({ destination, now: route.clock.now(), rows, cause: repairCause });
  await lookAgain(route, [...wrong.map(({ key }) => key), ...quiet.keys]);
}

const repairCause = 'reconcile';

/** Makes records due that were seen to be different. */
export async function lookAgain(route: Route, keys: readonly WorkKey[], cause = repairCause): Promise<void> {
  if (keys.length === 0) return;
  const dueAt = route.clock.now();
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    // What waits for its turn differs as well, for a reason that is known: nobody has changed it outside.
    keys: keys.map((key) => ({
      ...{ key, priority: priorities.repair, dueAt, cause },
      keepsCause: cause === repairCause,
    })),
    evidence: [],
    delivery: null,
  });
}

function observedOf(route: Route, { verdict, view, record, linkedTo, desired }: Judged): ObservedRecord[] {
  if (view?.record == null) return [];
  const { subjectId } = view;
  const { crmId, key, written } = view.record;
  if (verdict.type === 'different') {
    if (verdict.vanished) return [{ subjectId, crmId, values: emptied(written), linkedTo }];
    const values = Object.fromEntries(verdict.fields.map(({ field, crm }) => [field, crm]));
    return [
      { subjectId, crmId, values, linkedTo, ...(verdict.identity && record ? { key: keyShown(view, record) } : {}) },
    ];
  }
  // What a person has changed about who the record is: the next pass looks at it before it writes anything.
  if (record === null) return [];
  if (verdict.type === 'left out') return [revived(route, view, record, desired?.values ?? {})];
  const shown = record.key === key ? keyShown(view, record) : record.key;
  if (verdict.type !== 'needs you' || !verdict.fresh || shown === key) return [];
  return [{ subjectId, crmId, values: {}, linkedTo: null, key: shown }];
}

export function emptied(written: FieldValues): FieldValues {
  return Object.fromEntries(Object.keys(written).map((field) => [field, null]));
}

/** A merged record's survivor may carry our key already; our record does not, because it is none any more. */
function keyShown({ record: known }: SubjectView, record: CrmRecord): string | null {
  return record.id === known?.crmId ? record.key : null;
}

/** A record that was removed and that the CRM shows again, with what it holds now. */
export function revived(route: Route, view: SubjectView, record: CrmRecord, wanted: FieldValues): ObservedRecord {
  const held = heldValues(route.map, record, wanted);
  const known = view.record?.written ?? {};
  const values = Object.fromEntries(Object.keys(known).map((field) => [field, held[field] ?? null]));
  return { subjectId: view.subjectId, crmId: view.record?.crmId ?? record.id, values, linkedTo: null, key: record.key };
}
