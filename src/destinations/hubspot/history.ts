import type { FieldHistory } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';
import { chunk } from '../../lib/chunk.ts';
import { batchSchema, type HistoryEntry, type HubSpotRecord } from './answers.ts';
import type { Binding, BoundField } from './binding.ts';
import type { Client } from './client.ts';
import { hubSpotObjects, keyProperty } from './objects.ts';
import { readToken } from './token.ts';
import { fromHubSpot } from './values.ts';

/** HubSpot docs: inputs per batch read with history. */
const historyLimit = 50;

/** How HubSpot's history names a write through the API with an app's or a service key's token. */
const integration = 'INTEGRATION';

export interface History {
  read(binding: Binding, object: CrmObject, ids: readonly string[], fields: readonly string[]): Promise<FieldHistory[]>;
}

/**
 * Who wrote which value, newest first, as far back as HubSpot keeps it (about 20 values for contacts, 45 for others).
 *
 * `ours` = written through the API with our own source id. HubSpot does not say which id a service key has, so it is
 * learnt: only we write the Shopify ID of a record, therefore whoever wrote it through the API is us (a person or an
 * import that touched it has another source type). All such ids count, because an older key of ours had its own.
 * A record of which that history is empty leaves the token's own description, for private apps.
 */
export function createHistory(client: Client): History {
  const ownSources = new Set<string>();
  let tokenAsked = false;

  const learn = async (records: readonly HubSpotRecord[]) => {
    for (const record of records) {
      for (const entry of record.propertiesWithHistory?.[keyProperty] ?? []) {
        if (entry.sourceType === integration && entry.sourceId != null) ownSources.add(entry.sourceId);
      }
    }
    if (ownSources.size > 0 || tokenAsked) return;
    tokenAsked = true;
    const appId = (await readToken(client))?.appId;
    if (appId != null) ownSources.add(appId);
  };

  return {
    async read(binding, object, ids, fields) {
      const places = fields.flatMap((field) => binding.byField.get(field) ?? []).filter((one) => one.object === object);
      const found: FieldHistory[] = [];
      for (const part of chunk([...new Set(ids)], historyLimit)) {
        const records = await readHistory(client, object, part, places);
        await learn(records);
        for (const record of records) {
          for (const place of places) found.push(fieldHistory(record, place, ownSources));
        }
      }
      return found;
    },
  };
}

async function readHistory(client: Client, object: CrmObject, ids: readonly string[], places: readonly BoundField[]) {
  const { path } = hubSpotObjects[object];
  const names = [...new Set([keyProperty, ...places.map(({ property }) => property)])];
  const body = { inputs: ids.map((id) => ({ id })), properties: [], propertiesWithHistory: names };
  const url = `/crm/objects/${client.version}/${path}/batch/read`;
  const answer = await client.send(
    { operation: `${path}.batch.history`, method: 'POST', path: url, body, kind: 'read' },
    batchSchema,
  );
  return answer.results;
}

function fieldHistory(record: HubSpotRecord, place: BoundField, ownSources: ReadonlySet<string>): FieldHistory {
  const entries = record.propertiesWithHistory?.[place.property] ?? [];
  return {
    id: record.id,
    field: place.field,
    entries: entries
      .map((entry) => ({
        value: fromHubSpot(place, entry.value) ?? '',
        at: new Date(entry.timestamp),
        by: writer(entry),
        ours: entry.sourceType === integration && ownSources.has(entry.sourceId ?? ''),
      }))
      .toSorted((left, right) => right.at.getTime() - left.at.getTime()),
  };
}

/** Sources whose label names a program. Others can name the person who acted, which is nobody's business here. */
const programs = new Set([integration, 'AUTOMATION_PLATFORM', 'WORKFLOWS']);

/** 'CRM_UI userId:123', 'INTEGRATION 51381 (Shopify)', 'AUTOMATION_PLATFORM 77 (Welcome)': HubSpot's own words. */
function writer({ sourceType, sourceId, sourceLabel }: HistoryEntry): string {
  const label = programs.has(sourceType) && sourceLabel != null ? `(${sourceLabel})` : '';
  return [sourceType, sourceId ?? '', label].filter((part) => part !== '').join(' ');
}
