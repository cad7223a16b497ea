import Big from 'big.js';
import { fromMinor, toMinor } from '../merchant/minor-units.ts';
import type { NewAddress, NewCustomer, NewOrder } from '../store/types.ts';
import { channelOf } from './channel.ts';
import { ActList, isMoney, minus, overrideFor, type PlannedOrder, plus, UnusableRecord } from './planned.ts';
import { planRestActs } from './rest-acts.ts';
import type { RestCustomer, RestOrder } from './rest-schema.ts';

type RestAddress = NonNullable<RestOrder['billing_address']>;

function newAddress(address: RestAddress | null): NewAddress | null {
  if (address === null) return null;
  const name = address.name ?? [address.first_name, address.last_name].filter((part) => part !== null).join(' ');
  const { company, address1, address2, city, zip, phone } = address;
  return {
    ...(name === '' ? {} : { name }),
    ...(company === null ? {} : { company }),
    ...(address1 === null ? {} : { address1 }),
    ...(address2 === null ? {} : { address2 }),
    ...(city === null ? {} : { city }),
    ...(address.province_code === null ? {} : { provinceCode: address.province_code }),
    ...(zip === null ? {} : { zip }),
    ...(address.country_code === null ? {} : { countryCode: address.country_code }),
    ...(phone === null ? {} : { phone }),
  };
}

function listOf(text: string | null): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function customerFromRest(customer: RestCustomer, createdAt: Date): NewCustomer {
  const { id, first_name: firstName, last_name: lastName, email, phone, note } = customer;
  return {
    ...(id === null ? {} : { id }),
    firstName,
    lastName,
    email,
    phone,
    note,
    tags: listOf(customer.tags),
    address: newAddress(customer.default_address),
    createdAt: customer.created_at ?? createdAt,
  };
}

/** The amounts of an order in the buyer's currency, which only the `_set` keys hold when it is not the shop's. */
interface Amounts {
  readonly shopCurrency: string;
  readonly currency: string;
  readonly total: string;
  readonly current: string | null;
  readonly parts: Pick<NewOrder, 'presentmentCurrency' | 'lines' | 'discount' | 'shipping' | 'tax' | 'tip' | 'duties'>;
}

function amountsOf(rest: RestOrder): Amounts {
  const shopCurrency = rest.currency;
  if (shopCurrency === null) throw new UnusableRecord('the order has no currency');
  const currency = rest.presentment_currency ?? shopCurrency;
  const foreign = currency !== shopCurrency;
  /** The buyer's amount; the shop's will do only where both are the same. */
  const pick = (set: string | null, plain: string | null, what: string): string | null => {
    if (set === null && plain !== null && foreign) throw new UnusableRecord(`${what} is not told in ${currency}`);
    return set ?? plain;
  };
  const total = pick(rest.total_price_set, rest.total_price, 'total_price');
  if (total === null) throw new UnusableRecord('the order has no total_price');
  const shippingLines = rest.shipping_lines.map((line) => pick(line.price_set, line.price, 'shipping price') ?? '0');
  const summed = shippingLines.reduce((sum, price) => sum + toMinor(price, currency), 0n);
  const tip = foreign ? null : rest.total_tip_received;
  return {
    shopCurrency,
    currency,
    total,
    current: pick(rest.current_total_price_set, rest.current_total_price, 'current_total_price'),
    parts: {
      presentmentCurrency: currency,
      lines: rest.line_items.map((line) => ({
        title: line.name ?? line.title ?? 'Untitled',
        sku: line.sku,
        quantity: line.quantity ?? 1,
        unitPrice: pick(line.price_set, line.price, 'line price') ?? '0',
        ...(line.gift_card ? { giftCard: true } : {}),
        requiresShipping: line.requires_shipping,
      })),
      discount: pick(rest.total_discounts_set, rest.total_discounts, 'total_discounts') ?? '0',
      shipping: rest.total_shipping_price_set ?? fromMinor(summed, currency),
      tax: pick(rest.total_tax_set, rest.total_tax, 'total_tax') ?? '0',
      ...(isMoney(tip, currency) ? { tip } : {}),
      ...(isMoney(rest.original_total_duties_set, currency) ? { duties: rest.original_total_duties_set } : {}),
    },
  };
}

/** Shop units for one presentment unit, told by the total in both currencies. */
function exchangeRate(rest: RestOrder, amounts: Amounts): string {
  if (amounts.currency === amounts.shopCurrency || rest.total_price === null) return '1';
  const total = new Big(amounts.total);
  return total.eq(0) ? '1' : new Big(rest.total_price).div(total).toFixed(8);
}

