import type { Random } from '../../src/lib/random.ts';
import type { PropertyStore } from './property-store.ts';
import { type CrmRecord, packChange, ShapeTable, valueIn } from './record.ts';
import type { Source } from './source.ts';
import { UniqueIndex } from './unique-index.ts';

interface TypeTable {
  readonly records: Map<number, CrmRecord>;
  /** In the order of creation, which is also the order of the ids. */
  readonly ids: number[];
  readonly indexes: Map<string, UniqueIndex>;
}

const FIRST_ID = 170_000_000_000;

/** A record id as it stands in a path or body; undefined when it is no id at all. */
export function parseId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/**
 * All records of the account. It keeps what it is given: whether a value is allowed is decided before (`row-plan.ts`).
 */
export class RecordStore {
  readonly #tables = new Map<string, TypeTable>();
  readonly #shapes = new ShapeTable();
  readonly #properties: PropertyStore;
  readonly #random: Random;
  #lastId = FIRST_ID;

  constructor(properties: PropertyStore, random: Random) {
    this.#properties = properties;
    this.#random = random;
  }

  create(typeId: string, values: ReadonlyMap<string, string>, source: Source, at: number): CrmRecord {
    this.#lastId += 1 + this.#random.int(40);
    const record: CrmRecord = {
      id: this.#lastId,
      typeId,
      createdAt: at,
      changes: [packChange(this.#shapes, values, source, at)],
      archivedAt: null,
      mergedInto: null,
    };
    const table = this.#table(typeId);
    table.records.set(record.id, record);
    table.ids.push(record.id);
    for (const index of this.#indexesOf(typeId, values)) index.add(record);
    return record;
  }

  /** Adds one write to a record's history. Values equal to the present ones leave no trace. */
  append(record: CrmRecord, values: ReadonlyMap<string, string>, source: Source, at: number): void {
    const changed = new Map([...values].filter(([name, value]) => (valueIn(record, name) ?? '') !== value));
    if (changed.size === 0) return;
    const indexes = this.#indexesOf(record.typeId, changed);
    for (const index of indexes) index.remove(record);
    record.changes.push(packChange(this.#shapes, changed, source, at));
    for (const index of indexes) index.add(record);
  }

  /** The record with that very id, also when it is archived or merged away. */
  raw(typeId: string, id: number): CrmRecord | undefined {
    return this.#table(typeId).records.get(id);
  }

  /** The record that answers to that id: a merged one answers through its survivor, an archived one not at all. */
  live(typeId: string, id: string | number): CrmRecord | undefined {
    const record = this.survivor(typeId, id);
    return record && record.archivedAt === null ? record : undefined;
  }

  /** As `live`, but an archived record answers too. */
  survivor(typeId: string, id: string | number): CrmRecord | undefined {
    const number = typeof id === 'number' ? id : parseId(id);
    let record = number === undefined ? undefined : this.raw(typeId, number);
    while (record && record.mergedInto !== null) record = this.raw(typeId, record.mergedInto);
    return record;
  }

  /** The live record that carries a unique value; e-mail also finds additional addresses. */
  byUnique(typeId: string, name: string, value: string): CrmRecord | undefined {
    const id = this.#index(typeId, name).liveOwner(value);
    return id === undefined ? undefined : this.raw(typeId, id);
  }

  archivedByUnique(typeId: string, name: string, value: string): CrmRecord | undefined {
    const id = this.#index(typeId, name).archivedOwner(value);
    return id === undefined ? undefined : this.raw(typeId, id);
  }

  archive(record: CrmRecord, at: number): void {
    if (record.archivedAt !== null || record.mergedInto !== null) return;
    this.#reindex(record, () => {
      record.archivedAt = at;
    });
  }

  /** Brings an archived record back with these values changed in the same moment. */
  restore(record: CrmRecord, values: ReadonlyMap<string, string>, source: Source, at: number): void {
    this.#reindex(record, () => {
      if (values.size > 0) record.changes.push(packChange(this.#shapes, values, source, at));
      record.archivedAt = null;
    });
  }

  pointTo(record: CrmRecord, survivor: CrmRecord): void {
    this.#reindex(record, () => {
      record.mergedInto = survivor.id;
    });
  }

  /** Removes a record for good, history included. */
  erase(record: CrmRecord): void {
    const table = this.#table(record.typeId);
    for (const index of table.indexes.values()) index.remove(record);
    table.records.delete(record.id);
  }

  /** Forgets the index of a property whose definition was archived or made anew. */
  dropIndex(typeId: string, name: string): void {
    this.#table(typeId).indexes.delete(name);
  }

  /** Records of a type in the order of their ids, beginning behind `after`; merged-away ones are left out. */
  *walk(typeId: string, after = 0): Generator<CrmRecord> {
    const table = this.#table(typeId);
    for (let position = firstAfter(table.ids, after); position < table.ids.length; position += 1) {
      const record = table.records.get(table.ids[position] ?? 0);
      if (record && record.mergedInto === null) yield record;
    }
  }

  count(typeId: string): number {
    let count = 0;
    for (const record of this.walk(typeId)) if (record.archivedAt === null) count += 1;
    return count;
  }

  #table(typeId: string): TypeTable {
    const known = this.#tables.get(typeId);
    if (known) return known;
    const table: TypeTable = { records: new Map(), ids: [], indexes: new Map() };
    this.#tables.set(typeId, table);
    return table;
  }

  #index(typeId: string, name: string): UniqueIndex {
    const table = this.#table(typeId);
    const known = table.indexes.get(name);
    if (known) return known;
    const index = new UniqueIndex(name, typeId === '0-1' && name === 'email' ? 'hs_additional_emails' : null);
    for (const record of table.records.values()) index.add(record);
    table.indexes.set(name, index);
    return index;
  }

  /** The indexes that a write of these properties moves. */
  #indexesOf(typeId: string, values: ReadonlyMap<string, string>): UniqueIndex[] {
    const indexes: UniqueIndex[] = [];
    for (const name of this.#properties.uniqueNames(typeId)) {
      if (values.has(name) || (name === 'email' && values.has('hs_additional_emails'))) {
        indexes.push(this.#index(typeId, name));
      }
    }
    return indexes;
  }

  #reindex(record: CrmRecord, change: () => void): void {
    const indexes = [...this.#properties.uniqueNames(record.typeId)].map((name) => this.#index(record.typeId, name));
    for (const index of indexes) index.remove(record);
    change();
    for (const index of indexes) index.add(record);
  }
}

/** Position of the first id above `after` in an ascending list. */
function firstAfter(ids: readonly number[], after: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
