import type { Random } from '../../src/lib/random.ts';
import type { Merchant } from '../merchant/merchant.ts';
import type { CrmHands } from './crm-hands.ts';
import type { SeedPlan } from './seed-plan.ts';
import { keysOf, type SeenRecord } from './seen-crm.ts';

/** A value that somebody typed into a field that is the CRM's: it has to stay. */
export interface TypedValue {
  readonly object: 'contact' | 'order';
  readonly id: string;
  readonly field: string;
  readonly value: string;
}

/** Fields that are the team's, with what people type there; '' clears. */
const own = {
  contact: [
    { field: 'contact.lead_status', values: ['NEW', 'OPEN', 'IN_PROGRESS', 'CONNECTED'] },
    { field: 'contact.phone', values: ['+1 613 555 0199', 'call the office', ''] },
  ],
  order: [
    { field: 'order.note', values: ['Called on Tuesday, wants a second one in blue 💙', 'Paid by the aunt', ''] },
  ],
} as const;

/** Fields that are Shopify's: what people type there is put right. */
const shopifys = {
  contact: [
    { field: 'contact.last_name', values: ['Typed by a rep', ''] },
    { field: 'contact.first_name', values: ['Typed', ''] },
  ],
  order: [
    { field: 'order.current_total', values: ['0.01', '99999'] },
    { field: 'order.refunded', values: ['1', ''] },
    { field: 'order.payment_status', values: ['Looks fine', ''] },
    { field: 'order.number', values: ['#0'] },
  ],
} as const;

/** Reps at work: they type into their own fields and into Shopify's, add contacts, and take records away. */
export class PeopleAtWork {
  readonly #random: Random;
  readonly #hands: CrmHands;
  readonly #merchant: Merchant;
  readonly #typed = new Map<string, TypedValue>();
  readonly #disturbed = new Set<string>();
  readonly #plan: Pick<SeedPlan, 'destructive' | 'family'>;
  readonly #removed: { readonly object: 'contact' | 'order'; readonly record: SeenRecord }[] = [];
  /** Contacts into which somebody merged another: the next merge is often one of theirs. */
  #survivors: string[] = [];
  #strangers = 0;

  constructor(random: Random, hands: CrmHands, merchant: Merchant, plan: Pick<SeedPlan, 'destructive' | 'family'>) {
    this.#random = random;
    this.#hands = hands;
    this.#merchant = merchant;
    this.#plan = plan;
  }

  /** The last value of each field that is the team's. */
  typed(): readonly TypedValue[] {
    return [...this.#typed.values()];
  }

  /** Shopify IDs of records that people deleted or merged: what becomes of them is theirs to decide. */
  disturbed(): ReadonlySet<string> {
    return this.#disturbed;
  }

  /** Somebody does something, where there is something to do it to. Returns what, for the log. */
  act(): string {
    const kind = this.#random.int(10);
    if (kind < 2) return this.#addBuyer();
    if (kind < 3) return this.#addStranger();
    if (kind < 7 && this.#plan.destructive) {
      return this.#random.pick([() => this.#remove(), () => this.#bringBack(), () => this.#mergeTwo()])();
    }
    return this.#type(kind < 7 || this.#plan.family === 'quiet');
  }

  /** Somebody merges two contacts into the first, because the product asked for it. */
  merge(kept: SeenRecord, removed: SeenRecord): void {
    this.#forget(removed);
    const survivor = this.#hands.merge(kept.id, removed.id);
    this.#survivors.push(survivor);
    for (const [name, typed] of this.#typed) {
      if (typed.id !== kept.id) continue;
      this.#typed.delete(name);
      // An empty field is filled from the other contact.
      if (typed.value !== '') this.#typed.set(`${typed.object} ${survivor} ${typed.field}`, { ...typed, id: survivor });
    }
  }

  #type(theirs: boolean): string {
    const object = this.#random.chance(0.5) ? 'contact' : 'order';
    const seen = this.#hands.seen();
    const records = object === 'contact' ? seen.contacts : seen.orders;
    if (records.length === 0) return 'nothing to type into';
    const { id } = this.#random.pick(records);
    const { field, values } = this.#random.pick<{ field: string; values: readonly string[] }>(
      theirs ? own[object] : shopifys[object],
    );
    const value = this.#random.pick(values);
    this.#hands.type(object, id, field, value === '' ? null : value);
    if (theirs) this.#typed.set(`${object} ${id} ${field}`, { object, id, field, value });
    return `types into ${field} of ${object} ${id}`;
  }

  #remove(): string {
    const object = this.#random.chance(0.5) ? 'contact' : 'order';
    const seen = this.#hands.seen();
    const records = object === 'contact' ? seen.contacts : seen.orders;
    if (records.length === 0) return 'nothing to remove';
    const record = this.#random.pick(records);
    this.#disturb(record);
    this.#forget(record);
    this.#hands.remove(object, record.id);
    this.#removed.push({ object, record });
    return `removes ${object} ${record.id}`;
  }

  /** What was deleted is restored, where the CRM can do that, or a contact made anew with the address of the deleted one. */
  #bringBack(): string {
    const [last] = this.#removed.splice(-1);
    if (last === undefined) return 'finds nothing to bring back';
    const { object, record } = last;
    if (this.#hands.restore !== null && (object === 'order' || this.#random.chance(0.5))) {
      this.#hands.restore(object, record.id);
      return `restores ${object} ${record.id}`;
    }
    const [email] = record.emails;
    if (email === undefined) return `knows no address of ${object} ${record.id}`;
    const id = this.#hands.addContact({ email, firstName: 'Back', lastName: 'Again' });
    return `makes contact ${id} in place of ${record.id}`;
  }

  /** Often a chain: the survivor of an earlier merge goes into the next contact. */
  #mergeTwo(): string {
    const shuffled = this.#random.shuffle(this.#hands.seen().contacts);
    const chained = this.#random.chance(0.5) ? shuffled.find(({ id }) => this.#survivors.includes(id)) : undefined;
    const [kept, other] = shuffled.filter((contact) => contact !== chained);
    const removed = chained ?? other;
    if (kept === undefined || removed === undefined) return 'nothing to merge';
    this.#disturb(kept);
    this.#disturb(removed);
    this.merge(kept, removed);
    return `merges contact ${removed.id} into ${kept.id}`;
  }

  #disturb(record: SeenRecord): void {
    for (const key of keysOf(record)) this.#disturbed.add(key);
  }

  /** What was typed there is gone with the record. */
  #forget({ id }: SeenRecord): void {
    for (const [name, typed] of this.#typed) if (typed.id === id) this.#typed.delete(name);
  }

  #addBuyer(): string {
    const people = this.#merchant.people + 12;
    const { email, firstName } = this.#merchant.person(this.#random.int(people));
    if (email === null) return 'knows a buyer without an address';
    const id = this.#hands.addContact({ email, firstName: firstName.toUpperCase(), lastName: 'Met at the fair' });
    return `adds a buyer as contact ${id}`;
  }

  #addStranger(): string {
    this.#strangers += 1;
    const email = `prospect${this.#strangers}@prospects.example.com`;
    return `adds contact ${this.#hands.addContact({ email, firstName: 'Pat', lastName: 'Prospect' })}`;
  }
}
