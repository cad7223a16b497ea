import type { PersonMember } from '../field-map/types.ts';
import { byteColumn, floatColumn, wordColumn } from '../lib/compact/columns.ts';
import type { TextStore } from '../lib/compact/text-store.ts';

/** Where a kept value comes from, as far as the field map's rule for attributes asks. */
export type AttributeOrigin = Pick<PersonMember, 'updatedAt' | 'createdAt'> & {
  readonly kind: 'customer' | 'guest';
  readonly id: number;
};

export interface KeptAttribute extends Pick<AttributeOrigin, 'kind' | 'id'> {
  readonly text: string;
}

/**
 * One attribute of every person: the value that the field map would choose among all members, without keeping the members.
 * The map takes a customer's value before a guest's, then the newest, then the one of the older member. A test holds this
 * against the field map itself.
 */
export class PersonAttribute {
  readonly #texts: TextStore;
  readonly #text = wordColumn();
  readonly #updated = wordColumn();
  readonly #created = wordColumn();
  readonly #id = floatColumn();
  readonly #customer = byteColumn();

  constructor(texts: TextStore) {
    this.#texts = texts;
  }

  /** Makes room for one more person. */
  open(): void {
    this.#text.push(0);
    this.#updated.push(0);
    this.#created.push(0);
    this.#id.push(0);
    this.#customer.push(0);
  }

  /** `kept` is where the same text is kept already; 0 = nowhere that the caller knows of. */
  offer(person: number, text: string | null, origin: AttributeOrigin, kept = 0): void {
    if (text === null || !this.#prevails(person, origin)) return;
    // Most orders of a buyer repeat what is known.
    const known = this.#texts.get(this.#text.at(person));
    if (known !== text) this.#text.set(person, kept > 0 ? kept : this.#texts.add(text));
    this.#updated.set(person, timeOf(origin.updatedAt));
    this.#created.set(person, timeOf(origin.createdAt));
    this.#id.set(person, origin.id);
    this.#customer.set(person, origin.kind === 'customer' ? 1 : 0);
  }

  #prevails(person: number, origin: AttributeOrigin): boolean {
    if (this.#text.at(person) === 0) return true;
    const customer = origin.kind === 'customer' ? 1 : 0;
    if (customer !== this.#customer.at(person)) return customer === 1;
    const newer = timeOf(origin.updatedAt) - this.#updated.at(person);
    if (newer !== 0) return newer > 0;
    const older = this.#created.at(person) - timeOf(origin.createdAt);
    return older !== 0 ? older > 0 : String(origin.id) < String(this.#id.at(person));
  }

  get(person: number): KeptAttribute | null {
    const text = this.#texts.get(this.#text.at(person));
    if (text === null) return null;
    const kind = this.#customer.at(person) === 1 ? ('customer' as const) : ('guest' as const);
    return { text, kind, id: this.#id.at(person) };
  }
}

/** Whole seconds, which is how exact Shopify's times are. A file that says no time gives an empty text: older than all. */
export function timeOf(moment: string): number {
  return moment === '' ? 0 : Math.floor(Date.parse(moment) / 1000);
}
