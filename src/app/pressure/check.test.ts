import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { watchStore } from '../../../simulator/merchant/truth.ts';
import { coreFieldMap } from '../../field-map/core.ts';
import { systemClock } from '../../lib/clock.ts';
import type { BalanceReport } from '../../sync/types.ts';
import { viewCrm } from '../demo/crm-view.ts';
import { openPlace, setUp } from '../demo/place.ts';
import { createLogger } from '../log.ts';
import { systemRuntime } from '../runtime.ts';
import { startSimulators } from '../simulators.ts';
import { checkCase } from './check.ts';
import { createStage } from './stage.ts';

const shop = '548380009';
const nothing: BalanceReport = {
  at: '',
  depth: 'full',
  inconclusive: false,
  balance: [],
  money: [],
  differences: [],
  named: [],
};
const fields = coreFieldMap.fields.filter(({ name }) => name === 'order.refunded' || name === 'order.currency');

describe('what a case finds', () => {
  it('is every value that is not what happened, every missing record, every second contact', async () => {
    const simulators = await startSimulators({ seed: 1, clock: systemClock, unreliableWebhooks: false });
    const runtime = systemRuntime(createLogger('silent'));
    const place = await openPlace(simulators, null, coreFieldMap, runtime);
    try {
      const { account } = simulators.crm;
      const { destination } = (await setUp(place, runtime)).route;
      const held = (field: string, value: string) => ({ [destination.propertyOf(field) ?? '']: value });
      const truth = watchStore(simulators.store.store);
      const view = () => viewCrm(account, destination);
      const crm = () => ({ account, view: view(), shop, needsPerson: new Set<string>() });
      const stage = createStage({ store: truth.store, clock: systemClock, currency: 'CAD', number: 0, id: 'x', crm });
      const customer = stage.buyer();
      const order = stage.sell({ customerId: customer, email: stage.email('robin') });
      stage.store.refund(order, { at: stage.now(), lines: [], amount: '10.00', restock: 'NO_RESTOCK' });
      const found = (report = nothing, needsPerson = new Map<string, string>()) => {
        const map = { version: 'test', fields };
        const since = new Date(0);
        const input = { view: view(), truth: truth.toJSON(), shop, map, since, timeZone: 'UTC', report, needsPerson };
        return checkCase(input, stage).differences.map(
          ({ record, field, expected, found: is }) => `${record.split(' ')[0]} ${field}: ${expected} / ${is}`,
        );
      };
      assert.deepEqual(found(), ['order null: a record / none in the CRM', 'person null: 1 contact / 0 contacts']);

      const ours = account.asIntegration('1', 'test');
      const contact = ours.create('contacts', {
        email: stage.email('robin'),
        samestory_key: `${shop}/customer/${customer}`,
      });
      const key = `${shop}/order/${order}`;
      const values = { ...held('order.currency', 'CAD'), ...held('order.refunded', '0') };
      const record = ours.create('orders', { samestory_key: key, ...values });
      assert.deepEqual(found(), [
        'order order.refunded: 10.00 / 0',
        'order buyer: linked to the one contact of its buyer / 0 links',
      ]);
      ours.update('orders', record, held('order.refunded', '10'));
      ours.link('orders', record, 'contacts', contact);
      assert.deepEqual(found(), []);

      ours.update('contacts', contact, { email: 'other@example.com' });
      assert.match(found().join(), /contact\.email: robin\.x@buyers\.example\.com \/ other@example\.com/);
      ours.update('contacts', contact, { email: stage.email('robin') });
      const key2 = { source: shop, kind: 'order', id: order } as const;
      const differing = {
        key: key2,
        crmId: record,
        fields: [{ field: 'order.channel', shopify: 'a', crm: null }],
        links: false,
      };
      assert.match(found({ ...nothing, differences: [differing] }).join(), /order\.channel: a \/ empty/);
      assert.match(found(nothing, new Map([[key, 'look at it']])).join(), /nothing for a person to do \/ look at it/);
    } finally {
      await place.close();
      await simulators.close();
    }
  });
});
