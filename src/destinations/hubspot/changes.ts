import type { CrmRecord } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';
import { type HubSpotRecord, listSchema } from './answers.ts';
import type { Binding } from './binding.ts';
import type { Client } from './client.ts';
import { hubSpotObjects } from './objects.ts';
import { readProperties, toRecord } from './records.ts';

/** HubSpot docs: records per page of a search. */
const pageSize = 200;

interface Filter {
  readonly propertyName: string;
  readonly operator: 'GTE' | 'EQ' | 'GT';
  readonly value: string;
}

/**
 * Records changed since a moment, oldest change first, from the search index, which lags. Each page starts where the
 * last one ended (keyset) instead of at an offset: a record that changes meanwhile moves to the end, which would shift
 * offsets and hide others, and a search shows at most 10,000 rows. A full page of one and the same instant is
 * continued by id.
 */
export async function* changedRecords(
  client: Client,
  binding: Binding,
  object: CrmObject,
  since: Date,
): AsyncGenerator<readonly CrmRecord[]> {
  const { modified } = hubSpotObjects[object];
  let from = since.getTime();
  let seen = new Set<string>();
  for (;;) {
    const page = await search(client, binding, object, [at(modified, 'GTE', from)], modified);
    const records = page.map((record) => toRecord(binding, object, record, null));
    const fresh = records.filter(({ id, updatedAt }) => !seen.has(`${id}@${updatedAt.getTime()}`));
    if (fresh.length > 0) yield fresh;
    if (page.length < pageSize) return;
    const last = Math.max(...records.map(({ updatedAt }) => updatedAt.getTime()));
    if (last > from) {
      from = last;
      seen = new Set(records.map(({ id, updatedAt }) => `${id}@${updatedAt.getTime()}`));
    } else {
      yield* sameInstant(client, binding, object, from);
      from += 1;
      seen = new Set();
    }
  }
}

async function* sameInstant(client: Client, binding: Binding, object: CrmObject, instant: number) {
  const { modified } = hubSpotObjects[object];
  let last = '0';
  for (;;) {
    const filters: Filter[] = [
      at(modified, 'EQ', instant),
      { propertyName: 'hs_object_id', operator: 'GT', value: last },
    ];
    const page = await search(client, binding, object, filters, 'hs_object_id');
    if (page.length > 0) yield page.map((record) => toRecord(binding, object, record, null));
    const end = page.at(-1);
    if (end === undefined || page.length < pageSize) return;
    last = end.id;
  }
}

function at(propertyName: string, operator: Filter['operator'], instant: number): Filter {
  return { propertyName, operator, value: String(instant) };
}

async function search(
  client: Client,
  binding: Binding,
  object: CrmObject,
  filters: readonly Filter[],
  sort: string,
): Promise<readonly HubSpotRecord[]> {
  const { path } = hubSpotObjects[object];
  const body = {
    filterGroups: [{ filters }],
    sorts: [{ propertyName: sort, direction: 'ASCENDING' }],
    properties: readProperties(binding, object),
    limit: pageSize,
  };
  const url = `/crm/objects/${client.version}/${path}/search`;
  const { results } = await client.send(
    { operation: `${path}.search`, method: 'POST', path: url, body, kind: 'search' },
    listSchema,
  );
  return results;
}