function paidByTransactions(rest: RestOrder, currency: string): string | null {
  const paid = rest.transactions.filter(
    ({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'),
  );
  if (paid.length === 0) return null;
  return fromMinor(
    paid.reduce((sum, { amount }) => sum + toMinor(amount ?? '0', currency), 0n),
    currency,
  );
}

function paymentOf(rest: RestOrder, amounts: Amounts, refunded: string, notes: string[]): NewOrder['payment'] {
  const { currency, total } = amounts;
  switch (rest.financial_status) {
    case 'paid':
      return 'paid';
    case 'partially_refunded':
    case 'refunded':
      if (!isMoney(refunded, currency) && isMoney(total, currency)) {
        notes.push(`the status ${rest.financial_status} is shown as PAID, because no refund is told`);
      }
      // Refunded in full means that all money that came in went back, which need not be the total.
      return rest.financial_status === 'refunded' && isMoney(refunded, currency) ? { partiallyPaid: refunded } : 'paid';
    case 'partially_paid': {
      const open = rest.total_outstanding;
      const paid =
        open === null ? paidByTransactions(rest, currency) : plus(minus(total, open, currency), refunded, currency);
      if (paid === null) notes.push('how much of the order is paid is not told: shown as PENDING');
      return paid === null ? 'pending' : { partiallyPaid: paid };
    }
    case 'expired':
      notes.push('financial status expired is shown as AUTHORIZED');
      return 'authorized';
    case 'authorized':
    case 'voided':
      return 'authorized';
    case 'pending':
    case null:
      return 'pending';
    default:
      throw new UnusableRecord(`financial status "${rest.financial_status}" is not one of Shopify's`);
  }
}

/** What the order must show in the end: the file's own current total, else the total less what was given back. */
function currentOf(amounts: Amounts, refunded: string): string {
  return amounts.current ?? minus(amounts.total, refunded, amounts.currency);
}

function notesOn(rest: RestOrder, amounts: Amounts, notes: string[]): void {
  if (rest.cancelled_at === null) return;
  const unpaid = ['pending', 'authorized', 'expired'].includes(rest.financial_status ?? '');
  if (unpaid) notes.push(`a cancelled order that is ${rest.financial_status} is shown as VOIDED`);
  if (isMoney(amounts.current, amounts.currency)) notes.push('the current total of a cancelled order is shown as 0');
}

/**
 * A REST-shaped order as the store must show it, for the customer of this id (null: a guest). Throws UnusableRecord, and
 * RangeError for amounts that the currency cannot hold.
 */
export function orderFromRest(rest: RestOrder, customerId: string | null): PlannedOrder {
  const createdAt = rest.created_at ?? rest.processed_at;
  if (createdAt === null) throw new UnusableRecord('the order has no created_at');
  const notes: string[] = [];
  const amounts = amountsOf(rest);
  const list = new ActList(createdAt);
  const refunded = planRestActs(rest, amounts.currency, list, notes);
  notesOn(rest, amounts, notes);
  const { parts } = amounts;
  const taxesIncluded = rest.taxes_included;
  const gateways = rest.financial_status === null ? [] : rest.payment_gateway_names;
  const order: NewOrder = {
    ...(rest.id === null ? {} : { id: rest.id }),
    ...(rest.name === null ? {} : { name: rest.name }),
    customerId,
    email: rest.email ?? rest.contact_email,
    phone: rest.phone,
    createdAt,
    ...(rest.processed_at === null ? {} : { processedAt: rest.processed_at }),
    ...parts,
    taxesIncluded,
    ...overrideFor({ ...parts, taxesIncluded }, amounts.total, currentOf(amounts, refunded), list.last),
    shopCurrency: amounts.shopCurrency,
    exchangeRate: exchangeRate(rest, amounts),
    payment: paymentOf(rest, amounts, refunded, notes),
    ...(gateways.length > 0 || rest.financial_status === null ? { gateways } : {}),
    discountCode: rest.discount_codes[0]?.code ?? null,
    sourceName: rest.source_name ?? 'web',
    channel: channelOf(rest.source_name ?? 'web'),
    ...(rest.test ? { test: true } : {}),
    note: rest.note,
    tags: listOf(rest.tags),
    poNumber: rest.po_number,
    shippingAddress: newAddress(rest.shipping_address),
    billingAddress: newAddress(rest.billing_address),
    journey: null,
  };
  const companyId = rest.company?.id ?? null;
  const company =
    companyId === null ? null : { id: companyId, name: rest.billing_address?.company ?? `Company ${companyId}` };
  return { order, company, acts: list.acts, notes };
}
