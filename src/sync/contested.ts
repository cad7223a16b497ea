import type { WorkKey } from '../commerce/keys.ts';
import type { FieldHistory } from '../connector/destination.ts';
import { sameValue } from '../field-map/compare.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { ObservedRecord } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import { freedOnes } from './freed-values.ts';
import { heldValues } from './held-values.ts';
import { fieldsThatFit } from './mended-fields.ts';
import type { Route } from './types.ts';
import type { Judged } from './verdict.ts';

/** So many times the same other writer may set our value back before we stop and tell. */
const setBacksBeforeContested = 3;

/** A writer that has left a contested field alone for so long may have been switched off: our value is tried once more. */
const quietMs = 7 * 24 * 3_600_000;

const contestedCode = 'CONTESTED';

/** HubSpot docs: a read with history takes at most 50 records. */
const historyBatch = 50;

/** How often one other writer has changed a value right after we wrote it, and who it is; newest entry first. */
function setBacks(history: FieldHistory): { readonly by: string; readonly times: number } | null {
  const times = new Map<string, number>();
  for (const [index, entry] of history.entries.entries()) {
    const before = history.entries[index + 1];
    if (!entry.ours && before?.ours === true) times.set(entry.by, (times.get(entry.by) ?? 0) + 1);
  }
  const [most] = [...times].sort((left, right) => right[1] - left[1]);
  return most === undefined ? null : { by: most[0], times: most[1] };
}

/**
 * Parks the fields that another writer keeps setting back: told, not fought. Everything else of the record is repaired.
 */
export async function parkContested(route: Route, object: CrmObject, differing: readonly Judged[]): Promise<void> {
  const byId = new Map(
    differing.flatMap((judged) =>
      judged.verdict.type === 'different' && judged.verdict.fields.length > 0 && judged.record !== null
        ? [[judged.record.id, judged] as const]
        : [],
    ),
  );
  for (const ids of chunk([...byId.keys()], historyBatch)) {
    const fields = new Set<string>();
    for (const id of ids) {
      const verdict = byId.get(id)?.verdict;
      if (verdict?.type === 'different') for (const { field } of verdict.fields) fields.add(field);
    }
    const histories = await route.destination.history(object, ids, [...fields]);
    const rows = histories.flatMap((history) => contestedRow(byId.get(history.id), history));
    if (rows.length === 0) continue;
    const { destination } = route.destinationAccount;
    await route.ledger.parkValues({ destination, now: route.clock.now(), rows });
    route.log.warn('fields are contested', { object, fields: rows.map((row) => row.field) });
  }
}

function contestedRow(judged: Judged | undefined, history: FieldHistory) {
  if (judged?.verdict.type !== 'different' || judged.view === null) return [];
  const difference = judged.verdict.fields.find(({ field }) => field === history.field);
  const other = setBacks(history);
  if (difference?.shopify == null || other === null || other.times < setBacksBeforeContested) return [];
  return [
    {
      subjectId: judged.view.subjectId,
      key: judged.key,
      field: history.field,
      value: difference.shopify,
      class: 'map' as const,
      code: contestedCode,
      message: `${other.by} has set this field back ${other.times} times: two owners for one field. Switch that writer off, or give the field to it`,
    },
  ];
}

/** What reviewing contested fields makes due. */
export interface Quieted {
  readonly observed: readonly ObservedRecord[];
  readonly keys: readonly WorkKey[];
}

/**
 * Looks at parked fields. Where the CRM holds our value, whoever has written it, the case is closed. Where nobody has
 * written a contested field for a week our value is tried once more: the set-backs so far still count, so that a writer
 * which is still there makes the field contested again with its next one. A new value of Shopify's is tried once in the
 * same way, because only the value that was fought over is parked. Where a field did not fit the CRM and does so again,
 * its values are tried once more, and so is an address that another record had and has no more.
 */
export async function reviewContested(route: Route, object: CrmObject, judged: readonly Judged[]): Promise<Quieted> {
  const destination = route.destinationAccount.destination;
  const cases = judged.flatMap((one) => parkedFieldsOf(route, one));
  const settled = cases.filter((one) => one.same);
  const open = cases.filter((one) => !one.same && one.code === contestedCode);
  const misfits = cases.filter((one) => !one.same && one.class === 'map' && one.code !== contestedCode);
  const fitting = misfits.length === 0 ? new Set<string>() : await fieldsThatFit(route);
  const taken = cases.filter((one) => !one.same && one.class === 'identity' && one.type === 'email');
  const quiet = [
    ...(await quietOnes(route, object, open)),
    ...misfits.filter(({ field }) => fitting.has(field)),
    ...(await freedOnes(route, object, taken)),
  ];
  for (const { subjectId, field } of [...settled, ...quiet]) {
    await route.ledger.unparkValues({ destination, subjectId, fields: [field] });
  }
  return {
    observed: [...settled, ...quiet].map(({ subjectId, crmId, field, crm }) => ({
      subjectId,
      crmId,
      values: { [field]: crm },
      linkedTo: null,
    })),
    keys: quiet.map(({ key }) => key),
  };
}

function parkedFieldsOf(route: Route, { key, view, desired, record }: Judged) {
  if (view?.record == null || desired === null || record === null || record.id !== view.record.crmId) return [];
  const { subjectId } = view;
  return view.parkedValues.flatMap(({ field, code, class: failureClass }) => {
    // A refused seed travelled in the creating call and is not compared afterwards.
    if (desired.values[field] === undefined) return [];
    const type = route.map.fields.find(({ name }) => name === field)?.type ?? 'text';
    const wanted = desired.values[field];
    const crm = heldValues(route.map, record, desired.values)[field] ?? null;
    const same = sameValue(type, wanted, crm);
    return [{ subjectId, key, field, type, code, class: failureClass, crmId: record.id, wanted, crm, same }];
  });
}

async function quietOnes<T extends { readonly crmId: string; readonly field: string }>(
  route: Route,
  object: CrmObject,
  open: readonly T[],
): Promise<readonly T[]> {
  const before = route.clock.now().getTime() - quietMs;
  const quiet = new Set<string>();
  for (const ids of chunk([...new Set(open.map(({ crmId }) => crmId))], historyBatch)) {
    const fields = [...new Set(open.map(({ field }) => field))];
    for (const { id, field, entries } of await route.destination.history(object, ids, fields)) {
      const [last] = entries;
      if (last !== undefined && last.at.getTime() < before) quiet.add(`${id} ${field}`);
    }
  }
  return open.filter(({ crmId, field }) => quiet.has(`${crmId} ${field}`));
}
