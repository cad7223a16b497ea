import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { CarriedKeys } from './carried-keys.ts';
import { defaultPasses } from './pass.ts';
import { readByIds } from './read-by-ids.ts';
import type { OnProgress, Route } from './types.ts';

/** The CRM's records of one object: all of them by listing, or those that are asked for by reading them. */
export interface CrmSide {
  /** By the id asked for, and possibly more; what is absent is gone. Throws ConnectorError. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, CrmRecord>>;
  /** Which keys of ours all of them carry; null when only single records are read. */
  readonly carried: CarriedKeys | null;
}

/**
 * Lists every record with a key of ours. What was listed is what is compared, as long as it is little; of more than
 * `keptListed` only the keys are kept, and a record is read when its turn comes: that takes the calls once more, and
 * memory that grows with the CRM by its keys alone. Throws ConnectorError.
 */
export async function listCrm(route: Route, object: CrmObject, onProgress: OnProgress): Promise<CrmSide> {
  const { keptListed } = route.passes ?? defaultPasses;
  const carried = new CarriedKeys(route.sourceAccount.source);
  let kept: Map<string, CrmRecord> | null = new Map();
  let before = new Set<string>();
  let cursor: string | null = null;
  let seen = 0;
  do {
    const page = await route.destination.list(object, cursor);
    seen += page.records.length;
    for (const record of page.records) {
      // Where pages go by position, what is made or deleted meanwhile moves records from one page to the next.
      if (record.key === null || before.has(record.id)) continue;
      carried.add(record);
      kept?.set(record.id, record);
    }
    before = new Set(page.records.map(({ id }) => id));
    if (kept !== null && kept.size > keptListed) kept = null;
    onProgress({ stage: `listing ${object}s in the CRM`, done: seen, total: null });
    cursor = page.next;
  } while (cursor !== null);
  const listed = kept;
  return listed === null ? { ...readCrm(route, object), carried } : { read: async () => listed, carried };
}

export function readCrm(route: Route, object: CrmObject): CrmSide {
  return {
    carried: null,
    read: (ids) => readByIds(route, object, ids),
  };
}
