import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { StoreServer } from './server.ts';
import { closeAll, graphql, line, order, orderGid, startStore, valueAt } from './test-store.ts';

afterEach(closeAll);

const sets = [
  'originalTotalPriceSet',
  'totalPriceSet',
  'currentTotalPriceSet',
  'currentTotalTaxSet',
  'totalReceivedSet',
  'totalRefundedSet',
  'netPaymentSet',
  'totalOutstandingSet',
];
const bag = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';
const document = `query Money($id: ID!) { order(id: $id) {
  displayFinancialStatus displayFulfillmentStatus closed edited cancelledAt
  ${sets.map((name) => `${name} ${bag}`).join('\n')}
  currentShippingPriceSet ${bag}
  refundDiscrepancySet ${bag}
  lineItems(first: 50) { nodes { quantity currentQuantity unfulfilledQuantity } }
  transactions { kind status amountSet ${bag} }
  refunds { totalRefundedSet ${bag}
    refundLineItems(first: 10) { nodes { quantity restockType subtotalSet ${bag} totalTaxSet ${bag} } }
    orderAdjustments(first: 10) { nodes { reason amountSet ${bag} } }
    refundShippingLines(first: 10) { nodes { subtotalAmountSet ${bag} } }
  }
} }`;

/** Reads an order's presentment amounts by short names, and anything else by path. */
async function read(server: StoreServer, id: string) {
  const answer = await graphql(server, document, { id: orderGid(id) });
  assert.equal(answer.at('errors'), undefined);
  const found = answer.at('data.order');
  const presentment = (name: string) => valueAt(found, `${name}.presentmentMoney.amount`);
  return {
    at: (path: string) => valueAt(found, path),
    presentment,
    shop: (name: string) => valueAt(found, `${name}.shopMoney.amount`),
    status: valueAt(found, 'displayFinancialStatus'),
    totals: {
      original: presentment('originalTotalPriceSet'),
      total: presentment('totalPriceSet'),
      current: presentment('currentTotalPriceSet'),
      received: presentment('totalReceivedSet'),
      refunded: presentment('totalRefundedSet'),
      net: presentment('netPaymentSet'),
      outstanding: presentment('totalOutstandingSet'),
    },
  };
}

const at = (hours: number) => new Date(Date.UTC(2026, 10, 20, 10 + hours));

