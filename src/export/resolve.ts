import type { Order } from '../commerce/order.ts';
import { readsOrders } from '../field-map/project.ts';
import { NumberIndex } from '../lib/compact/number-index.ts';
import { buyersOrder, guestMember } from '../sync/facts.ts';
import { Accounts } from './accounts.ts';
import type { ExportInput, InputItem, Place } from './input.ts';
import { People } from './people.ts';

/** An order that counts, and whose it is. */
export interface ResolvedOrder {
  readonly order: Order;
  readonly day: string;
  /** Position among the people; -1 = nobody. */
  readonly person: number;
  readonly place: Place;
  readonly rows: number;
}

/** How records found each other. */
export interface JoinCounts {
  readonly customers: number;
  /** Orders that name no customer and found, by their e-mail, a person who was known already. */
  ordersJoined: number;
  /** Orders whose buyer could not be told. */
  ordersWithoutBuyer: number;
}

interface ResolutionOptions {
  /** Keeps which records each person consists of. */
  readonly keepMembers: boolean;
  readonly leavesOutCompanies: boolean;
}

/** One passage through an input: who bought what, with every record accounted for. */
export class Resolution {
  readonly people: People;
  readonly accounts = new Accounts();
  readonly #input: ExportInput;
  readonly #options: ResolutionOptions;
  readonly #orders = new NumberIndex();
  readonly #counts = { customers: 0, ordersJoined: 0, ordersWithoutBuyer: 0 };
  readonly #readsOrders: boolean;
  #withoutId = 0;

  constructor(input: ExportInput, options: ResolutionOptions) {
    this.#input = input;
    this.#options = options;
    this.#readsOrders = readsOrders(input.map);
    this.people = new People({
      source: input.source,
      adminUrl: (key) => input.adminUrl(key),
      keepMembers: options.keepMembers,
    });
  }

  get counts(): Readonly<JoinCounts> {
    return this.#counts;
  }

  /** The orders that count, in the sequence of the input. Throws what the input throws, and the signal's reason. */
  async *orders(signal: AbortSignal): AsyncGenerator<ResolvedOrder> {
    for await (const item of this.#input.items()) {
      signal.throwIfAborted();
      const resolved = this.#take(item);
      if (resolved !== null) yield resolved;
    }
  }

  #take(item: InputItem): ResolvedOrder | null {
    if (item.type === 'order') return this.#order(item);
    if (item.type === 'customer') this.#customer(item);
    else this.accounts.leaveOut(item);
    return null;
  }

  #customer({ member, place }: Extract<InputItem, { type: 'customer' }>): void {
    const reason = this.#customerRefusal(member.key.id);
    if (reason !== null) {
      this.accounts.leaveOut({ place, kind: 'customer', rows: 1, reason });
      return;
    }
    const { unclear } = this.people.add(member);
    if (unclear !== null) this.accounts.decide(place, unclear);
    this.#counts.customers += 1;
    this.accounts.use(place, 1);
  }

  #customerRefusal(id: string): string | null {
    if (!isIndexable(id)) return 'its id is not one that Shopify gives';
    return this.people.ofCustomer(id) >= 0 ? 'the same customer came before: the first one counts' : null;
  }

  #order({ order, day, place, rows }: Extract<InputItem, { type: 'order' }>): ResolvedOrder | null {
    const reason = this.#refusal(order);
    if (reason !== null) {
      this.accounts.leaveOut({ place, kind: 'order', rows, reason });
      return null;
    }
    const person = this.#buyerOf(order, place);
    if (person < 0) this.#counts.ordersWithoutBuyer += 1;
    // What somebody bought for a company is the company's.
    if (this.#readsOrders && order.company === null) this.people.bought(person, buyersOrder(order, day));
    this.accounts.use(place, rows);
    return { order, day, person, place, rows };
  }

  #refusal(order: Order): string | null {
    if (order.test) return 'test order';
    if (order.company !== null && this.#options.leavesOutCompanies) return 'company sync not configured';
    // Old exports have no Id: nothing tells whether an order of such a file comes twice.
    if (order.id === '') return null;
    if (!isIndexable(order.id)) return 'its id is not one that Shopify gives';
    const id = Number(order.id);
    if (this.#orders.get(id) >= 0) return 'the same order came before: the first one counts';
    this.#orders.set(id, 0);
    return null;
  }

  #buyerOf(order: Order, place: Place): number {
    if (order.customerId !== null) return this.people.ofCustomer(order.customerId);
    if (order.email === null) return -1;
    if (this.#input.basis === 'export') {
      // The file does not name customers: an order with the address of one is taken for theirs.
      const customer = this.people.customerWithEmail(order.email);
      if (customer >= 0) {
        this.#counts.ordersJoined += 1;
        return customer;
      }
    }
    const { person, joined, unclear } = this.people.add(guestMember(this.#named(order)));
    if (joined) this.#counts.ordersJoined += 1;
    if (unclear !== null) this.accounts.decide(place, unclear);
    return person;
  }

  /** People are kept by number; an order without one gets its position, which no key will ever show. */
  #named(order: Order): Order {
    if (order.id !== '') return order;
    this.#withoutId += 1;
    return { ...order, id: String(this.#withoutId) };
  }
}

function isIndexable(id: string): boolean {
  const number = Number(id);
  return Number.isSafeInteger(number) && number > 0;
}
