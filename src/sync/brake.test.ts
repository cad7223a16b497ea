import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countsForBrake } from './brake.ts';

const orderFed = ['contact.order_count', 'contact.net_spent'];

describe('what counts for the brake', () => {
  it('are contacts that the store rewrote, but not what orders add to their buyers', () => {
    const counts = (cause: string, ...fields: readonly string[]) =>
      countsForBrake('contact', { cause, new: Object.fromEntries(fields.map((field) => [field, 'x'])) }, orderFed);
    assert.equal(counts('webhook orders/paid', ...orderFed), false);
    assert.equal(counts('webhook customers/update', 'contact.first_name'), true);
    assert.equal(counts('webhook orders/paid', 'contact.order_count', 'contact.first_name'), true);
    assert.equal(counts('webhook orders/paid'), true, 'a contact that gets another Shopify ID');
    assert.equal(counts('reconcile', ...orderFed), true, 'put right in masses: nobody planned that');
    assert.equal(counts('history 2026-03', 'contact.first_name'), false);
  });

  it('are orders that are put right, and not orders that move on', () => {
    const counts = (cause: string) => countsForBrake('order', { cause, new: { 'order.net': '1' } }, orderFed);
    assert.deepEqual(
      [counts('webhook orders/paid'), counts('reconcile'), counts('history 2026-03')],
      [false, true, false],
    );
  });
});