describe('money of orders', () => {
  it('an edit from two units to one leaves totalPrice at 226 and lowers current total and tax', async () => {
    const server = await startStore();
    const id = server.store.createOrder(order({ lines: [line('100.00', 2)], tax: '26.00' }));
    server.store.editOrder(id, { at: at(1), removeUnits: [{ line: 0, quantity: 1 }], taxChange: '-13.00' });
    const seen = await read(server, id);
    assert.deepEqual(seen.totals, {
      original: '226.0',
      total: '226.0',
      current: '113.0',
      received: '226.0',
      refunded: '0.0',
      net: '226.0',
      outstanding: '-113.0',
    });
    assert.equal(seen.presentment('currentTotalTaxSet'), '13.0');
    assert.deepEqual(seen.at('lineItems.nodes'), [{ quantity: 2, currentQuantity: 1, unfulfilledQuantity: 1 }]);
    assert.equal(seen.at('edited'), true);
  });

  it('a line added to a paid order raises totalPrice and leaves a balance', async () => {
    const server = await startStore();
    const id = server.store.createOrder(order({ lines: [line('10.00')] }));
    server.store.editOrder(id, { at: at(1), addLines: [line('5.00')] });
    const seen = await read(server, id);
    assert.equal(seen.status, 'PARTIALLY_PAID');
    assert.deepEqual(
      [seen.totals.original, seen.totals.total, seen.totals.current, seen.totals.outstanding],
      ['10.0', '15.0', '15.0', '5.0'],
    );
    server.store.capturePayment(id, at(2));
    const paid = await read(server, id);
    assert.deepEqual([paid.status, paid.totals.received, paid.totals.outstanding], ['PAID', '15.0', '0.0']);
  });

  it('every transaction has the rate of its own moment, so shop-currency amounts need not add up', async () => {
    const server = await startStore();
    const id = server.store.createOrder(
      order({
        presentmentCurrency: 'USD',
        exchangeRate: '1.5',
        paymentExchangeRate: '1.418889',
        lines: [line('9.00')],
      }),
    );
    const paid = await read(server, id);
    assert.deepEqual(paid.at('currentTotalPriceSet'), {
      shopMoney: { amount: '13.5', currencyCode: 'CAD' },
      presentmentMoney: { amount: '9.0', currencyCode: 'USD' },
    });
    assert.deepEqual(paid.at('transactions.0'), {
      kind: 'SALE',
      status: 'SUCCESS',
      amountSet: {
        shopMoney: { amount: '12.77', currencyCode: 'CAD' },
        presentmentMoney: { amount: '9.0', currencyCode: 'USD' },
      },
    });
    assert.deepEqual([paid.shop('totalOutstandingSet'), paid.totals.outstanding], ['0.0', '0.0']);
    server.store.refund(id, {
      at: at(5),
      lines: [],
      amount: '5.00',
      restock: 'NO_RESTOCK',
      exchangeRate: '1.42',
    });
    const refunded = await read(server, id);
    assert.deepEqual([refunded.shop('totalRefundedSet'), refunded.totals.refunded], ['7.1', '5.0']);
    assert.deepEqual([refunded.shop('netPaymentSet'), refunded.totals.net], ['5.67', '4.0']);
    assert.equal(refunded.status, 'PARTIALLY_REFUNDED');
  });

  it('a refund with lines takes back their share of discount and tax, then shipping', async () => {
    const server = await startStore();
    const id = server.store.createOrder(
      order({ lines: [line('30.00', 2), line('40.00')], discount: '10.00', tax: '9.00', shipping: '6.00' }),
    );
    // One unit of 30 out of 100: goods 30, discount 3, tax 2.70, together 29.70; the rest of 32.70 is shipping.
    server.store.refund(id, { at: at(3), lines: [{ line: 0, quantity: 1 }], amount: '32.70', restock: 'CANCEL' });
    const seen = await read(server, id);
    assert.deepEqual(
      [seen.totals.total, seen.totals.current, seen.totals.net, seen.totals.outstanding],
      ['105.0', '72.3', '72.3', '0.0'],
    );
    assert.equal(seen.presentment('currentShippingPriceSet'), '3.0');
    assert.equal(valueAt(seen.at('refunds.0.refundLineItems.nodes.0.subtotalSet'), 'presentmentMoney.amount'), '27.0');
    assert.equal(valueAt(seen.at('refunds.0.refundLineItems.nodes.0.totalTaxSet'), 'presentmentMoney.amount'), '2.7');
    assert.deepEqual(seen.at('refunds.0.orderAdjustments.nodes'), []);
  });

  it('a goodwill refund has no lines, a negative adjustment, and leaves the current total alone', async () => {
    const server = await startStore();
    const id = server.store.createOrder(order());
    server.store.refund(id, { at: at(3), lines: [], amount: '5.00', restock: 'NO_RESTOCK' });
    const seen = await read(server, id);
    assert.deepEqual([seen.totals.current, seen.totals.net, seen.totals.outstanding], ['20.0', '15.0', '5.0']);
    assert.equal(seen.at('refunds.0.orderAdjustments.nodes.0.reason'), 'REFUND_DISCREPANCY');
    const adjusted = seen.at('refunds.0.orderAdjustments.nodes.0.amountSet.presentmentMoney.amount');
    assert.equal(adjusted, '-5.0');
  });

  it('cancelling with refund gives everything back in one refund; without, a paid order stays PAID', async () => {
    const server = await startStore();
    const refunded = server.store.createOrder(order());
    server.store.cancel(refunded, at(2), { reason: 'CUSTOMER', refund: true });
    const seen = await read(server, refunded);
    assert.equal(seen.status, 'REFUNDED');
    assert.deepEqual(seen.totals, {
      original: '20.0',
      total: '20.0',
      current: '0.0',
      received: '20.0',
      refunded: '20.0',
      net: '0.0',
      outstanding: '0.0',
    });
    assert.equal(valueAt(seen.at('refunds'), 'length'), 1);
    assert.equal(seen.at('closed'), true);
    assert.equal(seen.at('lineItems.nodes.0.currentQuantity'), 0);

    const kept = server.store.createOrder(order());
    server.store.cancel(kept, at(2), { reason: 'OTHER', refund: false });
    const paid = await read(server, kept);
    assert.deepEqual([paid.status, paid.totals.current, paid.totals.net], ['PAID', '0.0', '20.0']);
  });

  it('an unpaid order is voided by its cancellation, and has no status where there never was a transaction', async () => {
    const server = await startStore();
    const authorized = server.store.createOrder(order({ payment: 'authorized' }));
    assert.equal((await read(server, authorized)).status, 'AUTHORIZED');
    server.store.cancel(authorized, at(1), { reason: 'DECLINED', refund: true });
    const seen = await read(server, authorized);
    assert.deepEqual([seen.status, seen.totals.received, seen.at('refunds')], ['VOIDED', '0.0', []]);
    const bare = server.store.createOrder(order({ payment: 'pending', gateways: [] }));
    assert.equal((await read(server, bare)).status, 'PENDING');
    server.store.cancel(bare, at(1), { reason: 'CUSTOMER', refund: false });
    assert.equal((await read(server, bare)).status, null);
  });

  it('takes tax out of the total only where prices do not include it', async () => {
    const server = await startStore();
    const included = server.store.createOrder(order({ lines: [line('119.00')], tax: '19.00', taxesIncluded: true }));
    assert.equal((await read(server, included)).totals.total, '119.0');
    server.store.refund(included, { at: at(1), lines: [{ line: 0, quantity: 1 }], amount: '119', restock: 'RETURN' });
    const seen = await read(server, included);
    assert.deepEqual([seen.status, seen.totals.current, seen.totals.outstanding], ['REFUNDED', '0.0', '0.0']);
  });

  it('keeps whole yen and three decimals of a dinar', async () => {
    const server = await startStore({ currency: 'KWD' });
    const id = server.store.createOrder(
      order({ presentmentCurrency: 'JPY', exchangeRate: '0.00205', lines: [line('1500', 3)], payment: 'pending' }),
    );
    assert.deepEqual((await read(server, id)).at('totalPriceSet'), {
      shopMoney: { amount: '9.225', currencyCode: 'KWD' },
      presentmentMoney: { amount: '4500.0', currencyCode: 'JPY' },
    });
  });

  it('shows the figures of real data until an act after them moves the money', async () => {
    const server = await startStore();
    const id = server.store.createOrder(
      order({ totalsOverride: { total: '21.50', current: { amount: '18.00', asOf: at(4) } } }),
    );
    const loaded = await read(server, id);
    assert.deepEqual([loaded.totals.original, loaded.totals.current], ['21.5', '18.0']);
    server.store.refund(id, { at: at(5), lines: [{ line: 0, quantity: 1 }], amount: '20', restock: 'CANCEL' });
    assert.equal((await read(server, id)).totals.current, '0.0');
  });

  it('real data may bring a shop currency of its own', async () => {
    const server = await startStore();
    const id = server.store.createOrder(
      order({ shopCurrency: 'EUR', presentmentCurrency: 'USD', exchangeRate: '0.9', lines: [line('10')] }),
    );
    assert.deepEqual((await read(server, id)).at('totalPriceSet.shopMoney'), { amount: '9.0', currencyCode: 'EUR' });
  });

  it('counts shipped, returned and taken back units for the fulfillment status', async () => {
    const server = await startStore();
    const status = async (id: string) => (await read(server, id)).at('displayFulfillmentStatus');
    const id = server.store.createOrder(order({ lines: [line('5', 2), line('5')] }));
    assert.equal(await status(id), 'UNFULFILLED');
    server.store.fulfill(id, { at: at(1), lines: [{ line: 0, quantity: 2 }] });
    assert.equal(await status(id), 'PARTIALLY_FULFILLED');
    server.store.refund(id, { at: at(2), lines: [{ line: 1, quantity: 1 }], amount: '5', restock: 'CANCEL' });
    assert.equal(await status(id), 'FULFILLED');
    server.store.refund(id, { at: at(3), lines: [{ line: 0, quantity: 1 }], amount: '5', restock: 'RETURN' });
    assert.equal(await status(id), 'FULFILLED');
    const gift = server.store.createOrder(order({ lines: [line('50', 1, { giftCard: true })] }));
    assert.equal(await status(gift), 'FULFILLMENT_NOT_REQUIRED');
  });
});
