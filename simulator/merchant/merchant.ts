import { createRandom, type Random } from '../../src/lib/random.ts';
import type { NewCustomer } from '../store/types.ts';
import type { Act, PlainOrder } from './acts.ts';
import { afterEvents } from './after-events.ts';
import { type Buyers, createBuyers } from './buyers.ts';
import { type Calendar, createCalendar } from './calendar.ts';
import { makeCatalogue, type Variant } from './catalogue.ts';
import { type MerchantOptions, type MerchantSettings, settle } from './options.ts';
import { makeOrder } from './order.ts';
import { makePerson, type Person } from './people.ts';
import { toPlainCustomer } from './plain-order.ts';

/** Shopify makes the customer of a checkout moments before the order. */
const customerLeadMs = 20_000;

export interface OrderBy {
  readonly person: number;
  /** Only the e-mail on the order, no customer; also how an order looks before Shopify attaches the customer. */
  readonly asGuest?: boolean;
  readonly test?: boolean;
}

export interface MerchantCompany {
  readonly ref: string;
  readonly id: string;
  readonly name: string;
}

/** A believable shop. Every part is made on demand from seed and index alone, so its size costs no memory. */
export interface Merchant {
  readonly seed: number;
  readonly settings: MerchantSettings;
  readonly opening: Date;
  readonly catalogue: readonly Variant[];
  readonly companies: readonly MerchantCompany[];
  /** One more than the highest index of a person of the history. */
  readonly people: number;
  person(index: number): Person;
  /** Shopify's id of the person's customer record, if the person ever gets one. */
  customerId(person: number): string;
  /** The customer as created, or null for somebody who stays a guest within the history. */
  customer(person: number): NewCustomer | null;
  /** The person as a customer who appears with an order of this time. */
  customerAt(person: number, orderAt: Date): NewCustomer;
  /** The order of an index below `settings.orders`, or of one to come. */
  order(index: number): PlainOrder;
  /** Index of the person who buys an order; null for a counter sale to nobody known. */
  buyerOf(order: number): number | null;
  /** An order that a story places: like `order(index)` but at this time and by this person, with or without customer. */
  orderAt(index: number, at: Date, by: OrderBy): PlainOrder;
  /** Acts that come just before an order: customers who appear with it. */
  arrivalsAt(index: number): readonly Act[];
  /** What happens to the order of an index afterwards, up to `now`. */
  after(index: number): readonly Act[];
}

const firstOrderId = 5_900_000_000_000;
const firstCustomerId = 7_100_000_000_000;
const firstCompanyId = 210_000_000;
const companyNames = ['Northwind Traders', 'Müller & Söhne GmbH', "L'Atelier du Coin SARL", 'Acme Holdings, Inc.'];

function makeCompanies(count: number): readonly MerchantCompany[] {
  return Array.from({ length: count }, (_, index): MerchantCompany => {
    const name = companyNames[index % companyNames.length] ?? 'Company';
    const numbered = index < companyNames.length ? name : `${name} ${1 + Math.floor(index / companyNames.length)}`;
    return { ref: `company/${index}`, id: String(firstCompanyId + index * 101), name: numbered };
  });
}

interface Flags {
  readonly guest: boolean;
  readonly test: boolean;
  readonly imported: boolean;
}

class GeneratedMerchant implements Merchant {
  readonly seed: number;
  readonly settings: MerchantSettings;
  readonly catalogue: readonly Variant[];
  readonly companies: readonly MerchantCompany[];
  readonly #random: Random;
  readonly #calendar: Calendar;
  readonly #buyers: Buyers;
  /** A guest of kind `convert` opens an account when this many more orders have come in. */
  readonly #conversion: number;

