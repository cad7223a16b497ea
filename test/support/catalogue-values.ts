import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Fulfillment, Order, Visit } from '../../src/commerce/order.ts';
import type { BuyersOrder } from '../../src/commerce/repeat-signals.ts';
import { catalogue } from '../../src/field-map/catalogue/catalogue.ts';
import type { Person, PersonMember } from '../../src/field-map/types.ts';
import { bag, order, totals } from './order.ts';

const early = '2026-10-08T00:00:00.000Z';
const late = '2026-10-12T09:30:00.000Z';

const visit: Visit = {
  occurredAt: '2026-10-07T13:00:00.000Z',
  source: 'Google',
  referrerUrl: 'https://www.google.com/',
  landingPage: 'https://acme.example/?utm_source=newsletter',
  utmSource: 'newsletter',
  utmMedium: 'email',
  utmCampaign: 'autumn',
  utmContent: 'button',
  utmTerm: 'blue mug',
};

function parcel(id: string, deliveredAt: string | null, status = 'SUCCESS'): Fulfillment {
  const tracking = [{ company: 'DHL', number: `JD00${id}`, url: `https://dhl.example/${id}` }];
  return { id, status, displayStatus: null, createdAt: early, deliveredAt, totalQuantity: 1, tracking };
}

const refundOf = (amount: string) =>
  [{ id: '1', kind: 'REFUND', status: 'SUCCESS', gateway: 'manual', processedAt: late, amount: bag(amount) }] as const;

/** One order for each thing that a field says something about. */
const orders: readonly Order[] = [
  order(),
  order({ financialStatus: null, channel: { handle: 'pos', name: null }, email: null, customerId: null }),
  order({
    financialStatus: 'PARTIALLY_REFUNDED',
    totals: totals({ current: bag('43.5'), refunded: bag('56.5'), net: bag('43.5') }),
    transactions: refundOf('56.5'),
  }),
  order({
    cancelledAt: early,
    cancelReason: 'INVENTORY',
    financialStatus: 'VOIDED',
    totals: totals({ net: bag('0') }),
  }),
  order({ fulfillmentStatus: 'FULFILLED', fulfillments: [parcel('1', early), parcel('2', late)] }),
  order({
    fulfillmentStatus: 'PARTIALLY_FULFILLED',
    fulfillments: [parcel('1', null), parcel('2', null, 'CANCELLED')],
  }),
  order({ returnStatus: 'RETURN_REQUESTED', edited: true }),
  order({ returnStatus: 'IN_PROGRESS', closedAt: late }),
  order({
    acquisition: { ready: true, first: visit, last: { ...visit, occurredAt: early, utmSource: 'autumn-mail' } },
  }),
  order({ note: 'Please leave it at the door', tags: ['wholesale', 'gift'] }),
  order({ presentmentCurrency: 'KWD', totals: totals({ net: bag('1.5', 'KWD'), current: bag('1.5', 'KWD') }) }),
];

const jane: PersonMember = {
  key: { source: '548380009', kind: 'customer', id: '7' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  firstName: 'Jane',
  lastName: 'Doe',
  email: 'Jane.Doe@Example.com',
  phone: '+16135550101',
  adminUrl: 'https://admin.shopify.com/store/x/customers/7',
};
const guest: PersonMember = {
  ...jane,
  key: { source: '548380009', kind: 'guest', id: '900' },
  updatedAt: late,
  firstName: 'J.',
  lastName: null,
  phone: null,
  adminUrl: 'https://admin.shopify.com/store/x/orders/900',
};

function bought(day: string, change: Partial<BuyersOrder> = {}): BuyersOrder {
  const processedAt = `${day}T10:00:00.000Z`;
  const plain = { test: false, cancelledAt: null, voided: false, currency: 'EUR', refunded: '0', firstVisit: null };
  return { processedAt, day, net: '20.00', ...plain, ...change };
}

const people: readonly Person[] = [
  { members: [jane], orders: [] },
  {
    members: [guest, jane],
    orders: [bought('2026-03-01', { firstVisit: visit }), bought('2026-05-01'), bought('2026-09-01')],
  },
  { members: [guest], orders: [bought('2026-03-01'), bought('2026-04-01', { currency: 'USD' })] },
  {
    members: [jane],
    orders: [
      bought('2026-03-01'),
      bought('2026-06-01', { refunded: '20.00', net: '0' }),
      bought('2026-07-01', { cancelledAt: late }),
    ],
  },
];

const recorded = z.record(z.string(), z.object({ revision: z.union([z.number(), z.string()]), values: z.string() }));
export type CatalogueValues = z.output<typeof recorded>;

/** What every field of the catalogue says of a few records, with its revision. */
export function catalogueValues(): CatalogueValues {
  const entries = catalogue.flatMap((entry): [string, CatalogueValues[string]][] => {
    const values =
      entry.object === 'order'
        ? orders.map((one) => entry.value?.(one) ?? null)
        : people.map((one) => entry.value?.(one) ?? null);
    return entry.value === undefined
      ? []
      : [[entry.name, { revision: entry.revision ?? 1, values: values.map((value) => value ?? '–').join(' | ') }]];
  });
  return Object.fromEntries(entries);
}

export const recordFile = new URL('../fixtures/catalogue-values.json', import.meta.url);

export function recordedValues(): CatalogueValues {
  return recorded.parse(JSON.parse(readFileSync(recordFile, 'utf8')));
}

/** Fields that say something else than before although their revision is the same: their maps would keep their version. */
export function changedInSilence(before: CatalogueValues, now: CatalogueValues): string[] {
  return Object.entries(now).flatMap(([name, { revision, values }]) => {
    const old = before[name];
    return old !== undefined && old.revision === revision && old.values !== values ? [name] : [];
  });
}
