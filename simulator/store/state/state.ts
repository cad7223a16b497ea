import type { Clock } from '../../../src/lib/clock.ts';
import type { ShopProfile } from '../types.ts';
import type {
  CompanyRecord,
  CustomerRecord,
  EventRecord,
  FulfillmentRecord,
  MergeRecord,
  OrderRecord,
  RefundRecord,
  ReturnRecord,
} from './records.ts';
import type { Signal } from './signals.ts';

/** Kinds that have a search index of their own. */
export type IndexedKind = 'order' | 'customer' | 'company' | 'companyLocation' | 'event';

/** Told of every change, so that the search index and the webhooks follow without the acts knowing them. */
export interface StateListener {
  changed(kind: IndexedKind, id: string): void;
  signalled(at: Date, signals: readonly Signal[]): void;
}

export interface StateOptions {
  readonly shop: ShopProfile;
  readonly clock: Clock;
  /** Scopes of the installed app. A merge says customers/delete only to an app that may not see customers/merge. */
  readonly scopes: ReadonlySet<string>;
  /** Whether a carrier's event also moves Order.updatedAt; Shopify's documentation leaves it open. */
  readonly fulfillmentEventsMoveOrder: boolean;
}

/** Where each kind's own numbers begin; far apart, so that an id used for the wrong kind finds nothing. */
const firstIds = {
  Order: 5_000_000_000_001,
  Customer: 7_000_000_000_001,
  Company: 1_200_000_001,
  CompanyLocation: 1_300_000_001,
  CompanyContact: 1_400_000_001,
  CompanyContactRoleAssignment: 1_500_000_001,
  LineItem: 12_000_000_000_001,
  OrderTransaction: 6_200_000_000_001,
  Refund: 890_000_000_001,
  RefundLineItem: 330_000_000_001,
  OrderAdjustment: 220_000_000_001,
  ShippingLine: 4_100_000_000_001,
  Fulfillment: 4_500_000_000_001,
  FulfillmentLineItem: 9_600_000_000_001,
  FulfillmentEvent: 24_000_000_000_001,
  Return: 2_700_000_001,
  ReturnLineItem: 2_900_000_001,
  Event: 83_000_000_000_001,
  OrderEdit: 77_000_000_001,
} as const;

export type NumberedKind = keyof typeof firstIds;

/** Everything the store knows, in memory. Acts change it; resolvers and payloads read it. */
export class StoreState {
  readonly options: StateOptions;
  readonly orders = new Map<string, OrderRecord>();
  readonly customers = new Map<string, CustomerRecord>();
  readonly companies = new Map<string, CompanyRecord>();
  readonly companyOfLocation = new Map<string, CompanyRecord>();
  readonly companyOfContact = new Map<string, CompanyRecord>();
  readonly refunds = new Map<string, RefundRecord>();
  readonly fulfillments = new Map<string, FulfillmentRecord>();
  readonly returns = new Map<string, ReturnRecord>();
  readonly events = new Map<string, EventRecord>();
  readonly merges = new Map<string, MergeRecord>();
  readonly customerByEmail = new Map<string, string>();
  readonly customerByPhone = new Map<string, string>();
  readonly #counters = new Map<NumberedKind, number>();
  readonly #listeners: Partial<StateListener>[] = [];
  #lastOrderNumber = 1000;

  constructor(options: StateOptions) {
    this.options = options;
  }

  listen(listener: Partial<StateListener>): void {
    this.#listeners.push(listener);
  }

  nextId(kind: NumberedKind, taken?: { has(id: string): boolean }): string {
    let next = this.#counters.get(kind) ?? firstIds[kind];
    while (taken?.has(String(next))) next += 1;
    this.#counters.set(kind, next + 1);
    return String(next);
  }

  /** The store's next order number, or the one in a name that a loader gave. */
  orderNumber(name: string | undefined): number {
    const given = name === undefined ? null : /(\d+)(?!.*\d)/.exec(name);
    const number = given?.[1] === undefined ? this.#lastOrderNumber + 1 : Number(given[1]);
    this.#lastOrderNumber = Math.max(this.#lastOrderNumber, number);
    return number;
  }

  changed(kind: IndexedKind, id: string): void {
    for (const listener of this.#listeners) listener.changed?.(kind, id);
  }

  signal(at: Date, ...signals: Signal[]): void {
    if (signals.length === 0) return;
    for (const listener of this.#listeners) listener.signalled?.(at, signals);
  }

  record(action: EventRecord['action'], subjectType: EventRecord['subjectType'], subjectId: string, at: Date): void {
    const id = this.nextId('Event');
    this.events.set(id, { id, action, subjectType, subjectId, at: wholeSeconds(at) });
    this.changed('event', id);
  }

  /** Throws when no such order exists: an act on a deleted order is a mistake of the caller. */
  order(id: string): OrderRecord {
    return found(this.orders.get(id), 'order', id);
  }

  customer(id: string): CustomerRecord {
    return found(this.customers.get(id), 'customer', id);
  }

  company(id: string): CompanyRecord {
    return found(this.companies.get(id), 'company', id);
  }

  /** The currency of an order's shop money: the shop's own, unless real data from elsewhere brought its own. */
  shopCurrency(order: OrderRecord): string {
    return order.input.shopCurrency ?? this.options.shop.currency;
  }
}

function found<T>(record: T | undefined, kind: string, id: string): T {
  if (record === undefined) throw new Error(`the store has no ${kind} ${id}`);
  return record;
}

/** Shopify keeps times in whole seconds: equal updatedAt values do not prove equal content. */
export function wholeSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000) * 1000;
}
