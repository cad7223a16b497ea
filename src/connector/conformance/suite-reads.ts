import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sameValue } from '../../field-map/compare.ts';
import type { FieldValues } from '../../field-map/types.ts';
import type { CrmRecord, Destination } from '../destination.ts';
import type { DestinationHarness, SuiteOptions } from './harness.ts';
import {
  changed,
  conformanceFields,
  contactRow,
  createAll,
  idOf,
  makeContact,
  makeOrder,
  orderRow,
} from './suite-rows.ts';

type Run = (test: (harness: DestinationHarness) => Promise<void>) => () => Promise<void>;

/** Reading back, listing, changes and history: the other half of every proof. */
export function readTests(run: Run, { lacks }: SuiteOptions): void {
  describe('readBack', () => readBackTests(run, lacks['readBack by key']));
  describe('values', () => valueTests(run));
  describe('list and changes', () => listTests(run));
  describe('history', () => historyTests(run, lacks.history));
  describe('other writers', () => otherWriterTests(run, lacks['other writers']));
}

function readBackTests(run: Run, lacksKeys: string | undefined): void {
  it(
    'answers by id, and is silent about what does not exist',
    run(async ({ destination, faults, settle }) => {
      const [kept, deleted] = [
        await makeContact(destination, contactRow(1)),
        await makeContact(destination, contactRow(2)),
      ];
      await faults.remove('contact', deleted);
      await settle();
      const records = await readAll(destination, [deleted, kept, '999999']);
      assert.deepEqual(
        records.map(({ id, askedId, key }) => ({ id, askedId, key })),
        [{ id: kept, askedId: kept, key: '548380009/customer/1' }],
      );
      assert.deepEqual(records[0]?.emails, ['buyer.1@example.com']);
    }),
  );

  it(
    'answers a merged id with its survivor',
    run(async ({ destination, faults, settle }) => {
      const ids: string[] = [];
      for (const number of [1, 2, 3]) ids.push(await makeContact(destination, contactRow(number)));
      const [survivor = '', loser = '', other = ''] = ids;
      await faults.merge('contact', loser, survivor);
      await settle();
      const records = await readAll(destination, [loser, survivor, other]);
      const answers = new Map(records.map(({ askedId, id }) => [askedId, id]));
      assert.deepEqual(
        answers,
        new Map([
          [loser, survivor],
          [survivor, survivor],
          [other, other],
        ]),
      );
      const [alone] = await destination.readBack('contact', { ids: [loser] });
      assert.equal(alone?.id, survivor);
      assert.equal(alone?.askedId, loser);
    }),
  );

  it(
    'answers by our key at once',
    { skip: lacksKeys ?? false },
    run(async ({ destination }) => {
      const id = await makeOrder(destination, 5);
      const records = await destination.readBack('order', { keys: ['548380009/order/5', '548380009/order/6'] });
      assert.deepEqual(
        records.map((record) => ({ id: record.id, key: record.key })),
        [{ id, key: '548380009/order/5' }],
      );
    }),
  );

  it(
    'refuses a second record with the same key and says which one has it',
    { skip: lacksKeys ?? false },
    run(async ({ destination, witness }) => {
      const id = await makeOrder(destination, 5);
      const [outcome] = await destination.create('order', [orderRow(5)]);
      assert.ok(outcome?.status === 'exists', JSON.stringify(outcome));
      assert.equal(outcome.id, id);
      assert.deepEqual(await witness.ids('order'), [id]);
    }),
  );
}

const roundTrips: readonly { readonly name: string; readonly values: FieldValues }[] = [
  { name: 'unicode, emoji and quotes', values: { 'order.channel': `Café “Ñandú” 👩🏽‍🚀 & <b>O'Neil</b> \\ "x"` } },
  { name: 'right-to-left text', values: { 'order.channel': 'متجر القهوة — חנות' } },
  { name: 'money with three decimals', values: { 'order.currency': 'KWD', 'order.current_total': '1234567.125' } },
  { name: 'money without decimals', values: { 'order.currency': 'JPY', 'order.current_total': '98000' } },
  { name: 'money in cents', values: { 'order.current_total': '0.10', 'order.refunded': '1000000000.01' } },
  {
    name: 'nothing refunded and a negative amount',
    values: { 'order.refunded': '0.00', 'order.current_total': '-3.30' },
  },
  { name: 'a moment', values: { 'order.date': '2026-03-29T01:59:59.999Z' } },
  { name: 'a status', values: { 'order.payment_status': 'Partially refunded' } },
];

