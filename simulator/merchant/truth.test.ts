import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewOrder } from '../store/types.ts';
import { assertStoreAgrees } from './store-agrees.ts';
import { testStore } from './testing-store.ts';
import { watchStore } from './truth.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 9, 7, 12, minute));

function shop() {
  const store = testStore(at(59));
  return { store, truth: watchStore(store) };
}

/** Two shirts at 50.00 and a mug at 20.00, 12.00 off, 5.00 shipping, 13% tax on 108.00: 127.04. */
function newOrder(change: Partial<NewOrder> = {}): NewOrder {
  return {
    id: '5001',
    name: '#1001',
    customerId: null,
    email: 'jane@example.com',
    createdAt: at(0),
    presentmentCurrency: 'CAD',
    exchangeRate: '1',
    lines: [
      { title: 'Shirt', sku: 'S', quantity: 2, unitPrice: '50.00' },
      { title: 'Mug', sku: null, quantity: 1, unitPrice: '20.00' },
    ],
    discount: '12.00',
    shipping: '5.00',
    tax: '14.04',
    taxesIncluded: false,
    payment: 'paid',
    sourceName: 'web',
    channel: null,
    ...change,
  };
}

describe('truth of money', () => {
  it('follows an order through a return, goodwill and shipping money, as counted by hand', () => {
    const { store, truth } = shop();
    truth.store.createOrder(newOrder());
    assert.equal(truth.order('5001').gross, '127.04');
    truth.store.refund('5001', { at: at(1), lines: [], amount: '4.00', restock: 'NO_RESTOCK' });
    const goodwill = truth.order('5001');
    assert.deepEqual([goodwill.current, goodwill.net, goodwill.outstanding], ['127.04', '123.04', '4.00']);
    // One of two shirts: 50.00 of 120.00 goods, 5.00 of the discount, 5.85 of the tax.
    truth.store.refund('5001', { at: at(2), lines: [{ line: 0, quantity: 1 }], amount: '50.85', restock: 'RETURN' });
    const part = truth.order('5001');
    assert.deepEqual([part.current, part.refunded, part.net], ['76.19', '54.85', '72.19']);
    assert.equal(part.financialStatus, 'PARTIALLY_REFUNDED');
    // The rest of the goods is worth 71.19; 2.00 more go against the shipping.
    const rest = [
      { line: 0, quantity: 1 },
      { line: 1, quantity: 1 },
    ];
    truth.store.refund('5001', { at: at(3), lines: rest, amount: '73.19', restock: 'CANCEL' });
    const all = truth.order('5001');
    assert.deepEqual([all.original, all.gross, all.current, all.refunded], ['127.04', '127.04', '3.00', '128.04']);
    assert.equal(all.financialStatus, 'REFUNDED');
    assertStoreAgrees(store, truth);
  });

  it('lets an added line raise the gross total and a removed unit leave it', () => {
    const { store, truth } = shop();
    truth.store.createOrder(newOrder());
    const line = { title: 'Socks', sku: 'SO', quantity: 1, unitPrice: '10.00' };
    truth.store.editOrder('5001', { at: at(1), addLines: [line], taxChange: '1.30' });
    const up = truth.order('5001');
    assert.deepEqual([up.original, up.gross, up.current, up.outstanding], ['127.04', '138.34', '138.34', '11.30']);
    assert.equal(up.financialStatus, 'PARTIALLY_PAID');
    truth.store.capturePayment('5001', at(2));
    assert.equal(truth.order('5001').financialStatus, 'PAID');
    // A mug less: 20.00 of goods, 2.00 of the discount, and the tax that the edit says.
    truth.store.editOrder('5001', { at: at(3), removeUnits: [{ line: 1, quantity: 1 }], taxChange: '-2.34' });
    const down = truth.order('5001');
    assert.deepEqual([down.gross, down.current, down.outstanding], ['138.34', '118.00', '-20.34']);
    assertStoreAgrees(store, truth);
  });

  it('tells cancelled from refunded from voided', () => {
    const { store, truth } = shop();
    truth.store.createOrder(newOrder({ id: '1' }));
    truth.store.cancel('1', at(1), { reason: 'CUSTOMER', refund: true });
    truth.store.createOrder(newOrder({ id: '2' }));
    truth.store.cancel('2', at(1), { reason: 'OTHER', refund: false });
    truth.store.createOrder(newOrder({ id: '3', payment: 'authorized' }));
    truth.store.voidPayment('3', at(1));
    truth.store.createOrder(newOrder({ id: '4', payment: 'pending', gateways: [] }));
    truth.store.cancel('4', at(1), { reason: 'OTHER', refund: false });
    truth.store.createOrder(newOrder({ id: '5', payment: { partiallyPaid: '100.00' } }));
    const rows = ['1', '2', '3', '4', '5'].map((id) => {
      const { financialStatus, current, net, cancelled, outstanding } = truth.order(id);
      return [financialStatus, current, net, cancelled, outstanding];
    });
    assert.deepEqual(rows, [
      ['REFUNDED', '0.00', '0.00', true, '0.00'],
      ['PAID', '0.00', '127.04', true, '0.00'],
      ['VOIDED', '127.04', '0.00', false, '0.00'],
      [null, '0.00', '0.00', true, '0.00'],
      ['PARTIALLY_PAID', '127.04', '100.00', false, '27.04'],
    ]);
    assertStoreAgrees(store, truth);
  });

  it('counts in yen and fils', () => {
    const { store, truth } = shop();
    const line = (unitPrice: string) => [{ title: 'Tea', sku: null, quantity: 3, unitPrice }];
    const plain = { discount: '0', shipping: '0', taxesIncluded: true };
    truth.store.createOrder(newOrder({ id: '1', presentmentCurrency: 'JPY', lines: line('333'), tax: '91', ...plain }));
    truth.store.createOrder(
      newOrder({
        id: '2',
        presentmentCurrency: 'KWD',
        lines: line('1.005'),
        ...plain,
        tax: '0.001',
        taxesIncluded: false,
      }),
    );
    truth.store.refund('2', { at: at(1), lines: [{ line: 0, quantity: 1 }], amount: '1.005', restock: 'RETURN' });
    assert.equal(truth.order('1').gross, '999');
    assert.deepEqual([truth.order('2').gross, truth.order('2').current], ['3.016', '2.011']);
    assertStoreAgrees(store, truth);
  });

  it('shows the figures of real data until later money moves', () => {
    const { store, truth } = shop();
    const totalsOverride = { total: '130.00', current: { amount: '126.00', asOf: at(5) } };
    truth.store.createOrder(newOrder({ totalsOverride }));
    truth.store.refund('5001', { at: at(5), lines: [], amount: '4.00', restock: 'NO_RESTOCK' });
    const told = truth.order('5001');
    assert.deepEqual(
      [told.original, told.received, told.current, told.outstanding],
      ['130.00', '130.00', '126.00', '0.00'],
    );
    truth.store.refund('5001', { at: at(6), lines: [], amount: '1.00', restock: 'NO_RESTOCK' });
    assert.equal(truth.order('5001').current, '127.04');
    assertStoreAgrees(store, truth);
  });
});

