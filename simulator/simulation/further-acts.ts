import type { Random } from '../../src/lib/random.ts';
import { fromMinor, share, toMinor } from '../merchant/minor-units.ts';
import { toPlainCustomer } from '../merchant/plain-order.ts';
import type { OrderTruth } from '../merchant/truth-order.ts';
import type { PersonTruth } from '../merchant/truth-people.ts';
import type { ShopLife, StoreAct } from './shop-life.ts';

/** Beyond what history and story use, so that nobody is there twice. */
const orderOffset = 500;
const personOffset = 300;

const corrected = 'corrected';

function isCorrected(email: string): boolean {
  return email.startsWith(corrected);
}

/** What has to be known of a shop to go on with its life. */
type FurtherLife = Pick<ShopLife, 'merchant' | 'truth'>;

interface Moment {
  readonly at: Date;
  readonly orders: readonly OrderTruth[];
  readonly persons: readonly PersonTruth[];
  readonly customers: readonly string[];
  /** Customers of any order, test orders and those of companies included. */
  readonly buyers: ReadonlySet<string | null>;
}

/** Draws things that happen in the store besides the story, to whoever and whatever is there at that moment. */
export class FurtherActs {
  readonly #random: Random;
  readonly #life: FurtherLife;
  readonly #since: Date;
  readonly #quiet: boolean;
  #orders = 0;
  #people = 0;
  readonly #kinds: readonly ((moment: Moment) => StoreAct | null)[];

  /** Orders from `since` on belong to the CRM. `quiet`: nothing after which a person may have to decide something. */
  constructor(random: Random, life: FurtherLife, since: Date, quiet: boolean) {
    this.#since = since;
    this.#quiet = quiet;
    this.#random = random;
    this.#life = life;
    const newCustomer = (moment: Moment) => this.#newCustomer(moment);
    const orderOfCustomer = (moment: Moment) => this.#orderOfCustomer(moment);
    const guestOrder = (moment: Moment) => this.#guestOrder(moment);
    const attach = (moment: Moment) => this.#attach(moment);
    const rename = (moment: Moment) => this.#changeCustomer(moment);
    const refund = (moment: Moment) => this.#refund(moment);
    const remove = (moment: Moment) => this.#deleteOrder(moment);
    this.#kinds = [
      ...[newCustomer, newCustomer, orderOfCustomer, orderOfCustomer, guestOrder, guestOrder, guestOrder],
      ...[attach, attach, rename, rename, refund, refund, remove],
      (moment) => this.#orderEmail(moment),
      (moment) => this.#cancel(moment),
      ...(quiet ? [] : [(moment: Moment) => this.#merge(moment), (moment: Moment) => this.#deleteCustomer(moment)]),
    ];
  }

  /** Draws what happens at a moment, as plain data; null = there is nobody and nothing to act on. */
  draw(at: Date): StoreAct | null {
    const { orders, persons } = this.#life.truth.toJSON();
    const living = orders.filter(({ deleted, test, company }) => !deleted && !test && !company);
    const customers = persons.flatMap((person) => person.customers);
    const buyers = new Set(orders.flatMap((order) => (order.deleted ? [] : [order.customer])));
    const moment = { at, orders: living, persons, customers, buyers };
    return this.#random.pick(this.#kinds)(moment);
  }

  #one<T>(items: readonly T[]): T | null {
    return items.length === 0 ? null : this.#random.pick(items);
  }

  #newPerson(): number {
    for (;;) {
      this.#people += 1;
      const index = this.#life.merchant.people + personOffset + this.#people;
      if (this.#life.merchant.person(index).kind !== 'company') return index;
    }
  }

