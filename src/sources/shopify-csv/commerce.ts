import { knownSourceName, namedSource } from '../../commerce/channel-names.ts';
import type { MoneyBag } from '../../commerce/money.ts';
import type { Acquisition, Order, OrderTotals } from '../../commerce/order.ts';
import { phoneInCountry } from '../../commerce/phone.ts';
import type { PersonMember } from '../../field-map/types.ts';
import { fulfillmentStatusOf } from './carried.ts';
import type { CsvCustomer, CsvOrder } from './types.ts';

/** What the file does not say about the store it comes from. */
export interface ExportedStore {
  /** Numeric shop id, for keys. */
  readonly source: string;
  /** `https://admin.shopify.com/store/{handle}`; null = unknown, addresses are empty. */
  readonly adminBase: string | null;
}

function bag(amount: string | null, currency: string): MoneyBag {
  // One currency per order: the file does not say what the amount was in the shop's own.
  const money = { amount: amount ?? '0', currency };
  return { shop: money, presentment: money };
}

/** The amounts of the export. An amount that it does not carry is not zero: whoever asks for it gets an error. */
class ExportedTotals implements OrderTotals {
  readonly gross: MoneyBag;
  readonly discounts: MoneyBag;
  readonly tax: MoneyBag;
  readonly shipping: MoneyBag;
  readonly duties: MoneyBag | null;
  readonly tips: MoneyBag;
  readonly refunded: MoneyBag;
  readonly outstanding: MoneyBag;

  constructor(csv: CsvOrder) {
    const { currency } = csv;
    this.gross = bag(csv.total, currency);
    this.discounts = bag(csv.discountAmount, currency);
    this.tax = bag(csv.taxes, currency);
    this.shipping = bag(csv.shipping, currency);
    this.duties = csv.duties === null ? null : bag(csv.duties, currency);
    this.tips = bag(csv.tip, currency);
    this.refunded = bag(csv.refunded, currency);
    this.outstanding = bag(csv.outstanding, currency);
  }

  get original(): MoneyBag {
    return notCarried('the original total');
  }

  get current(): MoneyBag {
    return notCarried('the current total');
  }

  get received(): MoneyBag {
    return notCarried('the amount received');
  }

  get net(): MoneyBag {
    return notCarried('the net payment');
  }
}

function notCarried(what: string): never {
  throw new Error(`Shopify's orders export does not carry ${what}: restrict the field map to carriedFields`);
}

/**
 * An order of the export in our own model; `id` is given apart because old files have none. It has no customer id: who the
 * buyer is follows from the e-mail. States that the export does not carry (returns, edits, archiving) are those of an
 * order to which nothing of the kind has happened, and no carried field reads them.
 */
export function commerceOrder(csv: CsvOrder, id: string, store: ExportedStore): Order {
  const at = csv.createdAt.toISOString();
  const source = namedSource(csv.source);
  return {
    kind: 'order',
    source: store.source,
    id,
    name: csv.name,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    cancelledAt: csv.cancelledAt?.toISOString() ?? null,
    cancelReason: null,
    closedAt: null,
    test: false,
    edited: false,
    shopCurrency: csv.currency,
    presentmentCurrency: csv.currency,
    customerId: null,
    company: null,
    email: csv.email,
    phone: phoneInCountry(csv.phone, [csv.billing?.country, csv.shippingAddress?.country]),
    buyerName: nameOf(csv.billing?.name ?? csv.shippingAddress?.name ?? null),
    financialStatus: csv.financialStatus?.toUpperCase() ?? null,
    fulfillmentStatus: fulfillmentStatusOf(csv.fulfillmentStatus),
    returnStatus: 'NO_RETURN',
    sourceName: csv.source,
    channel: { handle: source, name: source === null ? null : (knownSourceName(source) ?? source) },
    totals: new ExportedTotals(csv),
    paymentDueAt: csv.nextPaymentDueAt?.toISOString() ?? null,
    adminUrl: store.adminBase === null ? '' : `${store.adminBase}/orders/${id}`,
    acquisition: acquisitionOf(csv, at),
  };
}

/** The export has full names only: the last word is taken for the last name. */
function nameOf(name: string | null): Order['buyerName'] {
  if (name === null) return null;
  const at = name.lastIndexOf(' ');
  return at < 0 ? { first: null, last: name } : { first: name.slice(0, at), last: name.slice(at + 1) };
}

const campaignKeys = /^(utm_source|utm_medium|utm_campaign|utm_content|utm_term): *(\S.*)$/;

/** The campaign, where the theme or an app wrote it into the cart's attributes; the export has no visits. */
function acquisitionOf({ noteAttributes }: CsvOrder, at: string): Acquisition | null {
  if (noteAttributes?.includes('utm_') !== true) return null;
  const found = new Map<string, string>();
  for (const line of noteAttributes.split(/\r?\n/)) {
    const match = campaignKeys.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) found.set(match[1], match[2].trim());
  }
  if (found.size === 0) return null;
  const visit = {
    occurredAt: at,
    source: null,
    referrerUrl: null,
    landingPage: null,
    utmSource: found.get('utm_source') ?? null,
    utmMedium: found.get('utm_medium') ?? null,
    utmCampaign: found.get('utm_campaign') ?? null,
    utmContent: found.get('utm_content') ?? null,
    utmTerm: found.get('utm_term') ?? null,
  };
  return { ready: true, first: visit, last: visit };
}

/**
 * A customer of the export. The file has no dates: a customer counts as older than any order, so that the person's key is
 * the customer's.
 */
export function customerMember(csv: CsvCustomer, id: string, store: ExportedStore): PersonMember {
  return {
    key: { source: store.source, kind: 'customer', id },
    createdAt: '',
    updatedAt: '',
    firstName: csv.firstName,
    lastName: csv.lastName,
    email: csv.email,
    phone: phoneInCountry(csv.phone, [csv.address?.country]),
    adminUrl: store.adminBase === null ? '' : `${store.adminBase}/customers/${id}`,
  };
}
