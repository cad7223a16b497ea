import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchStore } from '../../../simulator/merchant/truth.ts';
import { systemClock } from '../../lib/clock.ts';
import { createStage } from '../pressure/stage.ts';
import { startSimulators } from '../simulators.ts';
import { judgeFiles, type WrittenFiles } from './files-proof.ts';

describe('what files say', () => {
  it('is laid beside what happened: a wrong value, a missing row and a doubled person are told', async () => {
    const simulators = await startSimulators({ seed: 1, clock: systemClock, unreliableWebhooks: false });
    try {
      const { store, toJSON } = watchStore(simulators.store.store, { steps: false });
      const stage = createStage({ store, clock: systemClock, currency: 'CAD', number: 0, id: 'x', crm: () => null });
      const customerId = stage.buyer();
      const order = stage.sell({ customerId, email: stage.email('robin') });
      store.refund(order, { at: stage.now(), lines: [], amount: '10.00', restock: 'NO_RESTOCK' });
      const truth = toJSON();
      const { number: shop, timeZone } = simulators.shop;
      const row = { order_key: `${shop}/order/${order}`, order_refunded: '10.00', order_net: '117.65' };
      const person = { contact_key: `${shop}/customer/${customerId}`, contact_email: stage.email('robin') };
      const judged = (orders: WrittenFiles['orders'], contacts: WrittenFiles['contacts']) =>
        judgeFiles({ written: [], orders, contacts }, truth, { shop, timeZone }, truth).differences.map(
          ({ field, expected, found }) => [field, expected, found],
        );
      const orders = new Map([[row.order_key, row]]);
      assert.deepEqual(judged(orders, [person]), []);
      assert.deepEqual(judged(new Map([[row.order_key, { ...row, order_net: '127.65' }]]), [person]), [
        ['order.net', '117.65', '127.65'],
      ]);
      assert.deepEqual(judged(new Map(), [person]), [[null, 'a row', 'none']]);
      assert.deepEqual(judged(orders, [person, person]), [[null, '1 contact', '2']]);
      assert.deepEqual(judged(orders, [{ ...person, contact_email: 'x@example.com' }]), [
        ['contact.email', stage.email('robin'), 'x@example.com'],
      ]);
    } finally {
      await simulators.close();
    }
  });
});
