import type { NewOrder, StoreActs } from '../store/types.ts';
import { type OrderTruth, TrackedOrder } from './truth-order.ts';
import { type PersonTruth, TrackedPeople } from './truth-people.ts';
import { type SignalsTruth, signalsOf } from './truth-signals.ts';

/** What an act left behind on one order: enough to know how far a reader had come. */
export type TruthStep = Pick<
  OrderTruth,
  'gross' | 'current' | 'refunded' | 'net' | 'financialStatus' | 'fulfillmentStatus' | 'returnStatus' | 'cancelled'
> & {
  readonly at: string;
  readonly act: keyof StoreActs;
  readonly order: string;
  readonly person: string | null;
  readonly deleted: boolean;
};

/** The shape of `truth.json`. Lists are sorted by id, steps are in the order in which they happened. */
export interface TruthJson {
  readonly format: 'truth/1';
  readonly persons: readonly (PersonTruth & { readonly signals: SignalsTruth })[];
  /** Every order that ever was, deleted ones with `deleted: true`. */
  readonly orders: readonly OrderTruth[];
  readonly companies: readonly { readonly id: string; readonly name: string }[];
  /** One entry per act and order that it concerned; empty where steps are not kept. */
  readonly steps: readonly TruthStep[];
}

const byId = (left: { readonly id: string }, right: { readonly id: string }) =>
  left.id < right.id ? -1 : left.id > right.id ? 1 : 0;

/** What is known so far, fed by the watched acts. */
export class TruthLedger {
  readonly people = new TrackedPeople();
  readonly companies: { readonly id: string; readonly name: string }[] = [];
  readonly orderOfFulfillment = new Map<string, string>();
  readonly orderOfReturn = new Map<string, string>();
  readonly #orders = new Map<string, TrackedOrder>();
  readonly #steps: TruthStep[] = [];
  readonly #keepsSteps: boolean;

  readonly #timeZone: string;

  constructor(options: { readonly steps: boolean; readonly timeZone: string }) {
    this.#keepsSteps = options.steps;
    this.#timeZone = options.timeZone;
  }

  place(id: string, input: NewOrder): TrackedOrder {
    const order = new TrackedOrder(id, input);
    this.#orders.set(id, order);
    this.nameGuest(order);
    return order;
  }

  order(id: string): TrackedOrder {
    const order = this.#orders.get(id);
    if (!order) throw new RangeError(`no order ${id}`);
    return order;
  }

  ordersOf(customerId: string): TrackedOrder[] {
    return [...this.#orders.values()].filter((order) => order.customerId === customerId);
  }

  /** Joins an order without a customer to the person of its e-mail. */
  nameGuest(order: TrackedOrder): void {
    this.people.removeGuestOrder(order.id);
    if (order.customerId === null && order.email !== null && !order.deleted) {
      this.people.addGuestOrder(order.id, order.email, order.buyerName);
    }
  }

  facts(order: TrackedOrder): OrderTruth {
    return order.facts(this.people.behind(order.id, order.customerId));
  }

  step(at: Date, act: keyof StoreActs, order: TrackedOrder): void {
    if (!this.#keepsSteps) return;
    const {
      gross,
      current,
      refunded,
      net,
      financialStatus,
      fulfillmentStatus,
      returnStatus,
      cancelled,
      person,
      deleted,
    } = this.facts(order);
    this.#steps.push({
      at: at.toISOString(),
      act,
      order: order.id,
      person,
      gross,
      current,
      refunded,
      net,
      financialStatus,
      fulfillmentStatus,
      returnStatus,
      cancelled,
      deleted,
    });
  }

  toJSON(): TruthJson {
    const orders = [...this.#orders.values()].map((order) => this.facts(order)).sort(byId);
    const ofPerson = new Map<string | null, OrderTruth[]>();
    for (const order of orders) {
      const others = ofPerson.get(order.person);
      if (others) others.push(order);
      else ofPerson.set(order.person, [order]);
    }
    const persons = this.people.facts().map((person) => {
      return { ...person, signals: signalsOf(ofPerson.get(person.id) ?? [], this.#timeZone) };
    });
    return {
      format: 'truth/1',
      persons: persons.sort(byId),
      orders,
      companies: [...this.companies].sort(byId),
      steps: this.#steps,
    };
  }
}