function valueTests(run: Run): void {
  for (const { name, values } of roundTrips) {
    it(
      `come back as they were sent: ${name}`,
      run(async ({ destination, settle }) => {
        const id = await makeOrder(destination, 5, values);
        await settle();
        const [record] = await destination.readBack('order', { ids: [id] });
        for (const [field, sent] of Object.entries(values)) {
          const type = conformanceFields.find((one) => one.name === field)?.type ?? 'text';
          const read = record?.values[field];
          assert.ok(sameValue(type, sent, read), `${field}: sent ${sent}, read ${read}`);
        }
      }),
    );
  }

  it(
    'come back as they were sent: names and an address in capitals',
    run(async ({ destination, settle }) => {
      const values = { 'contact.email': 'ZOE@Example.COM', 'contact.first_name': 'Zoë', 'contact.last_name': '山田' };
      const id = await makeContact(destination, contactRow(1, values));
      await settle();
      const [record] = await destination.readBack('contact', { ids: [id] });
      assert.equal(record?.values['contact.email'], 'zoe@example.com');
      assert.equal(record?.values['contact.first_name'], 'Zoë');
      assert.equal(record?.values['contact.last_name'], '山田');
      assert.equal(record?.values['contact.phone'], null);
    }),
  );

  it(
    'are cleared by null',
    run(async ({ destination, settle }) => {
      const id = await makeContact(destination, contactRow(1));
      await destination.update('contact', [
        { ref: 'a', id, write: changed('contact', { 'contact.first_name': null }) },
      ]);
      await settle();
      const [record] = await destination.readBack('contact', { ids: [id] });
      assert.equal(record?.values['contact.first_name'], null);
      assert.equal(record?.values['contact.last_name'], 'Buyer 1');
    }),
  );
}

function listTests(run: Run): void {
  it(
    'lists every record once, over several pages',
    run(async ({ destination, witness }) => {
      const rows = Array.from({ length: 130 }, (_, index) => contactRow(index + 1));
      const outcomes = await createAll(destination, 'contact', rows);
      const listed: CrmRecord[] = [];
      let pages = 0;
      for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
        const page = await destination.list('contact', cursor);
        listed.push(...page.records);
        cursor = page.next;
        pages += 1;
      }
      assert.ok(pages > 1);
      assert.deepEqual(listed.map(({ id }) => id).sort(), outcomes.map(idOf).sort());
      assert.deepEqual(listed.map(({ id }) => id).sort(), [...(await witness.ids('contact'))].sort());
      assert.deepEqual(new Set(listed.map(({ key }) => key)), new Set(rows.map(({ key }) => key)));
    }),
  );

  it(
    'tells what changed since a moment',
    run(async ({ destination, faults, settle }) => {
      const [quiet, busy] = [
        await makeContact(destination, contactRow(1)),
        await makeContact(destination, contactRow(2)),
      ];
      await settle();
      await settle();
      const [before] = await destination.readBack('contact', { ids: [quiet] });
      await faults.edit('contact', busy, 'contact.last_name', 'Edited');
      await settle();
      const since = new Date((before?.updatedAt.getTime() ?? 0) + 1_000);
      const changes: CrmRecord[] = [];
      for await (const page of destination.changedSince('contact', since)) changes.push(...page);
      assert.deepEqual(
        changes.map(({ id }) => id),
        [busy],
      );
      assert.equal(changes[0]?.values['contact.last_name'], 'Edited');
    }),
  );
}

function historyTests(run: Run, lacks: string | undefined): void {
  it(
    'tells our writes from those of people',
    { skip: lacks ?? false },
    run(async ({ destination, faults, settle }) => {
      const id = await makeContact(destination, contactRow(1));
      await settle();
      await faults.edit('contact', id, 'contact.last_name', 'Edited');
      const [history] = await destination.history('contact', [id], ['contact.last_name']);
      assert.deepEqual(
        history?.entries.map(({ value, ours }) => ({ value, ours })),
        [
          { value: 'Edited', ours: false },
          { value: 'Buyer 1', ours: true },
        ],
      );
    }),
  );
}

function otherWriterTests(run: Run, lacks: string | undefined): void {
  it(
    'are none where only we write',
    run(async ({ destination }) => {
      await makeOrder(destination, 5);
      assert.deepEqual(await destination.otherWriters(), []);
    }),
  );

  it(
    'are named with what they left and when they wrote last',
    { skip: lacks ?? false },
    run(async ({ destination, faults }) => {
      await makeOrder(destination, 5);
      await faults.bringOrder?.('6001');
      await faults.bringOrder?.('6002');
      const writers = await destination.otherWriters();
      assert.deepEqual(
        writers.map(({ left, taken, orders }) => ({ left, taken, orders: orders.toSorted() })),
        [{ left: { contact: 0, order: 2 }, taken: 0, orders: ['6001', '6002'] }],
      );
      assert.ok(writers[0]?.lastWroteAt instanceof Date);
    }),
  );
}

async function readAll(destination: Destination, ids: readonly string[]): Promise<CrmRecord[]> {
  const records: CrmRecord[] = [];
  const size = destination.capabilities.batch.read;
  for (let start = 0; start < ids.length; start += size) {
    records.push(...(await destination.readBack('contact', { ids: ids.slice(start, start + size) })));
  }
  return records;
}
