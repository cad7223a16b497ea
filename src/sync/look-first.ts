import type { CrmRecord } from '../connector/destination.ts';
import { failureOf } from '../connector/failure.ts';
import type { CrmObject } from '../field-map/types.ts';
import { carriesOther, heldAsMerged, heldAsRekeyed } from './carried-key.ts';
import { readByIds } from './read-by-ids.ts';
import type { PreparedRow, RowResult } from './rows.ts';
import type { Route } from './types.ts';

export interface Looked {
  /** Rows whose record is as we know it; with our key along where somebody has cleared it. */
  readonly ready: readonly PreparedRow[];
  /** What was met instead of the record that we know, by ref. */
  readonly met: ReadonlyMap<string, RowResult>;
}

/**
 * Reads the records of an update before anything is sent. A CRM answers an update to a merged record by writing to its
 * survivor (HubSpot does), which may stand for somebody else, and one to a record with another Shopify ID without a
 * word: both are met here, one read per call's worth of rows, instead of being mended afterwards.
 */
export async function lookFirst(route: Route, object: CrmObject, rows: readonly PreparedRow[]): Promise<Looked> {
  // Where a fresh record is hidden from reads, not being shown proves nothing; the update's own answer has to do.
  const hides = route.destination.capabilities.readYourWrites === 'none';
  const ids = rows.flatMap(({ update }) => (update === undefined ? [] : [update.id]));
  const met = new Map<string, RowResult>();
  let found: ReadonlyMap<string, CrmRecord>;
  try {
    found = await readByIds(route, object, ids);
  } catch (error) {
    const failure = failureOf(error);
    for (const row of rows) met.set(row.intended.ref, { type: 'failed', failure });
    return { ready: [], met };
  }
  const ready: PreparedRow[] = [];
  for (const row of rows) {
    const record = found.get(row.update?.id ?? '');
    const judged = record === undefined && hides ? row : judge(object, row, record);
    if ('type' in judged) met.set(row.intended.ref, judged);
    else ready.push(judged);
  }
  return { ready, met };
}

function judge(object: CrmObject, row: PreparedRow, record: CrmRecord | undefined): PreparedRow | RowResult {
  const { update, intended } = row;
  if (record === undefined || update === undefined) return { type: 'gone' };
  const other = carriesOther(record, [intended.key, ...intended.members]);
  if (record.id !== update.id) {
    return other
      ? { ...heldAsMerged(object, update.id, record), mergedInto: record.id }
      : { type: 'moved', crmId: record.id };
  }
  if (other) return heldAsRekeyed(object, record, intended.key);
  if (record.key !== null || update.identity !== undefined) return row;
  return { ...row, update: { ...update, identity: { key: intended.key, members: intended.members } } };
}
