import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { chunk } from '../lib/chunk.ts';
import type { Route } from './types.ts';

/** The records that these CRM ids lead to, by the id asked for, in as many calls as the CRM needs. What is absent is gone. */
export async function readByIds(
  route: Pick<Route, 'destination'>,
  object: CrmObject,
  ids: readonly string[],
): Promise<Map<string, CrmRecord>> {
  const found = new Map<string, CrmRecord>();
  const parts = chunk([...new Set(ids)], route.destination.capabilities.batch.read);
  const records = await Promise.all(parts.map((part) => route.destination.readBack(object, { ids: part })));
  for (const record of records.flat()) found.set(record.askedId ?? record.id, record);
  return found;
}
