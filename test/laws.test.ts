import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { addMoney, canonicalAmount, compareMoney } from '../src/commerce/money.ts';
import { phoneNumber } from '../src/commerce/phone.ts';
import { changedFields } from '../src/field-map/compare.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { ownedFields } from '../src/field-map/owned-write.ts';
import { projectOrder } from '../src/field-map/project.ts';
import { normalizeEmail } from '../src/identity/email.ts';
import { bag, order, totals } from './support/order.ts';

const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map((minor) => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
});
const eur = (text: string) => ({ amount: text, currency: 'EUR' });
const letters = fc.string({ unit: 'binary', maxLength: 12 });
const names = ownedFields(coreFieldMap, 'order');
const someOrder = fc
  .record({ name: letters, current: amount, note: letters })
  .map(({ name, current, note }) => order({ name, totals: totals({ current: bag(current) }), note }));

describe('laws', () => {
  it('money adds up in any grouping, and one value has one spelling', () => {
    fc.assert(
      fc.property(amount, amount, amount, (a, b, c) => {
        const left = addMoney(addMoney(eur(a), eur(b)), eur(c));
        const right = addMoney(eur(a), addMoney(eur(c), eur(b)));
        assert.equal(compareMoney(left, right), 0);
        assert.equal(canonicalAmount(left), canonicalAmount(right));
        assert.equal(canonicalAmount(eur(canonicalAmount(left))), canonicalAmount(left));
      }),
    );
  });

  it('an address or a number that is normalized is its own normal form', () => {
    fc.assert(
      fc.property(letters, letters, fc.constantFrom(null, 'CA', 'DE', 'US'), (a, b, country) => {
        const email = normalizeEmail(`${a}@${b}`);
        assert.equal(normalizeEmail(email), email);
        const phone = phoneNumber(`${country === null ? '+49' : ''}${a}1711234567`, country);
        assert.equal(phoneNumber(phone, null), phone);
      }),
    );
  });

  it('one order is projected in one way, and differs in nothing from itself', () => {
    fc.assert(
      fc.property(someOrder, (one) => {
        const { values } = projectOrder(coreFieldMap, one);
        assert.deepEqual(projectOrder(coreFieldMap, structuredClone(one)).values, values);
        assert.deepEqual(changedFields(coreFieldMap, names, values, values), {});
      }),
    );
  });

  it('writing a difference twice is writing it once', () => {
    fc.assert(
      fc.property(someOrder, someOrder, (before, after) => {
        const known = projectOrder(coreFieldMap, before).values;
        const wanted = projectOrder(coreFieldMap, after).values;
        const written = { ...known, ...changedFields(coreFieldMap, names, wanted, known) };
        assert.deepEqual(changedFields(coreFieldMap, names, wanted, written), {});
      }),
    );
  });
});
