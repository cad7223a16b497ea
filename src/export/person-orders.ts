import type { BuyersOrder } from '../commerce/repeat-signals.ts';
import { byteColumn, floatColumn, intColumn, wordColumn } from '../lib/compact/columns.ts';
import type { TextStore } from '../lib/compact/text-store.ts';

const flags = { test: 1, cancelled: 2, voided: 4 } as const;

/** Every order of every person, as far as a contact's fields ask: 33 bytes an order and its amounts. */
export class PersonOrders {
  readonly #texts: TextStore;
  readonly #newest = intColumn();
  readonly #previous = intColumn();
  readonly #at = floatColumn();
  readonly #day = wordColumn();
  readonly #currency = wordColumn();
  readonly #refunded = wordColumn();
  readonly #net = wordColumn();
  readonly #firstVisit = wordColumn();
  readonly #flags = byteColumn();
  readonly #known = new Map<string, number>();

  constructor(texts: TextStore) {
    this.#texts = texts;
  }

  open(): void {
    this.#newest.push(-1);
  }

  add(person: number, order: BuyersOrder): void {
    this.#at.push(Date.parse(order.processedAt));
    this.#day.push(this.#keep(order.day));
    this.#currency.push(this.#keep(order.currency));
    this.#refunded.push(this.#keep(order.refunded));
    this.#net.push(this.#texts.add(order.net));
    this.#firstVisit.push(order.firstVisit === null ? 0 : this.#texts.add(JSON.stringify(order.firstVisit)));
    this.#flags.push(
      (order.test ? flags.test : 0) |
        (order.cancelledAt === null ? 0 : flags.cancelled) |
        (order.voided ? flags.voided : 0),
    );
    this.#newest.set(person, this.#previous.push(this.#newest.at(person)));
  }

  /** Days, currencies and the zero refund come again and again. */
  #keep(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const at = this.#texts.add(text);
    if (this.#known.size < 10_000) this.#known.set(text, at);
    return at;
  }

  of(person: number): BuyersOrder[] {
    const orders: BuyersOrder[] = [];
    for (let at = this.#newest.at(person); at >= 0; at = this.#previous.at(at)) orders.push(this.#order(at));
    return orders;
  }

  #order(at: number): BuyersOrder {
    const processedAt = new Date(this.#at.at(at)).toISOString();
    const has = (flag: number) => (this.#flags.at(at) & flag) !== 0;
    const visit = this.#texts.get(this.#firstVisit.at(at));
    return {
      processedAt,
      day: this.#texts.get(this.#day.at(at)) ?? '',
      test: has(flags.test),
      cancelledAt: has(flags.cancelled) ? processedAt : null,
      voided: has(flags.voided),
      currency: this.#texts.get(this.#currency.at(at)) ?? '',
      refunded: this.#texts.get(this.#refunded.at(at)) ?? '0',
      net: this.#texts.get(this.#net.at(at)) ?? '0',
      firstVisit: visit === null ? null : JSON.parse(visit),
    };
  }
}
