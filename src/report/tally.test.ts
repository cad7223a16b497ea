import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import Big from 'big.js';
import fc from 'fast-check';
import { ExactSum } from './exact-sum.ts';
import { type AmountId, figures } from './figures.ts';
import type { OrderFacts } from './order-facts.ts';
import { periodOf } from './period.ts';
import { dimensions } from './report.ts';
import { ReportTally } from './tally.ts';

function facts(change: Partial<OrderFacts> & { readonly some?: Partial<Record<AmountId, string | null>> }): OrderFacts {
  const { some, ...rest } = change;
  const day = rest.day ?? '2026-10-07';
  return {
    at: Date.parse(day),
    day,
    person: 0,
    currency: 'EUR',
    cancelled: false,
    channel: 'Online Store',
    acquisitionSource: null,
    campaign: null,
    ...rest,
    amounts: {
      gross: '10.00',
      discounts: '0',
      refunded: '0',
      net: '10',
      grossMinusRefunded: '10',
      tax: '0',
      shipping: '0',
      duties: '0',
      tips: '0',
      giftCardsSold: null,
      giftCardsUsed: null,
      outstanding: '0',
      neverPaid: '0',
      ...some,
    },
  };
}

const amount = fc
  .tuple(fc.integer({ min: -1_000_000, max: 9_000_000_000 }), fc.integer({ min: 0, max: 4 }))
  .map(([units, decimals]) => new Big(units).div(10 ** decimals).toFixed(decimals));

const order = fc
  .record({
    person: fc.integer({ min: -1, max: 4 }),
    day: fc
      .integer({ min: 0, max: 700 })
      .map((days) => new Date(1_700_000_000_000 + days * 86_400_000).toISOString().slice(0, 10)),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
    cancelled: fc.boolean(),
    channel: fc.constantFrom('Online Store', 'Point of Sale', null),
    campaign: fc.constantFrom('Été', null),
    gross: amount,
    net: fc.option(amount, { nil: null }),
  })
  .map(({ gross, net, ...rest }) => facts({ ...rest, some: { gross, net } }));

describe('report', () => {
  it('adds exactly, whatever the decimals and however large', () => {
    fc.assert(
      fc.property(fc.array(amount), (amounts) => {
        const sum = new ExactSum();
        for (const one of amounts) sum.add(one);
        const expected = amounts.reduce((total, one) => total.plus(one), new Big(0));
        assert.ok(new Big(sum.total).eq(expected), `${sum.total} is not ${expected.toFixed()}`);
      }),
    );
    assert.throws(() => new ExactSum().add('1e5'), RangeError);
  });

  it('ties to the sum of its orders in every dimension', () => {
    fc.assert(
      fc.property(fc.array(order, { maxLength: 40 }), (orders) => {
        const tally = new ReportTally('store', 'quarter');
        for (const one of orders) tally.add(one);
        const report = tally.report();
        for (const currency of new Set(orders.map((one) => one.currency))) {
          const own = orders.filter((one) => one.currency === currency);
          const gross = own.reduce((sum, one) => sum.plus(one.amounts.gross ?? 0), new Big(0));
          for (const dimension of dimensions) {
            const rows = report.rows[dimension].filter((row) => row.currency === currency);
            const sum = rows.reduce((total, row) => total.plus(row.amounts.gross ?? Number.NaN), new Big(0));
            assert.ok(sum.eq(gross), dimension);
            const counted = rows.reduce((total, row) => total + row.orders, 0);
            assert.equal(counted, own.length);
            const known = own.filter(({ person, cancelled }) => person >= 0 && !cancelled).length;
            assert.equal(
              rows.reduce((total, row) => total + row.newCustomers + row.returningOrders, 0),
              known,
            );
          }
          const [total] = report.rows.total.filter((row) => row.currency === currency);
          const buyers = new Set(
            own.filter(({ person, cancelled }) => person >= 0 && !cancelled).map(({ person }) => person),
          );
          assert.equal(total?.customers, buyers.size);
          assert.equal(
            total?.amounts.net === null,
            own.some((one) => one.amounts.net === null),
          );
        }
      }),
    );
  });

  it('knows who is new, who came back and after how long, in whatever sequence orders come', () => {
    const orders = [
      facts({ person: 1, day: '2026-01-01' }),
      facts({ person: 1, day: '2026-01-31' }),
      facts({ person: 1, day: '2026-02-05' }),
      facts({ person: 2, day: '2026-02-01' }),
      facts({ person: 2, day: '2026-03-03', cancelled: true }),
      facts({ person: -1, day: '2026-02-01' }),
    ];
    for (const sequence of [orders, orders.toReversed()]) {
      const tally = new ReportTally('store', 'month');
      for (const one of sequence) tally.add(one);
      const { rows, repeat, firstDay, lastDay } = tally.report();
      assert.deepEqual(
        rows.period.map((row) => [row.group, row.orders, row.customers, row.newCustomers, row.returningOrders]),
        [
          ['2026-01', 2, 1, 1, 1],
          ['2026-02', 3, 2, 1, 1],
          ['2026-03', 1, 0, 0, 0],
        ],
      );
      assert.deepEqual(repeat, { buyers: 2, repeatBuyers: 1, repeatOrders: 2, medianDays: 5, nineOfTenDays: 30 });
      assert.deepEqual([firstDay, lastDay], ['2026-01-01', '2026-03-03']);
      assert.deepEqual([rows.total[0]?.cancellationRate, rows.total[0]?.ordersWithoutBuyer], ['16.7', 1]);
    }
  });

  it('says how much history is worth moving, and why', () => {
    const tally = new ReportTally('store', 'month');
    for (let person = 0; person < 40; person += 1) {
      const start = Date.parse('2024-01-01') + person * 86_400_000;
      for (const days of [0, person < 36 ? 80 : 500]) {
        const at = start + days * 86_400_000;
        tally.add(facts({ person, at, day: new Date(at).toISOString().slice(0, 10) }));
      }
    }
    const { history } = tally.report();
    assert.equal(history.months, 3);
    assert.match(history.reason, /Nine of ten repeat orders came within 80 days/);
    const small = new ReportTally('store', 'month');
    small.add(facts({}));
    assert.match(small.report().history.reason, /0 repeat orders here, too few/);
  });

  it('has a definition for every figure, and periods of every length', () => {
    assert.equal(figures.length, new Set(figures.map(({ label }) => label)).size);
    for (const { definition } of figures) assert.match(definition, /^[A-Z].+\.$/);
    assert.deepEqual(
      (['month', 'quarter', 'year'] as const).map((unit) => periodOf('2026-10-07', unit)),
      ['2026-10', '2026-Q4', '2026'],
    );
  });
});
