import { parseKey, type RecordKind, type WorkKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import { byteColumn, floatColumn, wordColumn } from '../lib/compact/columns.ts';
import { TextStore } from '../lib/compact/text-store.ts';
import { idNumber } from './key-set.ts';

const kinds: readonly RecordKind[] = ['customer', 'guest', 'order', 'company'];

/** A record of the CRM by what it carries of one source. */
export interface Carrier {
  /** Its id in the CRM, where it carries the key of an order. */
  readonly crmId: string | null;
  readonly keys: readonly WorkKey[];
}

/** Which keys of one source the CRM's records carry, in some thirty bytes a record: a large CRM has millions. */
export class CarriedKeys {
  readonly #source: string;
  /** Of each record: where its keys begin, and its id. */
  readonly #begins = wordColumn();
  readonly #ids = wordColumn();
  readonly #texts = new TextStore();
  /** Of each key: its kind, and its number; 0 = its digits are in `#others`. */
  readonly #kinds = byteColumn();
  readonly #numbers = floatColumn();
  readonly #others = new Map<number, string>();

  constructor(source: string) {
    this.#source = source;
  }

  add({ id, key, members }: CrmRecord): void {
    const texts = members.length > 0 ? members : [key ?? ''];
    const own = texts.flatMap((text) => parseKey(text) ?? []).filter(({ source }) => source === this.#source);
    if (own.length === 0) return;
    this.#begins.push(this.#kinds.length);
    this.#ids.push(this.#texts.add(own.some(({ kind }) => kind === 'order') ? id : null));
    for (const one of own) {
      const number = idNumber(one.id);
      this.#kinds.push(kinds.indexOf(one.kind));
      const at = this.#numbers.push(number ?? 0);
      if (number === null) this.#others.set(at, one.id);
    }
  }

  *carriers(): Generator<Carrier> {
    for (let record = 0; record < this.#begins.length; record += 1) {
      const end = record + 1 < this.#begins.length ? this.#begins.at(record + 1) : this.#kinds.length;
      const keys: WorkKey[] = [];
      for (let at = this.#begins.at(record); at < end; at += 1) {
        const id = this.#others.get(at) ?? String(this.#numbers.at(at));
        keys.push({ source: this.#source, kind: kinds[this.#kinds.at(at)] ?? 'order', id });
      }
      yield { crmId: this.#texts.get(this.#ids.at(record)), keys };
    }
  }
}
