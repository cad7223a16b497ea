import type { Core } from './core.ts';
import type { ObjectType } from './object-types.ts';
import { type CrmRecord, changedAt, historyOf, valueIn, valuesOf } from './record.ts';
import { isoText } from './time.ts';

/** HubSpot keeps a limited number of earlier values. */
const HISTORY_CAP = { contacts: 20, others: 45 };

export interface Selection {
  readonly names: readonly string[];
  readonly history?: readonly string[];
  /** Read as of that instant (the search index lags). */
  readonly asOf?: number;
}

/** System values that follow from the record itself and are never written. */
function systemValue(core: Core, type: ObjectType, record: CrmRecord, name: string, asOf?: number): string | undefined {
  const source = record.changes[0]?.source;
  switch (name) {
    case 'hs_object_id':
      return String(record.id);
    case type.createdName:
      return isoText(record.createdAt);
    case type.modifiedName:
      return isoText(changedAt(record, asOf));
    case 'hs_object_source':
    case 'hs_object_source_label':
      return source?.sourceType;
    case 'hs_object_source_id':
      return source?.sourceId;
    case 'hs_object_source_user_id':
      return source?.userId == null ? undefined : String(source.userId);
    case 'hs_is_closed':
      return type.pipeline
        ? String(core.pipelines.isClosed(type.id, valueIn(record, type.pipeline.stage, asOf) ?? ''))
        : undefined;
    default:
      return type.id === '0-1' && name === 'hs_pipeline'
        ? 'contacts-lifecycle-pipeline'
        : familyValue(core, record, name);
  }
}

function familyValue(core: Core, record: CrmRecord, name: string): string | undefined {
  if (record.typeId !== '0-2') return undefined;
  const links = () => core.associations.of(record, '0-2');
  if (name === 'hs_parent_company_id')
    return links()
      .find((link) => link.typeIds.includes(14))
      ?.toId.toString();
  if (name === 'hs_num_child_companies') return String(links().filter((link) => link.typeIds.includes(13)).length);
  return undefined;
}

/** The value of one property as a read shows it; null when it has none, undefined when the property is unknown. */
export function readValue(
  core: Core,
  type: ObjectType,
  record: CrmRecord,
  name: string,
  asOf?: number,
): string | null | undefined {
  if (!core.properties.live(type.id, name)) return undefined;
  return systemValue(core, type, record, name, asOf) ?? cleared(core, valueIn(record, name, asOf));
}

function cleared(core: Core, value: string | undefined): string | null {
  if (value === undefined) return null;
  return value === '' && core.switches.clearedReadsAs === 'null' ? null : value;
}

export function recordUrl(core: Core, record: CrmRecord): string {
  return `${core.uiOrigin}/contacts/${core.portalId}/record/${record.typeId}/${record.id}`;
}

/** A record as HubSpot answers it: the selected properties and the system ones, all texts or null. */
export function presentRecord(
  core: Core,
  type: ObjectType,
  record: CrmRecord,
  selection: Selection,
): Record<string, unknown> {
  const { asOf } = selection;
  const values = valuesOf(record, asOf);
  const properties: Record<string, string | null> = {};
  for (const name of [type.createdName, type.modifiedName, 'hs_object_id', ...selection.names]) {
    if (!core.properties.live(type.id, name)) continue;
    properties[name] = systemValue(core, type, record, name, asOf) ?? cleared(core, values.get(name));
  }
  return {
    id: String(record.id),
    properties,
    ...(selection.history ? { propertiesWithHistory: presentHistory(core, type, record, selection.history) } : {}),
    createdAt: new Date(record.createdAt).toISOString(),
    updatedAt: new Date(changedAt(record, asOf)).toISOString(),
    archived: record.archivedAt !== null,
    ...(record.archivedAt === null ? {} : { archivedAt: new Date(record.archivedAt).toISOString() }),
    url: recordUrl(core, record),
  };
}

function presentHistory(core: Core, type: ObjectType, record: CrmRecord, names: readonly string[]) {
  const cap = type.id === '0-1' ? HISTORY_CAP.contacts : HISTORY_CAP.others;
  const histories: Record<string, unknown[]> = {};
  for (const name of names) {
    if (!core.properties.live(type.id, name)) continue;
    const entries = historyOf(record, name);
    histories[name] = (core.switches.historyCap ? entries.slice(0, cap) : entries).map((entry) => ({
      value: entry.value,
      timestamp: new Date(entry.at).toISOString(),
      sourceType: entry.source.sourceType,
      sourceId: entry.source.sourceId,
      ...(entry.source.sourceLabel === null ? {} : { sourceLabel: entry.source.sourceLabel }),
      ...(entry.source.userId === null ? {} : { updatedByUserId: entry.source.userId }),
    }));
  }
  return histories;
}
