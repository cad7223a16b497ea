import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { firstTouch } from './attribution.ts';
import type { Visit } from './order.ts';
import { type BuyersOrder, repeatSignals } from './repeat-signals.ts';

function order(day: string, change: Partial<BuyersOrder> = {}): BuyersOrder {
  return {
    processedAt: `${day}T10:00:00Z`,
    day,
    test: false,
    cancelledAt: null,
    voided: false,
    currency: 'EUR',
    refunded: '0.00',
    net: '10.00',
    firstVisit: null,
    ...change,
  };
}

const refunded = { refunded: '10.00', net: '0.00' };

function visit(occurredAt: string, utmSource: string): Visit {
  const none = {
    referrerUrl: null,
    landingPage: null,
    utmMedium: null,
    utmCampaign: null,
    utmContent: null,
    utmTerm: null,
  };
  return { occurredAt, source: 'Google', utmSource, ...none };
}

describe('repeat signals', () => {
  it('of nobody who ordered say nothing', () => {
    assert.deepEqual(repeatSignals([]), {
      orders: 0,
      firstOrderAt: null,
      lastOrderAt: null,
      netSpent: null,
      currencies: [],
      usualGapDays: null,
    });
  });

  it('never count test, cancelled and voided orders, in any of them', () => {
    const never = [
      order('2026-01-01', { test: true, currency: 'USD' }),
      order('2026-12-01', { cancelledAt: '2026-12-02T10:00:00Z', currency: 'CAD' }),
      order('2026-12-03', { voided: true }),
    ];
    assert.deepEqual(repeatSignals([...never, order('2026-05-01')]), repeatSignals([order('2026-05-01')]));
  });

  it('count an order that was refunded in full, without moving the last order date', () => {
    const signals = repeatSignals([order('2026-05-01'), order('2026-05-11'), order('2026-06-01', refunded)]);
    assert.equal(signals.orders, 3);
    assert.equal(signals.lastOrderAt, '2026-05-11T10:00:00Z');
    assert.equal(signals.netSpent?.amount, '20.00');
    assert.equal(signals.usualGapDays, 10);
    const only = repeatSignals([order('2026-06-01', refunded)]);
    assert.deepEqual(
      [only.firstOrderAt, only.lastOrderAt, only.netSpent?.amount],
      ['2026-06-01T10:00:00Z', null, '0.00'],
    );
  });

  it('keep an order that was refunded in part', () => {
    const signals = repeatSignals([order('2026-06-01', { refunded: '9.99', net: '0.01' })]);
    assert.deepEqual([signals.lastOrderAt, signals.netSpent?.amount], ['2026-06-01T10:00:00Z', '0.01']);
  });

  it('add up one currency exactly, and name several instead of adding', () => {
    const fils = repeatSignals([
      order('2026-01-01', { currency: 'KWD', net: '0.105' }),
      order('2026-01-02', { currency: 'KWD', net: '0.2' }),
    ]);
    assert.deepEqual(fils.netSpent, { amount: '0.305', currency: 'KWD' });
    const mixed = repeatSignals([order('2026-01-01', { currency: 'USD' }), order('2026-01-02')]);
    assert.deepEqual([mixed.netSpent, mixed.currencies], [null, ['EUR', 'USD']]);
  });

  it('tell the usual gap by days: the median, of an even number the shorter, and a day is one occasion', () => {
    const on = (...days: readonly string[]) => repeatSignals(days.map((day) => order(day))).usualGapDays;
    assert.equal(on('2026-01-01', '2026-01-01'), null);
    assert.equal(on('2026-01-01', '2026-01-08'), 7);
    assert.equal(on('2026-01-01', '2026-01-08', '2026-01-28'), 7);
    assert.equal(on('2026-03-28', '2026-03-30', '2026-04-10', '2026-04-11'), 2);
    assert.equal(on('2025-12-31', '2026-12-31'), 365);
  });

  it('are the same in whatever sequence the orders come', () => {
    const orders = fc.array(
      fc.record({
        day: fc.integer({ min: 1, max: 28 }).map((day) => `2026-02-${String(day).padStart(2, '0')}`),
        change: fc.constantFrom<Partial<BuyersOrder>>({}, refunded, { test: true }, { voided: true }, { net: '3.30' }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(orders, fc.infiniteStream(fc.nat()), (list, ranks) => {
        const made = list.map(({ day, change }) => order(day, change));
        const mixed = made
          .map((one) => ({ one, rank: ranks.next().value ?? 0 }))
          .sort((left, right) => left.rank - right.rank)
          .map(({ one }) => one);
        assert.deepEqual(repeatSignals(mixed), repeatSignals(made));
      }),
    );
  });
});

describe('the first touch', () => {
  it('is the earliest first visit, also of a cancelled order, and moves back only', () => {
    const early = visit('2026-01-01T08:00:00Z', 'newsletter');
    const late = visit('2026-02-01T08:00:00Z', 'ads');
    const first = order('2026-01-02', { firstVisit: early, cancelledAt: '2026-01-03T00:00:00Z' });
    const second = order('2026-02-02', { firstVisit: late });
    assert.equal(firstTouch([second, order('2026-03-01')]), late);
    assert.equal(firstTouch([second, first]), early);
    assert.equal(
      firstTouch([order('2026-01-01', { firstVisit: visit('2025-01-01T00:00:00Z', 'x'), test: true })]),
      null,
    );
  });
});
