import type { CrmObject, FieldValue } from '../../field-map/types.ts';
import type { Clock } from '../../lib/clock.ts';

export interface MemoryRecord {
  readonly object: CrmObject;
  readonly id: string;
  values: Record<string, FieldValue>;
  key: string | null;
  members: readonly string[];
  /** The contact of an order: a plain foreign key, as CRMs with inline links have it. */
  contactId: string | null;
  createdAt: Date;
  updatedAt: Date;
  state: 'live' | 'deleted' | { readonly mergedInto: string };
}

/** The records of a CRM that gives ids of its own and keeps nothing unique but contacts' addresses. */
export interface MemoryStore {
  insert(object: CrmObject, draft: Pick<MemoryRecord, 'values' | 'key' | 'members' | 'contactId'>): MemoryRecord;
  /** The record that answers to an id: a merged one through its survivor; null when it was deleted or never was. */
  find(object: CrmObject, id: string): MemoryRecord | null;
  live(object: CrmObject): MemoryRecord[];
  touch(record: MemoryRecord): void;
  merge(object: CrmObject, loser: string, survivor: string): void;
}

export function createMemoryStore(clock: Clock): MemoryStore {
  const records = new Map<string, MemoryRecord>();
  let lastId = 1_000;
  const name = (object: CrmObject, id: string) => `${object}/${id}`;
  const find = (object: CrmObject, id: string): MemoryRecord | null => {
    const record = records.get(name(object, id));
    if (record === undefined || record.state === 'deleted') return null;
    return record.state === 'live' ? record : find(object, record.state.mergedInto);
  };
  return {
    find,
    insert(object, draft) {
      lastId += 1;
      const now = clock.now();
      const record: MemoryRecord = {
        ...draft,
        object,
        id: String(lastId),
        createdAt: now,
        updatedAt: now,
        state: 'live',
      };
      records.set(name(object, record.id), record);
      return record;
    },
    live: (object) => [...records.values()].filter((one) => one.object === object && one.state === 'live'),
    touch(record) {
      record.updatedAt = clock.now();
    },
    merge(object, loser, survivor) {
      const gone = records.get(name(object, loser));
      const kept = find(object, survivor);
      if (gone === undefined || kept === null || gone === kept) return;
      gone.state = { mergedInto: kept.id };
      for (const order of records.values()) if (order.contactId === loser) order.contactId = kept.id;
    },
  };
}
