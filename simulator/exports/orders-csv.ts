import { stringify } from 'csv-stringify/sync';
import { paddedDecimal } from '../store/state/money.ts';
import type { LineRecord, OrderRecord } from '../store/state/records.ts';
import type { StoreState } from '../store/state/state.ts';
import { financialStatus, fulfillmentStatus, needsShipping, unitsToShip } from '../store/state/statuses.ts';
import { computeTotals } from '../store/state/totals.ts';
import type { NewAddress } from '../store/types.ts';
import { guarded, type OrderColumn, orderColumns, rowOf, shopTime } from './columns.ts';

type Cells = Partial<Record<OrderColumn, string | null>>;

/**
 * The orders export of the admin: one row per line item, newest order first, test orders left out. Amounts are in the
 * currency that the buyer paid in.
 */
export function ordersExport(state: StoreState): string {
  const orders = [...state.orders.values()].filter(({ input }) => input.test !== true);
  orders.sort((left, right) => right.createdAt - left.createdAt || Number(right.id) - Number(left.id));
  const rows = orders.flatMap((order) => rowsOf(state, order));
  return stringify([[...orderColumns], ...rows.map((cells) => rowOf(orderColumns, cells))]);
}

function rowsOf(state: StoreState, order: OrderRecord): Cells[] {
  const items: Cells[] = order.lines.map((line) => lineCells(order, line));
  const { tip } = computeTotals(order);
  // A tip is a line item of this name: in the total, not in the subtotal.
  if (tip > 0n) items.push(tipCells(paddedDecimal(tip, order.input.presentmentCurrency)));
  const every: Cells = {
    Name: order.name,
    Email: order.email,
    'Created at': shopTime(order.createdAt, state.options.shop.timeZone),
    Phone: guarded(order.phone),
  };
  const first = firstCells(state, order);
  if (items.length === 0) return [{ ...every, ...first }];
  return items.map((item, index) => ({ ...every, ...(index === 0 ? first : {}), ...item }));
}

function firstCells(state: StoreState, order: OrderRecord): Cells {
  const { input } = order;
  const totals = computeTotals(order);
  const amount = (minor: bigint) => paddedDecimal(minor, input.presentmentCurrency);
  const at = (time: number | null) => shopTime(time, state.options.shop.timeZone);
  const status = financialStatus(order, totals);
  const paid = order.transactions.find(({ kind }) => kind === 'SALE' || kind === 'CAPTURE');
  const gateways = [...new Set(order.transactions.map(({ gateway }) => gateway))];
  const company = input.company ? state.companies.get(input.company.companyId) : undefined;
  return {
    Id: order.id,
    'Financial Status': status?.toLowerCase() ?? '',
    'Paid at': status === 'PENDING' || status === 'VOIDED' ? '' : at(paid?.at ?? null),
    'Fulfillment Status': shipped(order),
    'Fulfilled at': shipped(order) === 'fulfilled' ? at(order.fulfillments.at(-1)?.at ?? null) : '',
    'Accepts Marketing': 'no',
    Currency: input.presentmentCurrency,
    Subtotal: amount(totals.subtotal),
    Shipping: amount(totals.shipping),
    Taxes: amount(totals.tax),
    Total: amount(totals.total),
    'Discount Code': input.discountCode ?? '',
    'Discount Amount': amount(totals.discount),
    'Shipping Method': totals.shipping > 0n ? 'Standard' : '',
    ...addressCells('Billing', order.billingAddress, company?.name),
    ...addressCells('Shipping', order.shippingAddress, company?.name),
    Notes: input.note ?? '',
    'Note Attributes': attributes(order),
    'Cancelled at': at(order.cancelledAt),
    'Payment Method': gateways.join(' + '),
    'Payment Reference': gateways.length > 0 ? `${order.name}.1` : '',
    'Refunded Amount': amount(totals.refunded),
    'Outstanding Balance': amount(totals.outstanding),
    Tags: (input.tags ?? []).join(', '),
    'Risk Level': 'Low',
    Source: input.sourceName,
    'Tax 1 Name': totals.tax > 0n ? 'Tax' : '',
    'Tax 1 Value': totals.tax > 0n ? amount(totals.tax) : '',
    Duties: totals.duties > 0n ? amount(totals.duties) : '',
  };
}

/** The export knows three words; whatever needs no shipping counts as fulfilled. */
function shipped(order: OrderRecord): string {
  switch (fulfillmentStatus(order)) {
    case 'FULFILLED':
    case 'FULFILLMENT_NOT_REQUIRED':
      return 'fulfilled';
    case 'PARTIALLY_FULFILLED':
      return 'partial';
    default:
      return 'unfulfilled';
  }
}

/** Where a theme or an app wrote the campaign into the cart, the export shows it. */
function attributes(order: OrderRecord): string {
  const utm = order.input.journey?.first.utm;
  const named = [
    ['utm_source', utm?.source],
    ['utm_medium', utm?.medium],
    ['utm_campaign', utm?.campaign],
  ] as const;
  return named.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n');
}

function lineCells(order: OrderRecord, line: LineRecord): Cells {
  const { input } = line;
  const ships = needsShipping(line);
  const waiting = unitsToShip(line) > 0;
  return {
    'Lineitem quantity': String(input.quantity),
    'Lineitem name': input.title,
    'Lineitem price': paddedDecimal(line.unitPrice, order.input.presentmentCurrency),
    'Lineitem sku': input.sku ?? '',
    'Lineitem requires shipping': String(ships),
    'Lineitem taxable': 'true',
    'Lineitem fulfillment status': ships ? (waiting ? 'pending' : 'fulfilled') : 'not_eligible',
    Vendor: 'Acme',
    'Lineitem discount': '0.00',
  };
}

function tipCells(price: string): Cells {
  return {
    'Lineitem quantity': '1',
    'Lineitem name': 'Tip',
    'Lineitem price': price,
    'Lineitem requires shipping': 'false',
    'Lineitem taxable': 'false',
    'Lineitem fulfillment status': 'not_eligible',
    'Lineitem discount': '0.00',
  };
}

function addressCells(kind: 'Billing' | 'Shipping', address: NewAddress | null, company: string | undefined): Cells {
  if (address === null) return {};
  const { address1 = '', address2 = '' } = address;
  return {
    [`${kind} Name`]: address.name ?? '',
    [`${kind} Street`]: [address1, address2].filter((part) => part !== '').join(', '),
    [`${kind} Address1`]: address1,
    [`${kind} Address2`]: address2,
    [`${kind} Company`]: address.company ?? company ?? '',
    [`${kind} City`]: address.city ?? '',
    [`${kind} Zip`]: guarded(address.zip),
    [`${kind} Province`]: address.provinceCode ?? '',
    [`${kind} Country`]: address.countryCode ?? '',
    [`${kind} Phone`]: guarded(address.phone),
    [`${kind} Province Name`]: address.provinceCode ?? '',
  };
}
