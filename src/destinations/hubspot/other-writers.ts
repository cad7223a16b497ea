import type { OtherWriter } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';
import { batchSchema, type HubSpotRecord, listSchema, propertiesSchema } from './answers.ts';
import type { Client } from './client.ts';
import { HubSpotError } from './errors.ts';
import { hubSpotObjects, keyProperty } from './objects.ts';
import { readLimit } from './reads.ts';
import { readToken } from './token.ts';

/** The app id of HubSpot's own Shopify connection, the same in every account seen. */
const nativeAppId = '51381';

/** HubSpot docs: the older e-commerce connection keeps what it brings in properties of these groups. */
const bridgeProperty = /^ip__(ecomm_bridge|shopify|sync_extension)__/;

/** What a connection to Shopify goes on writing after it has made an order. */
const followedProperties = [
  'hs_external_order_status',
  'hs_payment_status',
  'hs_fulfillment_status',
  'hs_total_price',
  'hs_order_name',
];

const crmObjects: readonly CrmObject[] = ['contact', 'order'];

const orderNumber = 'hs_external_order_id';

/** HubSpot docs: a read with history takes at most 50 records. The latest ones say when somebody wrote last. */
const historySample = 50;
const orderSample = 10;

const integration = 'INTEGRATION';

/** A record that some connection to a store has left a trace in. */
interface Traced {
  readonly object: CrmObject;
  readonly record: HubSpotRecord;
  readonly keyed: boolean;
  /** Who made the record, when that was an integration. */
  readonly madeBy: string | null;
  readonly modified: number;
}

interface Touch {
  readonly writer: string;
  readonly label: string | null;
  readonly at: number;
}

/**
 * Who else brings the orders and customers of a store into this account: HubSpot's own Shopify connection, or another
 * app. Found by what they leave: orders with the store's number, and values in the properties of the older connection.
 * Reads lists and batches alone (one call per 100 orders; contacts are listed where the older connection's properties
 * exist), never the search index. Works before the account is set up.
 */
export async function findOtherWriters(client: Client): Promise<readonly OtherWriter[]> {
  const traced: Traced[] = [];
  const traces = new Map<CrmObject, readonly string[]>();
  for (const object of crmObjects) {
    const names = await traceProperties(client, object);
    traces.set(object, names);
    if (names.length > 0) traced.push(...(await listTraced(client, object, names)));
  }
  const own = await ownSources(client, traced);
  const touches: Touch[] = [];
  for (const object of crmObjects) {
    touches.push(...(await readTouches(client, object, traces.get(object) ?? [], traced)));
  }
  return writersOf(
    traced.filter(({ madeBy }) => madeBy === null || !own.has(madeBy)),
    touches.filter(({ writer }) => !own.has(writer)),
  );
}

async function traceProperties(client: Client, object: CrmObject): Promise<readonly string[]> {
  const { path } = hubSpotObjects[object];
  const { results } = await client.send(
    {
      operation: `${path}.properties`,
      method: 'GET',
      path: `/crm/properties/${client.version}/${path}?archived=false`,
      kind: 'read',
    },
    propertiesSchema,
  );
  const names = results.filter(({ archived }) => !archived).map(({ name }) => name);
  return names.filter((name) => bridgeProperty.test(name) || (object === 'order' && name === orderNumber));
}

async function listTraced(client: Client, object: CrmObject, traces: readonly string[]): Promise<Traced[]> {
  const { path, modified } = hubSpotObjects[object];
  const properties = [...traces, keyProperty, modified, 'hs_object_source', 'hs_object_source_id'];
  const found: Traced[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({
      limit: String(readLimit),
      archived: 'false',
      properties: properties.join(','),
      ...(cursor === null ? {} : { after: cursor }),
    });
    const page: { results: HubSpotRecord[]; after: string | null } = await client.send(
      {
        operation: `${path}.list`,
        method: 'GET',
        path: `/crm/objects/${client.version}/${path}?${query}`,
        kind: 'read',
      },
      listSchema,
    );
    for (const record of page.results) {
      const has = (name: string) => (record.properties[name] ?? '') !== '';
      if (!traces.some(has)) continue;
      const byApp = record.properties['hs_object_source'] === integration;
      found.push({
        object,
        record,
        keyed: has(keyProperty),
        madeBy: byApp ? (record.properties['hs_object_source_id'] ?? null) : null,
        modified: Date.parse(record.updatedAt ?? record.properties[modified] ?? '') || 0,
      });
    }
    cursor = page.after;
  } while (cursor !== null);
  return found;
}

