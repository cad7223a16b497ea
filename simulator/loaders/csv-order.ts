import type { CsvAddress, CsvCustomer, CsvLine, CsvOrder } from '../../src/sources/shopify-csv/types.ts';
import type { NewAddress, NewCustomer, NewOrder } from '../store/types.ts';
import { channelOf } from './channel.ts';
import {
  ActList,
  isMoney,
  minus,
  overrideFor,
  type PlannedOrder,
  plus,
  taxIsIncluded,
  UnusableRecord,
} from './planned.ts';

function newAddress(address: CsvAddress | null): NewAddress | null {
  if (address === null) return null;
  const { name, company, address1, address2, city, zip, province, country, phone } = address;
  return {
    ...(name === null ? {} : { name }),
    ...(company === null ? {} : { company }),
    ...(address1 === null ? {} : { address1 }),
    ...(address2 === null ? {} : { address2 }),
    ...(city === null ? {} : { city }),
    ...(province === null ? {} : { provinceCode: province }),
    ...(zip === null ? {} : { zip }),
    ...(country === null ? {} : { countryCode: country }),
    ...(phone === null ? {} : { phone }),
  };
}

/** The export has no date of creation; the caller gives one that lies before the customer's orders. */
export function customerFromCsv(customer: CsvCustomer, createdAt: Date): NewCustomer {
  const { id, firstName, lastName, email, phone, note, tags, address } = customer;
  return {
    ...(id === null ? {} : { id }),
    firstName,
    lastName,
    email,
    phone,
    note,
    tags,
    address: newAddress(address),
    createdAt,
  };
}

/** Money that came in, as far as status and outstanding balance tell. */
function paymentOf(order: CsvOrder, notes: string[]): Pick<NewOrder, 'payment' | 'gateways'> {
  const { financialStatus, currency, total, refunded, outstanding } = order;
  const given = order.paymentMethods.length > 0 ? { gateways: order.paymentMethods } : {};
  switch (financialStatus) {
    case 'paid':
    case 'partially_refunded':
      return { payment: 'paid', ...given };
    case 'refunded': {
      // Refunded in full means that all money that came in went back, which need not be the total.
      const whole = !isMoney(refunded, currency) || !isMoney(minus(total, refunded, currency), currency);
      return { payment: whole ? 'paid' : { partiallyPaid: refunded }, ...given };
    }
    case 'partially_paid':
      return {
        payment: { partiallyPaid: plus(minus(total, outstanding ?? '0', currency), refunded ?? '0', currency) },
        ...given,
      };
    case 'expired':
      notes.push('financial status expired is shown as AUTHORIZED');
      return { payment: 'authorized', ...given };
    case 'authorized':
    case 'voided':
      return { payment: 'authorized', ...given };
    case 'pending':
      return { payment: 'pending', ...given };
    case null:
      return { payment: 'pending', gateways: [] };
    default:
      throw new UnusableRecord(`financial status "${financialStatus}" is not one that Shopify exports`);
  }
}

/** Current total that goes with the outstanding balance of the file (outstanding = current − net). */
function currentOf(order: CsvOrder, notes: string[]): string {
  const { currency, total } = order;
  const kept = minus(total, order.refunded ?? '0', currency);
  if (!isMoney(order.outstanding, currency)) return kept;
  switch (order.financialStatus) {
    case 'partially_refunded':
      return plus(kept, order.outstanding, currency);
    case 'pending':
    case 'authorized':
      return order.outstanding;
    case 'paid':
      notes.push('an outstanding balance beside the status paid is not shown');
      return kept;
    default:
      return kept;
  }
}

function unitsShipped(order: CsvOrder): { readonly line: number; readonly quantity: number }[] {
  const all = order.lines.map((line, index) => ({ line: index, quantity: line.quantity, row: line }));
  const units = (keep: (row: CsvLine) => boolean) =>
    all.filter(({ row, quantity }) => keep(row) && quantity > 0).map(({ line, quantity }) => ({ line, quantity }));
  if (order.fulfillmentStatus === 'fulfilled') return units(() => true);
  if (order.fulfillmentStatus !== 'partial') return [];
  const shipped = units((row) => row.fulfillmentStatus === 'fulfilled' || row.fulfillmentStatus === 'partial');
  const first = shipped.length > 0 ? shipped : units((row) => row.requiresShipping).slice(0, 1);
  // A row says only that some of its units went out: one of them, and of a whole order all but one.
  return first.map((unit) =>
    order.lines[unit.line]?.fulfillmentStatus === 'fulfilled' ? unit : { ...unit, quantity: 1 },
  );
}

