import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { allEnded } from '../lib/all-ended.ts';
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

/** Both objects of the CRM that a comparison needs. */
export interface CrmSides {
  readonly orders: CrmSide;
  readonly contacts: CrmSide;
}

/**
 * Lists every record with a key of ours, orders and contacts beside each other: a CRM tells where the next page begins on
 * the page before, so that a list is as slow as its answers. Throws ConnectorError.
 */
export async function listCrm(route: Route, onProgress: OnProgress): Promise<CrmSides> {
  const failed = new AbortController();
  let done = 0;
  const list = async (object: CrmObject) => {
    const onPage = (records: number) => {
      done += records;
      onProgress({ stage: 'listing orders and contacts in the CRM', done, total: null });
    };
    try {
      return await listObject(route, object, { signal: failed.signal, onPage });
    } catch (error) {
      failed.abort();
      throw error;
    }
  };
  const [orders, contacts] = await allEnded([list('order'), list('contact')]);
  return { orders, contacts };
}

interface Listing {
  /** Once aborted, the next page is not asked for. */
  readonly signal: AbortSignal;
  readonly onPage: (records: number) => void;
}

/**
 * What was listed is what is compared, as long as it is little; of more than `keptListed` only the keys are kept, and a
 * record is read when its turn comes: that takes the calls once more, and memory that grows with the CRM by its keys alone.
 */
async function listObject(route: Route, object: CrmObject, { signal, onPage }: Listing): Promise<CrmSide> {
  const { keptListed } = route.passes ?? defaultPasses;
  const carried = new CarriedKeys(route.sourceAccount.source);
  let kept: Map<string, CrmRecord> | null = new Map();
  let before = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await route.destination.list(object, cursor);
    for (const record of page.records) {
      // Where pages go by position, what is made or deleted meanwhile moves records from one page to the next.
      if (record.key === null || before.has(record.id)) continue;
      carried.add(record);
      kept?.set(record.id, record);
    }
    before = new Set(page.records.map(({ id }) => id));
    if (kept !== null && kept.size > keptListed) kept = null;
    onPage(page.records.length);
    cursor = page.next;
  } while (cursor !== null && !signal.aborted);
  const listed = kept;
  return listed === null ? { ...readCrm(route, object), carried } : { read: async () => listed, carried };
}

/** Both objects, of which single records are read. */
export function readSides(route: Route): CrmSides {
  return { orders: readCrm(route, 'order'), contacts: readCrm(route, 'contact') };
}

function readCrm(route: Route, object: CrmObject): CrmSide {
  return {
    carried: null,
    read: (ids) => readByIds(route, object, ids),
  };
}
