import { identityCases } from './cases-of-people.ts';
import type { PressureCase, Stage, Weather } from './stage.ts';

/** What the rounds of a case remember. */
interface Told {
  order: string;
}

/** A paid order of a new customer. */
function sold(stage: Stage, told: Told, payment: 'paid' | 'authorized' = 'paid'): void {
  told.order = stage.sell({ customerId: stage.buyer(), email: stage.email('robin'), payment });
}

/** A case about one paid order of a customer, which is in the CRM before the further rounds begin. */
function ofOneOrder(
  id: string,
  title: string,
  further: readonly ((stage: Stage, told: Told) => void)[],
  weather: Weather = 'fair',
): PressureCase {
  return {
    id,
    title,
    rounds: (stage) => {
      const told: Told = { order: '' };
      return [
        { play: () => sold(stage, told) },
        ...further.map((play) => ({ weather, play: () => play(stage, told) })),
      ];
    },
  };
}

const tracking = { company: 'Canada Post', number: 'CP123', url: 'https://example.com/track/CP123' };
const allLines = [
  { line: 0, quantity: 2 },
  { line: 1, quantity: 1 },
];
const oneScarf = [{ line: 0, quantity: 1 }];

const orderCases: readonly PressureCase[] = [
  ofOneOrder('refund', 'a refund of one unit', [
    ({ store, now }, { order }) =>
      void store.refund(order, { at: now(), lines: oneScarf, amount: '45.20', restock: 'CANCEL' }),
  ]),
  ofOneOrder('partial-refund-without-lines', 'money back without any line (goodwill)', [
    ({ store, now }, { order }) =>
      void store.refund(order, { at: now(), lines: [], amount: '10.00', restock: 'NO_RESTOCK', note: 'late parcel' }),
  ]),
  ofOneOrder('cancel', 'a cancelled order, paid back', [
    ({ store, now }, { order }) => store.cancel(order, now(), { reason: 'CUSTOMER', refund: true }),
  ]),
  {
    id: 'cancel-unpaid',
    title: 'an order cancelled before it was paid',
    rounds: (stage) => {
      const told: Told = { order: '' };
      return [
        { play: () => sold(stage, told, 'authorized') },
        { play: () => stage.store.cancel(told.order, stage.now(), { reason: 'INVENTORY', refund: false }) },
      ];
    },
  },
  ofOneOrder('part-shipment', 'one of two parcels on its way', [
    ({ store, now }, { order }) => {
      const parcel = store.fulfill(order, { at: now(), lines: oneScarf, tracking });
      store.fulfillmentEvent(parcel, now(), 'IN_TRANSIT');
    },
  ]),
  ofOneOrder('return', 'goods come back after delivery, then the money', [
    ({ store, now }, { order }) => {
      const parcel = store.fulfill(order, { at: now(), lines: allLines, tracking });
      store.fulfillmentEvent(parcel, now(), 'DELIVERED');
      store.approveReturn(store.requestReturn(order, now(), oneScarf), now());
    },
    ({ store, now }, { order }) =>
      void store.refund(order, { at: now(), lines: oneScarf, amount: '45.20', restock: 'RETURN' }),
  ]),
  {
    id: 'exchange',
    title: 'one article against another',
    rounds: (stage) => {
      const { store, now } = stage;
      const told: Told = { order: '' };
      return [
        { play: () => sold(stage, told) },
        {
          play: () => {
            const { order } = told;
            store.fulfill(order, { at: now(), lines: allLines, tracking });
            const back = store.requestReturn(order, now(), oneScarf);
            store.approveReturn(back, now());
            const addLines = [{ title: 'Felt hat', sku: 'HAT', quantity: 1, unitPrice: '52.00' }];
            store.editOrder(order, { at: now(), addLines, taxChange: '6.76' });
            store.refund(order, { at: now(), lines: oneScarf, amount: '0', restock: 'RETURN' });
            store.closeReturn(back, now());
          },
        },
      ];
    },
  },
  ofOneOrder('edit', 'an order edited after it was placed', [
    ({ store, now }, { order }) =>
      store.editOrder(order, {
        at: now(),
        addLines: [{ title: 'Gift box', sku: 'BOX', quantity: 1, unitPrice: '6.00' }],
        removeUnits: [{ line: 1, quantity: 1 }],
        taxChange: '-2.47',
      }),
  ]),
];

/** Shipped, partly paid back, then all of it: three changes in a moment. */
function threeChanges({ store, now }: Stage, { order }: Told): void {
  store.fulfill(order, { at: now(), lines: allLines, tracking });
  store.refund(order, { at: now(), lines: [], amount: '5.00', restock: 'NO_RESTOCK' });
  store.refund(order, { at: now(), lines: oneScarf, amount: '45.20', restock: 'RETURN' });
}

function newAndOld(stage: Stage, told: Told): void {
  stage.store.refund(told.order, { at: stage.now(), lines: [], amount: '7.00', restock: 'NO_RESTOCK' });
  const customerId = stage.buyer({ email: stage.email('sam') });
  stage.sell({ customerId, email: stage.email('sam') });
}

const weatherCases: readonly PressureCase[] = [
  ofOneOrder(
    'late-and-doubled-webhooks',
    'webhooks late, doubled and out of order',
    [threeChanges],
    'webhooks late and doubled',
  ),
  ofOneOrder('lost-webhooks', 'webhooks that never come', [threeChanges], 'webhooks lost'),
  ofOneOrder('crm-outage', 'the CRM answers nothing for a while', [newAndOld], 'CRM down'),
  ofOneOrder('store-outage', 'Shopify answers nothing for a while', [newAndOld], 'store down'),
];

export const pressureCases: readonly PressureCase[] = [...orderCases, ...identityCases, ...weatherCases];
