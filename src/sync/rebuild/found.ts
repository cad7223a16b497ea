import { parseKey } from '../../commerce/keys.ts';
import type { CrmRecord } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';
import type { FoundRecord } from '../../ledger/contract.ts';
import { chunk } from '../../lib/chunk.ts';
import type { Route } from '../types.ts';

/** What a page of the CRM's list says about our links. */
export interface FoundPage {
  readonly rows: readonly FoundRecord[];
  /** Records with a key of another store. */
  readonly foreign: number;
  /** CRM ids whose key is no Shopify ID. */
  readonly unreadable: readonly string[];
}

/** HubSpot docs: a read with history takes at most 50 records. */
const historyBatch = 50;

/** Fields that a creating call always fills, as far as the store knows them: whoever wrote them first made the record. */
const firstFields: Readonly<Record<CrmObject, readonly string[]>> = {
  contact: ['contact.email', 'contact.first_name', 'contact.last_name'],
  order: ['order.number', 'order.date'],
};

/** The records of a page that carry a key of this store. */
export async function foundOn(route: Route, object: CrmObject, records: readonly CrmRecord[]): Promise<FoundPage> {
  const { source } = route.sourceAccount;
  const rows: (CrmRecord & { readonly key: string })[] = [];
  const unreadable: string[] = [];
  let foreign = 0;
  for (const record of records) {
    const { key } = record;
    if (key === null) continue;
    const own = parseKey(key);
    const sources = [key, ...record.members].flatMap((name) => parseKey(name)?.source ?? []);
    if (own === null) unreadable.push(record.id);
    else if (sources.includes(source)) rows.push({ ...record, key });
    else foreign += 1;
  }
  const made = await madeByUs(route, object, rows);
  return { rows: rows.map((record) => foundRecord(object, record, made)), foreign, unreadable };
}

function foundRecord(
  object: CrmObject,
  record: CrmRecord & { readonly key: string },
  made: ReadonlySet<string>,
): FoundRecord {
  const { id: crmId, key, values } = record;
  const named = record.members.filter((name) => parseKey(name) !== null);
  // An order is one record; its list of members is kept by us alone.
  const members = object === 'order' || named.length === 0 ? [key] : named;
  return { crmId, key, members, adopted: !made.has(crmId), values };
}

/**
 * Records that our creating call made: by the mark that it sets, else by the CRM's own history. A record of which neither
 * tells counts as found, so that it is never ours to archive.
 */
async function madeByUs(route: Route, object: CrmObject, records: readonly CrmRecord[]): Promise<ReadonlySet<string>> {
  const made = new Set(records.filter((record) => record.madeByUs === true).map(({ id }) => id));
  const untold = records.filter((record) => record.madeByUs === null).map(({ id }) => id);
  const fields = firstFields[object].filter((field) => route.destination.propertyOf(field) !== null);
  for (const ids of chunk(untold, historyBatch)) {
    const firsts = new Map<string, boolean[]>();
    for (const { id, entries } of await route.destination.history(object, ids, fields)) {
      const first = entries.at(-1);
      if (first !== undefined) firsts.set(id, [...(firsts.get(id) ?? []), first.ours]);
    }
    for (const [id, ours] of firsts) if (ours.every((one) => one)) made.add(id);
  }
  return made;
}