/** Our own ids as a writer: only we write the Shopify ID, so whoever wrote it through the API is us. */
async function ownSources(client: Client, traced: readonly Traced[]): Promise<ReadonlySet<string>> {
  const own = new Set<string>();
  for (const object of crmObjects) {
    const keyed = newest(traced.filter((one) => one.object === object && one.keyed));
    for (const record of await readHistories(client, object, keyed, [keyProperty])) {
      for (const entry of record.propertiesWithHistory?.[keyProperty] ?? []) {
        if (entry.sourceType === integration && entry.sourceId != null) own.add(entry.sourceId);
      }
    }
  }
  if (own.size === 0 && traced.length > 0) {
    const appId = (await readToken(client))?.appId;
    if (appId != null) own.add(appId);
  }
  return own;
}

/** The latest writes by integrations to what such connections write, among records of ours and others. */
async function readTouches(
  client: Client,
  object: CrmObject,
  traces: readonly string[],
  traced: readonly Traced[],
): Promise<Touch[]> {
  const here = traced.filter((one) => one.object === object);
  const names = object === 'order' ? [...traces, ...followedProperties] : traces;
  const touches: Touch[] = [];
  for (const keyed of [false, true]) {
    const sample = newest(here.filter((one) => one.keyed === keyed));
    for (const record of await readHistories(client, object, sample, names)) {
      for (const entries of Object.values(record.propertiesWithHistory ?? {})) {
        for (const { sourceType, sourceId, sourceLabel, timestamp } of entries) {
          if (sourceType !== integration || sourceId == null) continue;
          touches.push({ writer: sourceId, label: sourceLabel ?? null, at: Date.parse(timestamp) || 0 });
        }
      }
    }
  }
  return touches;
}

function newest(traced: readonly Traced[]): string[] {
  const latest = traced.toSorted((left, right) => right.modified - left.modified);
  return latest.slice(0, historySample).map(({ record }) => record.id);
}

async function readHistories(client: Client, object: CrmObject, ids: readonly string[], names: readonly string[]) {
  if (ids.length === 0) return [];
  const { path } = hubSpotObjects[object];
  const body = { inputs: ids.map((id) => ({ id })), properties: [], propertiesWithHistory: [...new Set(names)] };
  const call = {
    operation: `${path}.batch.history`,
    method: 'POST',
    path: `/crm/objects/${client.version}/${path}/batch/read`,
    body,
    kind: 'read',
  } as const;
  try {
    return (await client.send(call, batchSchema)).results;
  } catch (error) {
    // Before the set-up an account has no property for our key and may refuse to be asked for it.
    if (error instanceof HubSpotError && error.status === 400) return [];
    throw error;
  }
}

function writersOf(traced: readonly Traced[], touches: readonly Touch[]): readonly OtherWriter[] {
  // A contact that existed before carries values of a connection that did not make it.
  const [usual] = [...touches].sort((left, right) => right.at - left.at);
  const writerOf = ({ madeBy }: Traced) => madeBy ?? usual?.writer ?? null;
  // Who only touches what others brought (a warehouse, a shipping app) brings nothing of the store's.
  const ids = new Set(traced.flatMap((one) => writerOf(one) ?? []));
  return [...ids].sort().map((id) => {
    const mine = traced.filter((one) => writerOf(one) === id);
    const left = mine.filter(({ keyed }) => !keyed);
    const count = (object: CrmObject) => left.filter((one) => one.object === object).length;
    const own = touches.filter(({ writer }) => writer === id);
    const last = Math.max(0, ...own.map(({ at }) => at), ...mine.map(madeAt));
    return {
      id,
      ...describe(id, own.find(({ label }) => label !== null)?.label ?? null),
      left: { contact: count('contact'), order: count('order') },
      taken: mine.length - left.length,
      orders: numbersOf(mine),
      lastWroteAt: last === 0 ? null : new Date(last),
    };
  });
}

/** A record that it made was written by it at that moment. */
function madeAt({ object, record, madeBy }: Traced): number {
  if (madeBy === null) return 0;
  return Date.parse(record.properties[object === 'order' ? 'hs_createdate' : 'createdate'] ?? '') || 0;
}

function numbersOf(traced: readonly Traced[]): readonly string[] {
  const orders = traced.toSorted((left, right) => right.modified - left.modified);
  return orders.flatMap(({ record }) => record.properties[orderNumber] || []).slice(0, orderSample);
}

function describe(id: string, label: string | null): { readonly name: string; readonly switchOff: string } {
  const page = 'in HubSpot open Settings, Integrations, Connected apps';
  if (id === nativeAppId) {
    return {
      name: "HubSpot's own Shopify sync",
      switchOff: `${page}, Shopify, and turn off the sync of orders and contacts, or uninstall it`,
    };
  }
  const name = `the app ${label ?? id}${label === null ? '' : ` (${id})`}`;
  return { name, switchOff: `${page}, open ${label ?? `the app ${id}`}, and turn off its sync or uninstall it` };
}