describe('truth of shipping and returns', () => {
  it('needs nothing more for units that will not be shipped', () => {
    const { store, truth } = shop();
    truth.store.createOrder(newOrder());
    const status = () => truth.order('5001').fulfillmentStatus;
    assert.equal(status(), 'UNFULFILLED');
    truth.store.fulfill('5001', { at: at(1), lines: [{ line: 0, quantity: 2 }] });
    assert.equal(status(), 'PARTIALLY_FULFILLED');
    truth.store.refund('5001', { at: at(2), lines: [{ line: 1, quantity: 1 }], amount: '20.34', restock: 'CANCEL' });
    assert.equal(status(), 'FULFILLED');
    const id = truth.store.requestReturn('5001', at(3), [{ line: 0, quantity: 1 }]);
    assert.equal(truth.order('5001').returnStatus, 'RETURN_REQUESTED');
    truth.store.approveReturn(id, at(4));
    assert.equal(truth.order('5001').returnStatus, 'IN_PROGRESS');
    truth.store.closeReturn(id, at(5));
    assert.equal(truth.order('5001').returnStatus, 'RETURNED');
    const acts = truth.toJSON().steps.map((step) => step.act);
    assert.deepEqual(acts, ['createOrder', 'fulfill', 'refund', 'requestReturn', 'approveReturn', 'closeReturn']);
    assertStoreAgrees(store, truth);
  });
});

describe('truth of people', () => {
  const customer = (id: string, email: string | null) => ({
    id,
    firstName: 'Jane',
    lastName: `Doe ${id}`,
    email,
    phone: null,
    createdAt: at(0),
  });

  it('joins guests and a customer by their e-mail, however it is typed', () => {
    const { truth } = shop();
    truth.store.createOrder(newOrder({ id: '1' }));
    truth.store.createOrder(newOrder({ id: '2', email: ' Jane@Example.com ' }));
    truth.store.createCustomer(customer('71', 'JANE@example.com'));
    truth.store.createOrder(newOrder({ id: '3', customerId: '71', email: 'other@example.com' }));
    truth.store.createOrder(newOrder({ id: '4', email: null }));
    const { persons, orders } = truth.toJSON();
    assert.equal(persons.length, 1);
    assert.deepEqual([persons[0]?.customers, persons[0]?.guestOrders], [['71'], ['1', '2']]);
    assert.deepEqual(
      orders.map((order) => order.person),
      ['order/1', 'order/1', 'order/1', null],
    );
  });

  it('follows an e-mail change, a merge and a late customer', () => {
    const { store, truth } = shop();
    for (const id of ['71', '72']) truth.store.createCustomer(customer(id, `${id}@example.com`));
    truth.store.createOrder(newOrder({ id: '1', email: '71@example.com' }));
    truth.store.updateCustomer('71', at(1), { email: 'new@example.com' });
    truth.store.createOrder(newOrder({ id: '2', customerId: '72', email: '72@example.com' }));
    truth.store.createOrder(newOrder({ id: '3', email: 'late@example.com' }));
    truth.store.attachCustomer('3', '72', at(2));
    assert.equal(truth.toJSON().persons.find((person) => person.customers.includes('71'))?.email, 'new@example.com');
    truth.store.mergeCustomers('71', '72', at(3));
    const { persons, orders } = truth.toJSON();
    assert.equal(persons.length, 1);
    assert.deepEqual([persons[0]?.customers, persons[0]?.guestOrders], [['71'], ['1']]);
    assert.deepEqual(
      orders.map((order) => order.person),
      ['customer/71', 'customer/71', 'customer/71'],
    );
    assertStoreAgrees(store, truth);
  });
});
