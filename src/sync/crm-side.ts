import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { readByIds } from './read-by-ids.ts';
import type { OnProgress, Route } from './types.ts';

/** The CRM's records of one object: all of them by listing, or those that are asked for by reading them. */
export interface CrmSide {
  read(ids: readonly string[]): Promise<ReadonlyMap<string, CrmRecord>>;
  /** Every record with a key of ours; null when only single records are read. */
  readonly listed: ReadonlyMap<string, CrmRecord> | null;
}

export async function listCrm(route: Route, object: CrmObject, onProgress: OnProgress): Promise<CrmSide> {
  const records = new Map<string, CrmRecord>();
  let cursor: string | null = null;
  let seen = 0;
  do {
    const page = await route.destination.list(object, cursor);
    seen += page.records.length;
    for (const record of page.records) if (record.key !== null) records.set(record.id, record);
    onProgress({ stage: `listing ${object}s in the CRM`, done: seen, total: null });
    cursor = page.next;
  } while (cursor !== null);
  return { listed: records, read: async () => records };
}

export function readCrm(route: Route, object: CrmObject): CrmSide {
  return {
    listed: null,
    read: (ids) => readByIds(route, object, ids),
  };
}
