import type { Core } from './core.ts';
import { objectTypeOf, objectTypes } from './object-types.ts';
import { type CrmRecord, changedAt, type HistoryEntry, historyOf, propertyNamesOf, valuesOf } from './record.ts';

export interface InspectedLink {
  readonly toType: string;
  readonly toId: string;
  readonly typeIds: readonly number[];
}

/** A record as an observer outside the API sees it. */
export interface InspectedRecord {
  readonly id: string;
  /** Every property that was ever written, by its present value; '' when it was cleared. */
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archived: boolean;
  readonly mergedInto: string | null;
  /** Newest first and complete, whatever the API would cut off. */
  history(name: string): HistoryEntry[];
  historyNames(): string[];
  links(): InspectedLink[];
}

/** Read access for tests and judges: no token, no limits, no lag, nothing counted. */
export interface Inspection {
  /** Live records of a type in the order of their ids; archived and merged-away ones on request. */
  records(type: string, options?: { readonly archived?: boolean }): InspectedRecord[];
  /** The record with that very id, archived or merged away as it may be. */
  record(type: string, id: string): InspectedRecord | undefined;
  findBy(type: string, property: string, value: string): InspectedRecord[];
  count(type: string): number;
}

export function inspection(core: Core): Inspection {
  const records: Inspection['records'] = (typeName, options = {}) => {
    const type = objectTypeOf(typeName);
    const found: InspectedRecord[] = [];
    for (const record of core.records.walk(type.id)) {
      if (options.archived === true || record.archivedAt === null) found.push(view(core, record));
    }
    return found;
  };
  return {
    records,
    record: (typeName, id) => {
      const type = objectTypeOf(typeName);
      const record = core.records.raw(type.id, Number(id));
      return record && view(core, record);
    },
    findBy: (typeName, property, value) => records(typeName).filter((record) => record.properties[property] === value),
    count: (typeName) => core.records.count(objectTypeOf(typeName).id),
  };
}

function view(core: Core, record: CrmRecord): InspectedRecord {
  return {
    id: String(record.id),
    properties: Object.fromEntries(valuesOf(record)),
    createdAt: new Date(record.createdAt),
    updatedAt: new Date(changedAt(record)),
    archived: record.archivedAt !== null,
    mergedInto: record.mergedInto === null ? null : String(record.mergedInto),
    history: (name) => historyOf(record, name),
    historyNames: () => [...propertyNamesOf(record)].sort(),
    links: () =>
      objectTypes.flatMap((to) =>
        core.associations
          .of(record, to.id)
          .map((link) => ({ toType: to.plural, toId: String(link.toId), typeIds: link.typeIds })),
      ),
  };
}