  constructor(seed: number, settings: MerchantSettings) {
    this.seed = seed;
    this.settings = settings;
    this.#random = createRandom(seed);
    this.#calendar = createCalendar(seed, settings);
    this.#buyers = createBuyers(this.#random.fork('buyers'), this.#calendar);
    this.#conversion = Math.max(5, Math.floor(settings.orders / 10));
    this.catalogue = makeCatalogue(this.#random.fork('catalogue'));
    this.companies = makeCompanies(settings.companies);
  }

  get opening(): Date {
    return this.#calendar.opening;
  }

  get people(): number {
    return this.#buyers.peopleBefore(this.settings.orders);
  }

  person(index: number): Person {
    return makePerson(this.#random.fork('people'), index, this.companies.length > 0);
  }

  customerId(person: number): string {
    return this.#idOf(firstCustomerId, 'customer', person);
  }

  customer(person: number): NewCustomer | null {
    const since = this.#customerSince(person);
    return since < this.settings.orders ? this.customerAt(person, this.#calendar.timeOf(since)) : null;
  }

  customerAt(index: number, at: Date): NewCustomer {
    const { firstName, lastName, email, phone, country, note, tags, address } = this.person(index);
    return {
      id: this.customerId(index),
      firstName,
      lastName,
      email,
      phone,
      locale: country.locale,
      note,
      tags,
      address,
      createdAt: new Date(at.getTime() - customerLeadMs),
    };
  }

  order(index: number): PlainOrder {
    const draw = this.#random.fork('orders').fork(String(index));
    const buyer = this.#buyers.buyerOf(index);
    const guest = buyer !== null && index < this.#customerSince(buyer);
    const share = draw.next();
    const flags = { guest, test: share < 0.01, imported: share > 0.99 };
    return this.#makeOrder(draw, index, this.#calendar.timeOf(index), buyer, flags);
  }

  buyerOf(order: number): number | null {
    return this.#buyers.buyerOf(order);
  }

  orderAt(index: number, at: Date, by: OrderBy): PlainOrder {
    const draw = this.#random.fork('orders').fork(String(index));
    const flags = { guest: by.asGuest ?? false, test: by.test ?? false, imported: false };
    return this.#makeOrder(draw, index, at, by.person, flags);
  }

  arrivalsAt(index: number): readonly Act[] {
    const at = this.#calendar.timeOf(index);
    const converting = index >= this.#conversion ? this.#buyers.newcomerOf(index - this.#conversion) : null;
    const candidates = [this.#buyers.newcomerOf(index), converting, this.#buyers.signUpAt(index)];
    return candidates
      .filter((person) => person !== null)
      .filter((person) => this.#customerSince(person) === index)
      .map((person): Act => {
        const customer = toPlainCustomer(this.customerAt(person, at));
        return { at: customer.createdAt, kind: 'create customer', customer };
      });
  }

  after(index: number): readonly Act[] {
    const now = this.settings.now.toISOString();
    const draw = this.#random.fork('pasts').fork(String(index));
    return afterEvents(draw, this.order(index), this.catalogue).filter((act) => act.at < now);
  }

  #idOf(first: number, label: string, index: number): string {
    return String(first + index * 32_768 + this.#random.fork(`${label}/${index}`).int(32_768));
  }

  /** The order index at which the person gets a customer record; Infinity for one who stays a guest. */
  #customerSince(person: number): number {
    const first = this.#buyers.firstOrderOf(person);
    if (!this.#buyers.buys(person)) return first;
    const { kind } = this.person(person);
    if (kind === 'guest') return Number.POSITIVE_INFINITY;
    return kind === 'convert' ? first + this.#conversion : first;
  }

  #makeOrder(draw: Random, index: number, at: Date, buyer: number | null, flags: Flags): PlainOrder {
    const person = buyer === null ? null : this.person(buyer);
    const buysForCompany = person !== null && person.kind === 'company' && !flags.guest;
    const company = buysForCompany ? this.companies[person.companyDraw % this.companies.length] : undefined;
    return makeOrder(draw, this.settings, this.catalogue, {
      id: this.#idOf(firstOrderId, 'order', index),
      name: `#${1001 + index}`,
      at,
      person,
      customerId: buyer === null || flags.guest ? null : this.customerId(buyer),
      company: company?.ref ?? null,
      test: flags.test && company === undefined,
      imported: flags.imported && company === undefined,
    });
  }
}

/** A merchant from a seed: the same seed and options give the same merchant, byte for byte. */
export function merchant(seed: number, options: MerchantOptions): Merchant {
  return new GeneratedMerchant(seed, settle(options));
}