function actsOf(order: CsvOrder, list: ActList): void {
  const { currency, refunded, financialStatus, cancelledAt } = order;
  const shipped = unitsShipped(order);
  if (shipped.length > 0) {
    const at = list.after(order.fulfilledAt);
    list.add((store, id) => store.fulfill(id, { at, lines: shipped }));
  }
  if (isMoney(refunded, currency)) {
    // The export has no date and no lines of a refund: money alone, and the file's own current total beside it.
    const at = list.after(cancelledAt);
    list.add((store, id) => store.refund(id, { at, lines: [], amount: refunded, restock: 'NO_RESTOCK' }));
  }
  if (financialStatus === 'voided') {
    const at = list.after(cancelledAt);
    list.add((store, id) => store.voidPayment(id, at));
  }
  if (cancelledAt !== null) {
    const at = list.after(cancelledAt);
    list.add((store, id) => store.cancel(id, at, { reason: 'OTHER', refund: false }));
  }
}

function notesOn(order: CsvOrder, notes: string[]): void {
  const unpaid = ['pending', 'authorized', 'expired'].includes(order.financialStatus ?? '');
  if (order.cancelledAt !== null && unpaid)
    notes.push(`a cancelled order that is ${order.financialStatus} is shown as VOIDED`);
  if (order.fulfillmentStatus === 'restocked') notes.push('fulfillment status restocked is shown as UNFULFILLED');
}

function newLine(line: CsvLine): NewOrder['lines'][number] {
  return {
    title: line.name,
    sku: line.sku,
    quantity: line.quantity,
    unitPrice: line.price,
    requiresShipping: line.requiresShipping,
  };
}

/**
 * An order of the orders export as the store must show it. `customerId` is the customer with the order's e-mail, null for a
 * guest. Throws UnusableRecord, and RangeError for amounts that the currency cannot hold.
 */
export function orderFromCsv(csv: CsvOrder, customerId: string | null): PlannedOrder {
  const notes: string[] = [];
  const currency = csv.currency;
  const list = new ActList(csv.createdAt);
  actsOf(csv, list);
  notesOn(csv, notes);
  const parts = {
    presentmentCurrency: currency,
    lines: csv.lines.map(newLine),
    discount: csv.discountAmount ?? '0',
    shipping: csv.shipping ?? '0',
    tax: csv.taxes ?? '0',
    ...(csv.tip === null ? {} : { tip: csv.tip }),
    ...(isMoney(csv.duties, currency) ? { duties: csv.duties } : {}),
  };
  const taxesIncluded = taxIsIncluded(parts, csv.total);
  const company = csv.billing?.company ?? null;
  const order: NewOrder = {
    ...(csv.id === null ? {} : { id: csv.id }),
    name: csv.name,
    customerId,
    email: csv.email,
    phone: csv.phone,
    createdAt: csv.createdAt,
    ...parts,
    taxesIncluded,
    ...overrideFor({ ...parts, taxesIncluded }, csv.total, currentOf(csv, notes), list.last),
    ...paymentOf(csv, notes),
    // The export carries one currency an order: it stands for the shop's and for the buyer's.
    shopCurrency: currency,
    exchangeRate: '1',
    discountCode: csv.discountCode,
    sourceName: csv.source ?? 'web',
    channel: channelOf(csv.source ?? 'web'),
    note: csv.note,
    tags: csv.tags,
    shippingAddress: newAddress(csv.shippingAddress),
    billingAddress: newAddress(csv.billing),
    journey: null,
  };
  // The export does not say that an order is a company's. A company name in an address alone is common among consumers;
  // payment terms are given to companies: both together are taken for a company order.
  const forCompany = company !== null && csv.paymentTerms !== null;
  return { order, company: forCompany ? { name: company } : null, acts: list.acts, notes };
}
