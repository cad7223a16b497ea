import type { Random } from '../../src/lib/random.ts';
import type { Merchant } from '../merchant/merchant.ts';
import type { CrmAct, NamedRecord } from './crm-acts.ts';
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
  readonly #disturbedAddresses = new Set<string>();
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

  /**
   * Addresses of contacts that people deleted or merged: the product may just have been taking one over, and a guest of an
   * address that is a merged customer's in the CRM alone is a question since.
   */
  disturbedAddresses(): ReadonlySet<string> {
    return this.#disturbedAddresses;
  }

  /** Whether somebody has taken the record away since: what nobody could look up by then is in no journal. */
  tookAway(object: 'contact' | 'order', id: string): boolean {
    return this.#removed.some((one) => one.object === object && one.record.id === id);
  }

  /** Draws what somebody does next; null = there is nothing to do it to. */
  draw(): CrmAct | null {
    const kind = this.#random.int(10);
    if (kind < 2) return this.#addBuyer();
    if (kind < 3) return this.#addStranger();
    if (kind < 7 && this.#plan.destructive) {
      return this.#random.pick([() => this.#remove(), () => this.#bringBack(), () => this.#mergeTwo()])();
    }
    return this.#type(kind < 7 || this.#plan.family === 'quiet');
  }

  /** A buyer whom the team knows already when the product comes; null = one without an address. */
  drawKnownBuyer(): CrmAct | null {
    return this.#addBuyer();
  }

  /** Does it, where the records are still there. */
  perform(act: CrmAct): void {
    switch (act.kind) {
      case 'add contact':
        this.#hands.addContact(act.values);
        return;
      case 'type': {
        const { object, field, value, theirs } = act;
        const id = this.#find(object, act.record)?.id;
        if (id === undefined) return;
        this.#hands.type(object, id, field, value === '' ? null : value);
        if (theirs) this.#typed.set(`${object} ${id} ${field}`, { object, id, field, value });
        return;
      }
      case 'remove': {
        const record = this.#find(act.object, act.record);
        if (record === undefined) return;
        this.#disturb(record);
        this.#forget(record);
        this.#hands.remove(act.object, record.id);
        this.#removed.push({ object: act.object, record });
        return;
      }
      case 'restore': {
        const gone = this.#removed.find(({ object, record }) => object === act.object && isNamed(record, act.record));
        if (gone !== undefined) this.#hands.restore?.(act.object, gone.record.id);
        return;
      }
      case 'merge': {
        const [kept, removed] = [this.#find('contact', act.kept), this.#find('contact', act.removed)];
        if (kept === undefined || removed === undefined || kept.id === removed.id) return;
        this.#disturb(kept);
        this.#disturb(removed);
        this.merge(kept, removed);
      }
    }
  }

  #find(object: 'contact' | 'order', record: NamedRecord): SeenRecord | undefined {
    return this.#records(object).find((seen) => isNamed(seen, record));
  }

  #records(object: 'contact' | 'order'): readonly SeenRecord[] {
    const seen = this.#hands.seen();
    return object === 'contact' ? seen.contacts : seen.orders;
  }

  /** Somebody merges two contacts into the first, because the product asked for it. */
  merge(kept: SeenRecord, removed: SeenRecord): void {
    this.#forget(removed);
    const survivor = this.#hands.merge(kept.id, removed.id);
    this.#survivors.push(survivor);
    // Taken out first: with a survivor of the same id the entry comes back under its own name.
    for (const [name, typed] of [...this.#typed]) {
      if (typed.id !== kept.id) continue;
      this.#typed.delete(name);
      // An empty field is filled from the other contact.
      if (typed.value !== '') this.#typed.set(`${typed.object} ${survivor} ${typed.field}`, { ...typed, id: survivor });
    }
  }

  #type(theirs: boolean): CrmAct | null {
    const object = this.#random.chance(0.5) ? 'contact' : 'order';
    const records = this.#records(object);
    if (records.length === 0) return null;
    const record = this.#random.pick(records);
    const { field, values } = this.#random.pick<{ field: string; values: readonly string[] }>(
      theirs ? own[object] : shopifys[object],
    );
    return { kind: 'type', object, record: nameOf(record), field, value: this.#random.pick(values), theirs };
  }

  #remove(): CrmAct | null {
    const object = this.#random.chance(0.5) ? 'contact' : 'order';
    const records = this.#records(object);
    return records.length === 0 ? null : { kind: 'remove', object, record: nameOf(this.#random.pick(records)) };
  }

  /** What was deleted is restored, where the CRM can do that, or a contact made anew with the address of the deleted one. */
  #bringBack(): CrmAct | null {
    const last = this.#removed.at(-1);
    if (last === undefined) return null;
    const { object, record } = last;
    if (this.#hands.restore !== null && (object === 'order' || this.#random.chance(0.5))) {
      return { kind: 'restore', object, record: nameOf(record) };
    }
    const [email] = record.emails;
    return email === undefined
      ? null
      : { kind: 'add contact', values: { email, firstName: 'Back', lastName: 'Again' } };
  }

  /** Often a chain: the survivor of an earlier merge goes into the next contact. */
  #mergeTwo(): CrmAct | null {
    const shuffled = this.#random.shuffle(this.#hands.seen().contacts);
    const chained = this.#random.chance(0.5) ? shuffled.find(({ id }) => this.#survivors.includes(id)) : undefined;
    const [kept, other] = shuffled.filter((contact) => contact !== chained);
    const removed = chained ?? other;
    if (kept === undefined || removed === undefined) return null;
    return { kind: 'merge', kept: nameOf(kept), removed: nameOf(removed) };
  }

  #disturb(record: SeenRecord): void {
    for (const key of keysOf(record)) this.#disturbed.add(key);
    for (const email of record.emails) this.#disturbedAddresses.add(email);
  }

  /** What was typed there is gone with the record. */
  #forget({ id }: SeenRecord): void {
    for (const [name, typed] of this.#typed) if (typed.id === id) this.#typed.delete(name);
  }

  #addBuyer(): CrmAct | null {
    const people = this.#merchant.people + 12;
    const { email, firstName } = this.#merchant.person(this.#random.int(people));
    if (email === null) return null;
    return { kind: 'add contact', values: { email, firstName: firstName.toUpperCase(), lastName: 'Met at the fair' } };
  }

  #addStranger(): CrmAct {
    this.#strangers += 1;
    const email = `prospect${this.#strangers}@prospects.example.com`;
    return { kind: 'add contact', values: { email, firstName: 'Pat', lastName: 'Prospect' } };
  }
}

function nameOf({ id, key, emails }: SeenRecord): NamedRecord {
  return { id, key, email: emails[0] ?? null };
}

function isNamed(record: SeenRecord, { id, key, email }: NamedRecord): boolean {
  if (key !== null) return record.key === key;
  return email === null ? record.id === id : record.emails.includes(email);
}
