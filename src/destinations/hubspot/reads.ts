import type { CrmPage, CrmRecord, RecordRefs } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';
import { chunk } from '../../lib/chunk.ts';
import { batchSchema, type HubSpotRecord, listSchema, recordSchema } from './answers.ts';
import type { Binding } from './binding.ts';
import type { Client } from './client.ts';
import { contextTexts, HubSpotError } from './errors.ts';
import { hubSpotObjects, keyProperty } from './objects.ts';
import { mergedIds, readProperties, toRecord } from './records.ts';

/** HubSpot docs: inputs per batch read, and records per page of a list. */
export const readLimit = 100;

/** Reads by id or by our key from the primary store, never from the search index, which lags behind writes. */
export async function readBackRecords(
  client: Client,
  binding: Binding,
  object: CrmObject,
  refs: RecordRefs,
): Promise<readonly CrmRecord[]> {
  const asked = [...new Set('ids' in refs ? refs.ids : refs.keys)].filter((ref) => ref !== '');
  const read = 'ids' in refs ? readByIds : readByKeys;
  const parts = await Promise.all(chunk(asked, readLimit).map((part) => read(client, binding, object, part)));
  return parts.flat();
}

async function readByKeys(client: Client, binding: Binding, object: CrmObject, keys: readonly string[]) {
  const results = await readByProperty(client, binding, object, keyProperty, keys);
  return results.map((record) => toRecord(binding, object, record, null));
}

/** At most 100 records by a unique property: one of ours, or a contact's address. */
export async function readByProperty(
  client: Client,
  binding: Binding,
  object: CrmObject,
  property: string,
  values: readonly string[],
): Promise<readonly HubSpotRecord[]> {
  return (await batchRead(client, binding, object, values, property)).results;
}

/**
 * A merged record answers with its survivor, in any order and once for several ids, so that each asked id is traced:
 * by its own record, by the survivor's list of merged ids, and for what is left by reading that id alone.
 */
async function readByIds(client: Client, binding: Binding, object: CrmObject, ids: readonly string[]) {
  const { results, missing } = await batchRead(client, binding, object, ids, null);
  const answering = new Map<string, HubSpotRecord>();
  for (const record of results) {
    if (ids.includes(record.id)) answering.set(record.id, record);
    for (const merged of mergedIds(record)) if (ids.includes(merged)) answering.set(merged, record);
  }
  const open = ids.filter((id) => !answering.has(id) && !missing.has(id));
  for (const id of open) {
    const record = await readOne(client, binding, object, id);
    if (record !== null) answering.set(id, record);
  }
  return [...answering].map(([id, record]) => toRecord(binding, object, record, id));
}

async function batchRead(
  client: Client,
  binding: Binding,
  object: CrmObject,
  refs: readonly string[],
  idProperty: string | null,
) {
  const { path } = hubSpotObjects[object];
  const body = {
    inputs: refs.map((id) => ({ id })),
    properties: readProperties(binding, object),
    propertiesWithHistory: [],
    ...(idProperty === null ? {} : { idProperty }),
  };
  const call = {
    operation: `${path}.batch.read`,
    method: 'POST',
    path: `/crm/objects/${client.version}/${path}/batch/read`,
    body,
    kind: 'read',
  } as const;
  const { results, errors } = await client.send(call, batchSchema);
  const missing = errors
    .filter(({ category }) => category === 'OBJECT_NOT_FOUND')
    .flatMap(({ context }) => contextTexts(context, 'ids'));
  return { results, missing: new Set(missing) };
}

async function readOne(client: Client, binding: Binding, object: CrmObject, id: string): Promise<HubSpotRecord | null> {
  const { path } = hubSpotObjects[object];
  const query = new URLSearchParams({ properties: readProperties(binding, object).join(',') });
  const url = `/crm/objects/${client.version}/${path}/${encodeURIComponent(id)}?${query}`;
  try {
    return await client.send({ operation: `${path}.read`, method: 'GET', path: url, kind: 'read' }, recordSchema);
  } catch (error) {
    if (error instanceof HubSpotError && error.status === 404) return null;
    throw error;
  }
}

/** One page of all records of an object, in HubSpot's own order (by id). */
export async function listRecords(
  client: Client,
  binding: Binding,
  object: CrmObject,
  cursor: string | null,
): Promise<CrmPage> {
  const { path } = hubSpotObjects[object];
  const query = new URLSearchParams({
    limit: String(readLimit),
    archived: 'false',
    properties: readProperties(binding, object).join(','),
    ...(cursor === null ? {} : { after: cursor }),
  });
  const url = `/crm/objects/${client.version}/${path}?${query}`;
  const { results, after } = await client.send(
    { operation: `${path}.list`, method: 'GET', path: url, kind: 'read' },
    listSchema,
  );
  return { records: results.map((record) => toRecord(binding, object, record, null)), next: after };
}
