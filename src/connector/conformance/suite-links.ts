import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DestinationHarness, SuiteOptions } from './harness.ts';
import { contactRow, makeContact, makeOrder, orderRow } from './suite-rows.ts';

type Run = (test: (harness: DestinationHarness) => Promise<void>) => () => Promise<void>;

const label = 'order_contact';

/** Links between orders and contacts. */
export function linkTests(run: Run, { lacks }: SuiteOptions): void {
  it(
    'are made once, however often they are asked for',
    run(async ({ destination, witness }) => {
      const [order, contact] = [await makeOrder(destination, 5), await makeContact(destination, contactRow(1))];
      const pair = { ref: 'a', label, fromId: order, toId: contact } as const;
      assert.deepEqual(await destination.link([pair]), [{ ref: 'a', status: 'done' }]);
      assert.deepEqual(await destination.link([pair]), [{ ref: 'a', status: 'done' }]);
      assert.deepEqual(await witness.contactsOf(order), [contact]);
      assert.deepEqual(await destination.readLinks(label, [order]), new Map([[order, [contact]]]));
    }),
  );

  it(
    'to a record that does not exist are not said to be done',
    run(async ({ destination, witness }) => {
      const [order, contact] = [await makeOrder(destination, 5), await makeContact(destination, contactRow(1))];
      const size = destination.capabilities.batch.link;
      const pairs = [
        { ref: 'good', label, fromId: order, toId: contact },
        { ref: 'bad', label, fromId: order, toId: '999999' },
      ] as const;
      const outcomes =
        size > 1
          ? await destination.link(pairs)
          : (await Promise.all(pairs.map((pair) => destination.link([pair])))).flat();
      assert.deepEqual(outcomes.map(({ ref }) => ref).sort(), ['bad', 'good']);
      assert.equal(outcomes.find(({ ref }) => ref === 'good')?.status, 'done');
      assert.notEqual(outcomes.find(({ ref }) => ref === 'bad')?.status, 'done');
      assert.deepEqual(await witness.contactsOf(order), [contact]);
    }),
  );

  it(
    'are removed, and removing them twice is no error',
    { skip: lacks.unlink ?? false },
    run(async ({ destination, witness }) => {
      const [order, contact] = [await makeOrder(destination, 5), await makeContact(destination, contactRow(1))];
      const pair = { ref: 'a', label, fromId: order, toId: contact } as const;
      await destination.link([pair]);
      assert.deepEqual(await destination.unlink([pair]), [{ ref: 'a', status: 'done' }]);
      assert.deepEqual(await destination.unlink([pair]), [{ ref: 'a', status: 'done' }]);
      assert.deepEqual(await witness.contactsOf(order), []);
      assert.deepEqual(await destination.readLinks(label, [order]), new Map());
    }),
  );

  it(
    'travel inside a create',
    { skip: lacks['links inside a create'] ?? false },
    run(async ({ destination, witness }) => {
      const contact = await makeContact(destination, contactRow(1));
      const row = { ...orderRow(5), links: [{ label, toId: contact }] } as const;
      const [outcome] = await destination.create('order', [row]);
      assert.ok(outcome?.status === 'created');
      assert.deepEqual(await witness.contactsOf(outcome.id), [contact]);
    }),
  );

  it(
    'are what an order needs to be made',
    { skip: lacks['orders need a contact'] ?? false },
    run(async ({ destination, witness }) => {
      const [outcome] = await destination.create('order', [orderRow(5)]);
      assert.ok(outcome?.status === 'refused');
      assert.deepEqual(outcome.fields, []);
      assert.deepEqual(await witness.ids('order'), []);
    }),
  );
}
