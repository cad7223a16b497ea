import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addMoney, canonicalAmount, compareMoney, currencyDecimals, subtractMoney } from './money.ts';

const cents = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const eur = (units: bigint) => {
  const sign = units < 0n ? '-' : '';
  const digits = (units < 0n ? -units : units).toString().padStart(3, '0');
  return { amount: `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`, currency: 'EUR' };
};

describe('money', () => {
  it('knows currencies without and with three decimals', () => {
    assert.deepEqual(['JPY', 'EUR', 'KWD', '???'].map(currencyDecimals), [0, 2, 3, 2]);
  });

  it('spells one value one way and never rounds', () => {
    const spell = (amount: string, currency: string) => canonicalAmount({ amount, currency });
    assert.equal(spell('20.0', 'EUR'), '20.00');
    assert.equal(spell('20.0', 'JPY'), '20');
    assert.equal(spell('1.5', 'KWD'), '1.500');
    assert.equal(spell('1.2345', 'EUR'), '1.2345');
    assert.equal(spell('-0.00', 'EUR'), '0.00');
    assert.equal(spell('123456789012345678.99', 'EUR'), '123456789012345678.99');
  });

  it('refuses to mix currencies', () => {
    assert.throws(() => addMoney({ amount: '1', currency: 'EUR' }, { amount: '1', currency: 'USD' }), /EUR and USD/);
  });

  it('adds and subtracts exactly', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        const sum = addMoney(eur(a), eur(b));
        assert.equal(compareMoney(sum, eur(a + b)), 0);
        assert.equal(compareMoney(subtractMoney(sum, eur(b)), eur(a)), 0);
      }),
    );
  });
});