  /** An order as the merchant makes them, of `customerId` or of whoever left `email`. */
  #place(at: Date, person: number, buyer: { customerId: string | null; email: string | null }): StoreAct {
    const { merchant } = this.#life;
    this.#orders += 1;
    const index = merchant.settings.orders + orderOffset + this.#orders;
    const plain = merchant.orderAt(index, at, { person, asGuest: true });
    return { at: at.toISOString(), kind: 'create order', order: { ...plain, ...buyer } };
  }

  /**
   * Somebody new, or a guest who opens an account with the address that the guest orders carry. Where that address has been
   * corrected, whoever was away meanwhile may see the account first, and has to ask who has moved to whose address.
   */
  #newCustomer({ at, persons }: Moment): StoreAct {
    const guests = persons.filter(
      ({ customers, email }) => customers.length === 0 && email !== null && !(this.#quiet && isCorrected(email)),
    );
    const guest = this.#random.chance(0.6) ? this.#one(guests) : null;
    const person = this.#newPerson();
    const made = this.#life.merchant.customerAt(person, at);
    const email = guest?.email ?? made.email;
    const customer = toPlainCustomer({ ...made, email, createdAt: at });
    return { at: at.toISOString(), kind: 'create customer', customer };
  }

  #orderOfCustomer({ at, persons }: Moment): StoreAct | null {
    const known = this.#one(persons.filter(({ customers }) => customers.length > 0));
    const customerId = known?.customers.at(-1);
    if (!known || customerId === undefined) return null;
    return this.#place(at, this.#newPerson(), { customerId, email: known.email });
  }

  /** Of somebody new, of a guest who comes again, or of a customer who did not log in. */
  #guestOrder({ at, persons }: Moment): StoreAct {
    const known = this.#random.chance(0.6) ? this.#one(persons.filter(({ email }) => email !== null)) : null;
    const person = this.#newPerson();
    const typed = known?.email ?? this.#life.merchant.person(person).email;
    const email = this.#random.chance(0.3) ? (typed?.toUpperCase() ?? null) : typed;
    return this.#place(at, person, { customerId: null, email });
  }

  #attach({ at, orders, persons }: Moment): StoreAct | null {
    const order = this.#one(orders.filter(({ customer, email }) => customer === null && email !== null));
    const buyer = persons.find(({ id }) => id === order?.person);
    const customerId = buyer?.customers[0];
    if (!order || customerId === undefined) return null;
    return { at: at.toISOString(), kind: 'attach customer', order: order.id, customer: customerId };
  }

  /** Another name, phone or address; the address is one that nobody has. */
  #changeCustomer({ at, customers }: Moment): StoreAct | null {
    const id = this.#one(customers);
    if (id === null) return null;
    this.#people += 1;
    const change = this.#random.pick([
      { firstName: 'Renamed', lastName: `Person ${this.#people}` },
      { email: `moved${this.#people}@example.org` },
      // What is not there any more has to go in the CRM too.
      { phone: null, lastName: null },
    ]);
    return { at: at.toISOString(), kind: 'update customer', customer: id, change };
  }

  #refund({ at, orders }: Moment): StoreAct | null {
    const order = this.#one(orders.filter(({ net, cancelled }) => !cancelled && Number(net) > 1));
    if (order === null) return null;
    const net = toMinor(order.net, order.currency);
    // A third of it, or the least that there is: a difference of a cent is one.
    const amount = fromMinor(net % 2n === 0n ? share(net, 1n, 3n) : 1n, order.currency);
    const refund = { lines: [], amount, restock: 'NO_RESTOCK' } as const;
    return { at: at.toISOString(), kind: 'refund', order: order.id, refund };
  }

  #cancel({ at, orders }: Moment): StoreAct | null {
    const order = this.#one(
      orders.filter(({ cancelled, fulfillmentStatus }) => !cancelled && fulfillmentStatus === 'UNFULFILLED'),
    );
    if (order === null) return null;
    return { at: at.toISOString(), kind: 'cancel', order: order.id, reason: 'OTHER', refund: true };
  }

  #deleteOrder({ at, orders }: Moment): StoreAct | null {
    const order = this.#one(orders);
    if (order === null) return null;
    return { at: at.toISOString(), kind: 'delete order', order: order.id };
  }

  /** Support corrects the address of a guest's only order, or takes it away; a join with others would stay. */
  #orderEmail({ at, persons }: Moment): StoreAct | null {
    const alone = persons.filter(({ customers, guestOrders }) => customers.length === 0 && guestOrders.length === 1);
    const id = this.#one(alone)?.guestOrders[0];
    if (id === undefined) return null;
    this.#people += 1;
    const email = this.#random.chance(0.3) ? null : `${corrected}${this.#people}@example.org`;
    return { at: at.toISOString(), kind: 'set order email', order: id, email };
  }

  /**
   * Two customers become one. The one that goes has an order that the CRM knows: of others nothing but the webhook tells,
   * and where that is lost only a person can say what happened.
   */
  #merge({ at, customers, orders }: Moment): StoreAct | null {
    const known = orders.filter(({ processedAt }) => Date.parse(processedAt) >= this.#since.getTime());
    const removed = this.#one(known.flatMap(({ customer }) => customer ?? []));
    const kept = this.#one(customers.filter((id) => id !== removed));
    if (kept === null || removed === null) return null;
    return { at: at.toISOString(), kind: 'merge customers', kept, removed };
  }

  /** Shopify deletes only customers who have no orders. */
  #deleteCustomer({ at, customers, buyers }: Moment): StoreAct | null {
    const id = this.#one(customers.filter((customer) => !buyers.has(customer)));
    if (id === null) return null;
    return { at: at.toISOString(), kind: 'delete customer', customer: id };
  }
}
