import type { Random } from '../../src/lib/random.ts';
import type { Act, PlainOrder, ShopifyRef } from './acts.ts';
import type { Merchant, OrderBy } from './merchant.ts';

/** Product names of the fields that people in the CRM touch; the defaults are those of the core field map. */
export interface StoryFields {
  /** The CRM's own, on a contact. */
  readonly crmOwned: string;
  /** The CRM's, although the store knows a value too; at most seeded by the product when it makes the contact. */
  readonly phone: string;
  /** Shopify's, on a contact and on an order: what is typed there must be put right. */
  readonly shopifyOnContact: string;
  readonly shopifyOnOrder: string;
  /** Free text of the CRM on an order. */
  readonly note: string;
}

export interface StoryOptions {
  /** When the first act happens; the merchant's `now` by default. */
  readonly startsAt?: Date;
  /** Time between two scenes. */
  readonly paceMs?: number;
  readonly fields?: StoryFields;
}

/** What must be found in the CRM once everything has settled. */
export interface KeptValue {
  readonly object: 'contact' | 'order';
  readonly of: ShopifyRef;
  readonly field: string;
  readonly value: string | null;
}

export interface StoryExpected {
  /** Kind → class → number of records that end as "needs you". This story plants none. */
  readonly needsYou: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Kind → reason → number of records that end left out, history included. */
  readonly leftOut: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Orders (neither test nor company) that nothing names a buyer of: they match without a link to a contact. */
  readonly ordersWithoutBuyer: number;
  /** Values that people typed into fields that are theirs. */
  readonly kept: readonly KeptValue[];
  /** Shopify's fields that people typed into: the product puts Shopify's value back. */
  readonly repaired: readonly Omit<KeptValue, 'value'>[];
}

export interface Story {
  readonly seed: number;
  readonly acts: readonly Act[];
  readonly expected: StoryExpected;
}

/** An order of the history whose state is simple enough to act on, because its acts are all known. */
export interface Settled {
  readonly order: PlainOrder;
  readonly id: string;
  readonly person: number;
  readonly shipped: boolean;
}

/** How far back the story looks for orders to act on; enough for every scene, and cheap for a shop of any size. */
const lookBack = 600;

/** Paid orders of known buyers, not test, not a company's, newest first, untouched or shipped whole and nothing else. */
function settledOrders(merchant: Merchant): Settled[] {
  const found: Settled[] = [];
  const last = merchant.settings.orders - 1;
  for (let index = last; index >= 0 && index > last - lookBack; index -= 1) {
    const order = merchant.order(index);
    const person = merchant.buyerOf(index);
    if (person === null || order.id === undefined || order.customerId === null) continue;
    // An imported order has a business date from years ago and may lie outside of what a sync is asked to bring.
    if (order.processedAt !== undefined) continue;
    if (order.payment !== 'paid' || order.test || order.company || order.sourceName === 'pos') continue;
    const past = merchant.after(index);
    const shipments = past.filter((act) => act.kind === 'fulfill');
    const untouched = past.every((act) => act.kind === 'fulfill' || act.kind === 'fulfillment event');
    const whole = shipments.length === 1 && shipments[0]?.ref.endsWith('/all') === true;
    if (untouched && (shipments.length === 0 || whole)) {
      found.push({ order, id: order.id, person, shipped: shipments.length > 0 });
    }
  }
  return found;
}

/** Hands out times, order numbers, people and orders of the history, each to one scene only. */
export class StoryPlan {
  readonly merchant: Merchant;
  readonly random: Random;
  readonly acts: Act[] = [];
  readonly #settled: Settled[];
  readonly #usedPeople = new Set<number>();
  readonly #pace: number;
  #scene = 0;
  readonly #start: number;
  #nextOrder: number;
  #nextPerson: number;

  constructor(merchant: Merchant, random: Random, options: StoryOptions) {
    this.merchant = merchant;
    this.random = random;
    this.#settled = settledOrders(merchant);
    this.#pace = options.paceMs ?? 20_000;
    this.#start = (options.startsAt ?? merchant.settings.now).getTime();
    this.#nextOrder = merchant.settings.orders;
    this.#nextPerson = merchant.people;
  }

  /** Begins a scene: its acts come `seconds` after a moment of its own. */
  scene(): (seconds: number) => string {
    const begins = this.#start + this.#scene * this.#pace;
    this.#scene += 1;
    return (seconds) => new Date(begins + seconds * 1000).toISOString();
  }

  add(...acts: Act[]): void {
    this.acts.push(...acts);
  }

  /** A person who was never seen before, with an e-mail and buying for no company. */
  newPerson(): number {
    for (;;) {
      const index = this.#nextPerson;
      this.#nextPerson += 1;
      const { kind } = this.merchant.person(index);
      if (kind === 'customer' || kind === 'guest' || kind === 'convert') return index;
    }
  }

  /** The next order of the shop, placed at `at`. */
  order(at: string, by: OrderBy): PlainOrder {
    const order = this.merchant.orderAt(this.#nextOrder, new Date(at), by);
    this.#nextOrder += 1;
    // The visit summary of a live order comes soon, so that a run does not have to wait for it.
    const journey = order.journey
      ? { ...order.journey, readyAfterMs: Math.min(order.journey.readyAfterMs, 2_000) }
      : null;
    return { ...order, journey };
  }

  /** Somebody who has bought before, as a customer, and whom no other scene uses; null where the history has none left. */
  knownBuyer(suits: (settled: Settled) => boolean = () => true): Settled | null {
    const found = this.#settled.find((settled) => !this.#usedPeople.has(settled.person) && suits(settled));
    if (found) this.#usedPeople.add(found.person);
    return found ?? null;
  }

  /** Two orders that one person placed as a guest, newest first; null where the recent history has no such person. */
  repeatGuest(): { readonly person: number; readonly email: string } | null {
    const seen = new Set<number>();
    const last = this.merchant.settings.orders - 1;
    for (let index = last; index >= 0 && index > last - lookBack; index -= 1) {
      const person = this.merchant.buyerOf(index);
      if (person === null || this.merchant.person(person).kind !== 'guest') continue;
      const { email } = this.merchant.person(person);
      if (seen.has(person) && email !== null && !this.#usedPeople.has(person)) {
        this.#usedPeople.add(person);
        return { person, email };
      }
      seen.add(person);
    }
    return null;
  }

  /** Acts in the order in which they happen. */
  sorted(): Act[] {
    return this.acts
      .map((act, position) => ({ act, position }))
      .sort((left, right) => Date.parse(left.act.at) - Date.parse(right.act.at) || left.position - right.position)
      .map(({ act }) => act);
  }
}
