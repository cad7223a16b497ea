import type { Random } from '../../src/lib/random.ts';
import type { Merchant } from '../merchant/merchant.ts';
import type { CrmHands } from './crm-hands.ts';

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

/** Reps at work: they type into their own fields and into Shopify's, and add contacts of buyers and of strangers. */
export class PeopleAtWork {
  readonly #random: Random;
  readonly #hands: CrmHands;
  readonly #merchant: Merchant;
  readonly #typed = new Map<string, TypedValue>();
  #strangers = 0;

  constructor(random: Random, hands: CrmHands, merchant: Merchant) {
    this.#random = random;
    this.#hands = hands;
    this.#merchant = merchant;
  }

  /** The last value of each field that is the team's. */
  typed(): readonly TypedValue[] {
    return [...this.#typed.values()];
  }

  /** Somebody does something, where there is something to do it to. Returns what, for the log. */
  act(): string {
    const kind = this.#random.int(10);
    if (kind < 2) return this.#addBuyer();
    if (kind < 3) return this.#addStranger();
    const object = this.#random.chance(0.5) ? 'contact' : 'order';
    const seen = this.#hands.seen();
    const records = object === 'contact' ? seen.contacts : seen.orders;
    if (records.length === 0) return 'nothing to type into';
    const { id } = this.#random.pick(records);
    const theirs = kind < 7;
    const { field, values } = this.#random.pick<{ field: string; values: readonly string[] }>(
      theirs ? own[object] : shopifys[object],
    );
    const value = this.#random.pick(values);
    this.#hands.type(object, id, field, value === '' ? null : value);
    if (theirs) this.#typed.set(`${object} ${id} ${field}`, { object, id, field, value });
    return `types into ${field} of ${object} ${id}`;
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
