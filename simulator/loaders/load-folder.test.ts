import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertStoreAgrees } from '../merchant/store-agrees.ts';
import { testStore } from '../merchant/testing-store.ts';
import { watchStore } from '../merchant/truth.ts';
import { type LoadSummary, loadFolder } from './load-folder.ts';

const loadedAt = new Date('2026-11-22T12:00:00Z');
const fixtures = (name: string) => fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));

async function load(folder: string) {
  const store = testStore(loadedAt);
  const truth = watchStore(store);
  const summary = await loadFolder(folder, truth.store, { loadedAt });
  assertStoreAgrees(store, truth);
  assertAccounted(summary);
  const facts = (id: string) => {
    const { original, current, received, refunded, financialStatus, fulfillmentStatus, cancelled } = truth.order(id);
    return [original, current, received, refunded, financialStatus, fulfillmentStatus, cancelled];
  };
  return { store, truth, summary, facts };
}

/** Every row of every file is either in the store or named with its reason. */
function assertAccounted({ files, notUsed }: LoadSummary): void {
  for (const { file, rows, rowsLoaded } of files) {
    const lost = notUsed.filter((item) => item.file === file).reduce((sum, { count }) => sum + count, 0);
    assert.equal(rowsLoaded + lost, rows, `${file}: ${rows} rows read`);
  }
}

const line = (change: object = {}) => ({ id: 1, title: 'Mug', quantity: 2, price: '10.00', ...change });
const order = (change: object = {}) => ({
  id: 5001,
  name: '#1',
  email: 'a@example.com',
  currency: 'CAD',
  created_at: '2026-10-07T09:00:00-04:00',
  updated_at: '2026-10-08T09:00:00-04:00',
  financial_status: 'paid',
  fulfillment_status: null,
  total_price: '20.00',
  line_items: [line()],
  ...change,
});

describe('loading a store from exports', () => {
  it('shows the amounts and statuses of the file', async () => {
    const { summary, facts, truth, store } = await load(fixtures('shopify-csv'));
    assert.deepEqual(summary.loaded, { customers: 3, orders: 8, companies: 1 });
    assert.deepEqual([summary.notUsed, summary.ignored, summary.notes], [[], [], []]);
    assert.deepEqual(facts('5000000001001'), ['107.35', '107.35', '107.35', '0.00', 'PAID', 'FULFILLED', false]);
    assert.deepEqual(facts('5000000001002'), [
      '113.00',
      '56.50',
      '113.00',
      '56.50',
      'PARTIALLY_REFUNDED',
      'PARTIALLY_FULFILLED',
      false,
    ]);
    assert.deepEqual(facts('5000000001003'), ['22.60', '0.00', '22.60', '22.60', 'REFUNDED', 'UNFULFILLED', true]);
    assert.deepEqual(facts('5000000001004'), ['56.50', '0.00', '0.00', '0.00', 'VOIDED', 'UNFULFILLED', true]);
    assert.deepEqual(facts('5000000001005'), ['22.99', '22.99', '22.99', '0.00', 'PAID', 'FULFILLED', false]);
    assert.deepEqual(facts('5000000001006'), ['1000.00', '1000.00', '0.00', '0.00', 'PENDING', 'UNFULFILLED', false]);
    assert.deepEqual(facts('5000000001007'), [
      '80.00',
      '80.00',
      '50.00',
      '0.00',
      'PARTIALLY_PAID',
      'UNFULFILLED',
      false,
    ]);
    assert.deepEqual(facts('5000000001008'), ['61.50', '61.50', '61.50', '0.00', 'PAID', 'FULFILLED', false]);
    assert.equal(truth.order('5000000001006').company, true);
    assert.equal(truth.order('5000000001007').currency, 'EUR');
    assert.equal(store.state.order('5000000001007').input.shopCurrency, 'EUR');
    assert.equal(store.state.order('5000000001008').input.tip, '5.00');
  });

  it('gives an order to the customer with its e-mail and leaves the others to guests', async () => {
    const { truth } = await load(fixtures('shopify-csv'));
    assert.equal(truth.order('5000000001001').customer, '7000000000001');
    assert.equal(truth.order('5000000001007').customer, '7000000000003');
    assert.equal(truth.order('5000000001002').customer, null);
    assert.equal(truth.order('5000000001002').person, 'order/5000000001002');
    assert.equal(truth.order('5000000001005').person, null);
  });

  it('loads REST samples by what the files hold', async () => {
    const { summary, facts, truth } = await load(fixtures('shopify-rest'));
    assert.deepEqual(facts('450789469').slice(0, 5), ['409.94', '409.94', '0.00', '0.00', 'AUTHORIZED']);
    assert.equal(truth.order('450789469').customer, '207119551');
    assert.deepEqual(facts('123456').slice(4), ['VOIDED', 'UNFULFILLED', true]);
    assert.equal(truth.order('123456').test, true);
    assert.deepEqual(summary.ignored, [{ file: 'refund.json', reason: 'holds neither orders nor customers' }]);
    assert.ok(summary.notUsed.some(({ file, record }) => file === 'orders.json' && record === '450789469'));
  });
});

