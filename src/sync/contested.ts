import type { FieldHistory } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { chunk } from '../lib/chunk.ts';
import type { Route } from './types.ts';
import type { Judged } from './verdict.ts';

/** So many times the same other writer may set our value back before we stop and tell. */
export const setBacksBeforeContested = 3;

/** HubSpot docs: a read with history takes at most 50 records. */
const historyBatch = 50;

/** How often one other writer has changed a value right after we wrote it, and who it is; newest entry first. */
export function setBacks(history: FieldHistory): { readonly by: string; readonly times: number } | null {
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
      code: 'CONTESTED',
      message: `${other.by} has set this field back ${other.times} times: two owners for one field. Switch that writer off, or give the field to it`,
    },
  ];
}
