import { type CrmRecord, valueIn } from './record.ts';

/**
 * Which record carries a value of one unique property. Live and archived records are kept apart, because an archived
 * one no longer answers to its key. `listName` names a second property whose `;`-separated values count as well
 * (a contact's additional addresses).
 */
export class UniqueIndex {
  readonly #name: string;
  readonly #listName: string | null;
  readonly #live = new Map<string, number>();
  readonly #archived = new Map<string, number>();

  constructor(name: string, listName: string | null) {
    this.#name = name;
    this.#listName = listName;
  }

  liveOwner(value: string): number | undefined {
    return this.#live.get(this.#key(value));
  }

  archivedOwner(value: string): number | undefined {
    return this.#archived.get(this.#key(value));
  }

  add(record: CrmRecord): void {
    if (record.mergedInto !== null) return;
    const owners = record.archivedAt === null ? this.#live : this.#archived;
    for (const key of this.#keysOf(record)) owners.set(key, record.id);
  }

  remove(record: CrmRecord): void {
    for (const key of this.#keysOf(record)) {
      for (const owners of [this.#live, this.#archived]) {
        if (owners.get(key) === record.id) owners.delete(key);
      }
    }
  }

  #keysOf(record: CrmRecord): string[] {
    const values = [valueIn(record, this.#name) ?? ''];
    if (this.#listName !== null) values.push(...(valueIn(record, this.#listName) ?? '').split(';'));
    return values.filter((value) => value !== '').map((value) => this.#key(value));
  }

  #key(value: string): string {
    return this.#name === 'email' ? value.toLowerCase() : value;
  }
}