describe('loading REST records', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samestory-load-'));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  async function loadRecords(value: unknown) {
    await writeFile(join(folder, 'any name.json'), typeof value === 'string' ? value : JSON.stringify(value));
    return load(folder);
  }

  it('keeps every digit of an id above 2^53', async () => {
    const text = JSON.stringify({ order: order({ id: 0 }) }).replace('"id":0', '"id":9007199254740993123');
    const { truth } = await loadRecords(text);
    assert.equal(truth.order('9007199254740993123').name, '#1');
  });

  it('takes lists, answers, and answers wrapped by a test; and leaves draft orders alone', async () => {
    const records = [
      order({ id: 1 }),
      { order: order({ id: 2 }) },
      { test: 'x', response: { orders: [order({ id: 3 })] } },
      { draft_order: { id: 4, line_items: [], total_price: '1.00' } },
    ];
    const { truth, summary } = await loadRecords(records);
    assert.deepEqual(
      truth.toJSON().orders.map(({ id }) => id),
      ['1', '2', '3'],
    );
    assert.deepEqual(
      summary.files.map(({ rows, rowsLoaded }) => [rows, rowsLoaded]),
      [[3, 3]],
    );
  });

  it('plays shipments, refunds and removed units, and ends at the file’s own current total', async () => {
    const { facts, store } = await loadRecords({
      orders: [
        order({
          financial_status: 'partially_refunded',
          fulfillment_status: 'partial',
          total_price: '53.00',
          current_total_price: '31.37',
          line_items: [line({ current_quantity: 1 }), line({ id: 2, quantity: 3, current_quantity: 2 })],
          shipping_lines: [{ price: '3.00' }],
          fulfillments: [
            { status: 'success', created_at: '2026-10-07T12:00:00-04:00', line_items: [{ id: 1, quantity: 2 }] },
            { status: 'cancelled', created_at: '2026-10-07T12:00:00-04:00', line_items: [{ id: 2, quantity: 3 }] },
          ],
          refunds: [
            {
              created_at: '2026-10-08T09:00:00-04:00',
              refund_line_items: [{ line_item_id: 1, quantity: 1, restock_type: 'return', subtotal: 10 }],
              transactions: [
                { kind: 'refund', status: 'success', amount: '11.63', currency: 'CAD' },
                { kind: 'refund', status: 'failure', amount: '99.00', currency: 'CAD' },
              ],
            },
          ],
        }),
      ],
    });
    assert.deepEqual(facts('5001'), [
      '53.00',
      '31.37',
      '53.00',
      '11.63',
      'PARTIALLY_REFUNDED',
      'PARTIALLY_FULFILLED',
      false,
    ]);
    assert.deepEqual(
      store.state.order('5001').lines.map(({ returned, removed }) => [returned, removed]),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });

  it('keeps a total that the lines do not explain', async () => {
    const { facts } = await loadRecords({
      orders: [order({ total_price: '25.00' }), order({ id: 2, line_items: [] })],
    });
    assert.deepEqual(facts('5001').slice(0, 3), ['25.00', '25.00', '25.00']);
    assert.deepEqual(facts('2').slice(0, 3), ['20.00', '20.00', '20.00']);
  });

  it('reads the buyer’s money of an order in two currencies', async () => {
    const set = (shop: string, buyer: string) => ({
      shop_money: { amount: shop, currency_code: 'CAD' },
      presentment_money: { amount: buyer, currency_code: 'USD' },
    });
    const two = order({
      presentment_currency: 'USD',
      total_price: '30.00',
      total_price_set: set('30.00', '20.00'),
      line_items: [line({ price: '15.00', price_set: set('15.00', '10.00') })],
    });
    const { truth, store, summary } = await loadRecords({ orders: [two, { ...two, id: 7, total_price_set: null }] });
    assert.deepEqual([truth.order('5001').gross, truth.order('5001').currency], ['20.00', 'USD']);
    assert.equal(store.state.order('5001').input.exchangeRate, '1.50000000');
    assert.deepEqual(
      summary.notUsed.map(({ record, reason }) => [record, reason]),
      [['7', 'total_price is not told in USD']],
    );
  });

  it('takes the newest of several copies and names every record that it cannot use', async () => {
    const { truth, summary } = await loadRecords({
      orders: [
        order(),
        order({ email: 'newer@example.com', updated_at: '2026-10-09T09:00:00-04:00' }),
        order({ id: 2, created_at: null }),
        order({ id: 3, financial_status: 'sort of paid' }),
        order({ id: 4, total_price: 'a lot' }),
        order({ id: 5, currency: 'JPY', total_price: '20.50' }),
      ],
    });
    assert.equal(truth.order('5001').email, 'newer@example.com');
    assert.deepEqual(summary.notUsed.map(({ record, reason }) => [record, reason]).sort(), [
      ['2', 'the order has no created_at'],
      ['3', 'financial status "sort of paid" is not one of Shopify\'s'],
      ['4', 'total_price: not an amount'],
      ['5', '"20.50" has more decimals than JPY has'],
      ['5001', 'another record of order 5001 is as new or newer'],
    ]);
  });

  it('loads exports and JSON side by side, whatever the files are called', async () => {
    await loadRecords({ customers: [{ id: 9, first_name: 'Jo', last_name: 'Li', email: 'BOB@example.com' }] });
    await cp(join(fixtures('shopify-csv'), 'orders_export.csv'), join(folder, 'download (3).csv'));
    await writeFile(join(folder, 'broken.csv'), 'Name;Email;Total\n');
    const { truth, summary } = await load(folder);
    assert.equal(truth.order('5000000001002').customer, '9');
    assert.deepEqual(summary.loaded, { customers: 1, orders: 8, companies: 1 });
    assert.match(summary.ignored[0]?.reason ?? '', /^broken\.csv, line 1: The cells are separated by semicolons/);
  });
});
