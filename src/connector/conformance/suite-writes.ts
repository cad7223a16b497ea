import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WriteOutcome } from '../destination.ts';
import type { DestinationHarness } from './harness.ts';
import {
  changed,
  contactRow,
  createAll,
  created,
  makeContact,
  makeOrder,
  orderRow,
  smuggled,
  updateAll,
  withParent,
} from './suite-rows.ts';

type Run = (test: (harness: DestinationHarness) => Promise<void>) => () => Promise<void>;

/** Create and update: what each may never do, and that every row is accounted for. */
export function writeTests(run: Run): void {
  describe('create', () => createTests(run));
  describe('update', () => updateTests(run));
  describe('update of what people deleted, merged or kept', () => movedTests(run));
  describe('refused values', () => refusalTests(run));
  describe('lost and refused calls', () => faultTests(run));
  describe('owned fields', () => ownershipTests(run));
}

function createTests(run: Run): void {
  it(
    'makes one record for each row and says its id',
    run(async ({ destination, witness }) => {
      const rows = [1, 2, 3, 4, 5].map((number) => contactRow(number));
      const outcomes = await createAll(destination, 'contact', rows);
      assert.deepEqual(outcomes.map(({ ref }) => ref).sort(), rows.map(({ ref }) => ref).sort());
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        rows.map(() => 'created'),
      );
      const ids = outcomes.flatMap((outcome) => (outcome.status === 'created' ? [outcome.id] : []));
      assert.deepEqual([...ids].sort(), [...(await witness.ids('contact'))].sort());
      for (const [index, id] of ids.entries()) {
        const ref = outcomes[index]?.ref;
        const row = rows.find((one) => one.ref === ref);
        assert.equal(await witness.value('contact', id, 'contact.last_name'), row?.write.values['contact.last_name']);
      }
    }),
  );

  it(
    'never updates: a taken address leaves the record that has it as it is',
    run(async ({ destination, witness }) => {
      const id = await makeContact(destination, contactRow(1, { 'contact.first_name': 'First' }));
      const row = contactRow(2, { 'contact.email': 'Buyer.1@example.com', 'contact.first_name': 'Second' });
      const [outcome] = await destination.create('contact', [row]);
      assert.ok(outcome?.status === 'exists', JSON.stringify(outcome));
      assert.equal(outcome.id, destination.capabilities.existsTellsId ? id : null);
      assert.equal(await witness.value('contact', id, 'contact.first_name'), 'First');
      assert.deepEqual(await witness.ids('contact'), [id]);
    }),
  );

  it(
    'seeds a field of the CRM when it makes the record',
    run(async ({ destination, witness }) => {
      const id = await makeContact(destination, contactRow(1, {}, { 'contact.phone': '+4930901820' }));
      assert.equal(await witness.value('contact', id, 'contact.phone'), '+4930901820');
    }),
  );

  it(
    'answers for every row of a mixed batch, and writes the good ones',
    run(async ({ destination, witness, refusedValue }) => {
      await makeContact(destination, contactRow(1));
      const bad = { [refusedValue.field]: refusedValue.value };
      const rows = [10, 11, 12, 13, 14, 15, 16].map((number) => contactRow(number, number === 13 ? bad : {}));
      rows.push({ ...contactRow(17), write: created('contact', 'k', { 'contact.email': 'buyer.1@example.com' }) });
      const outcomes = await createAll(destination, 'contact', rows);
      const byRef = new Map(outcomes.map((outcome) => [outcome.ref, outcome.status]));
      assert.equal(outcomes.length, rows.length);
      assert.equal(byRef.size, rows.length);
      assert.equal(byRef.get('contact 13'), 'refused');
      assert.equal(byRef.get('contact 17'), 'exists');
      assert.equal([...byRef.values()].filter((status) => status === 'created').length, 6);
      assert.equal((await witness.ids('contact')).length, 7);
    }),
  );
}

function updateTests(run: Run): void {
  it(
    'changes the given fields and no others',
    run(async ({ destination, witness, faults }) => {
      const id = await makeContact(destination, contactRow(1));
      await faults.edit('contact', id, 'contact.phone', '+331');
      const write = changed('contact', { 'contact.first_name': 'Grace' });
      assert.deepEqual(await destination.update('contact', [{ ref: 'a', id, write }]), [
        { ref: 'a', status: 'updated', id },
      ]);
      assert.equal(await witness.value('contact', id, 'contact.first_name'), 'Grace');
      assert.equal(await witness.value('contact', id, 'contact.last_name'), 'Buyer 1');
      assert.equal(await witness.value('contact', id, 'contact.phone'), '+331');
    }),
  );

  it(
    'never creates: an id that does not exist is gone',
    run(async ({ destination, witness }) => {
      const write = changed('contact', { 'contact.first_name': 'Nobody' });
      assert.deepEqual(await destination.update('contact', [{ ref: 'a', id: '999999', write }]), [
        { ref: 'a', status: 'gone' },
      ]);
      assert.deepEqual(await witness.ids('contact'), []);
    }),
  );
}

function movedTests(run: Run): void {
  it(
    'says that a deleted record is gone and writes the others',
    run(async ({ destination, witness, faults }) => {
      const [kept, deleted] = [
        await makeContact(destination, contactRow(1)),
        await makeContact(destination, contactRow(2)),
      ];
      await faults.remove('contact', deleted);
      const write = changed('contact', { 'contact.first_name': 'Grace' });
      const outcomes = await updateAll(destination, 'contact', [
        { ref: 'deleted', id: deleted, write },
        { ref: 'kept', id: kept, write },
      ]);
      assert.equal(statusOf(outcomes, 'deleted'), 'gone');
      assert.equal(statusOf(outcomes, 'kept'), 'updated');
      assert.deepEqual(await witness.ids('contact'), [kept]);
    }),
  );

  it(
    'says where a merged record went',
    run(async ({ destination, faults }) => {
      const [survivor, loser] = [
        await makeContact(destination, contactRow(1)),
        await makeContact(destination, contactRow(2)),
      ];
      await faults.merge('contact', loser, survivor);
      const write = changed('contact', { 'contact.first_name': 'Grace' });
      const outcomes = await destination.update('contact', [{ ref: 'a', id: loser, write }]);
      assert.deepEqual(outcomes, [{ ref: 'a', status: 'moved', id: survivor }]);
    }),
  );

  it(
    'gives an adopted record its key and members',
    run(async ({ destination, settle }) => {
      const id = await makeContact(destination, contactRow(1));
      const identity = { key: '548380009/customer/77', members: ['548380009/customer/77', '548380009/guest/78'] };
      const [outcome] = await destination.update('contact', [
        { ref: 'a', id, identity, write: changed('contact', {}) },
      ]);
      assert.equal(outcome?.status, 'updated');
      await settle();
      const [record] = await destination.readBack('contact', { ids: [id] });
      assert.equal(record?.key, identity.key);
      assert.deepEqual(record?.members, identity.members);
      await destination.update('contact', [
        { ref: 'b', id, identity: { key: '', members: [] }, write: changed('contact', {}) },
      ]);
      const [bare] = await destination.readBack('contact', { ids: [id] });
      assert.deepEqual([bare?.key, bare?.members], [null, []], 'an empty key takes the identity off again');
    }),
  );
}

function refusalTests(run: Run): void {
  it(
    'names the field, writes nothing, and writes the same row without it',
    run(async ({ destination, witness, refusedValue: { field, value } }) => {
      const row = contactRow(1, { [field]: value });
      const [outcome] = await destination.create('contact', [row]);
      assert.ok(outcome?.status === 'refused', JSON.stringify(outcome));
      assert.deepEqual(outcome.fields, [field]);
      assert.equal(outcome.failure.message.includes(value), false, 'a failure holds no personal data');
      assert.deepEqual(await witness.ids('contact'), []);
      const [again] = await destination.create('contact', [contactRow(1, { [field]: null })]);
      assert.equal(again?.status, 'created');
      assert.equal((await witness.ids('contact')).length, 1);
    }),
  );

  it(
    'does the same in an update',
    run(async ({ destination, witness, refusedValue: { field, value } }) => {
      const id = await makeContact(destination, contactRow(1));
      const before = await witness.value('contact', id, field);
      const write = changed('contact', { [field]: value, 'contact.last_name': 'New' });
      const [outcome] = await destination.update('contact', [{ ref: 'a', id, write }]);
      assert.ok(outcome?.status === 'refused', JSON.stringify(outcome));
      assert.deepEqual(outcome.fields, [field]);
      assert.equal(await witness.value('contact', id, field), before);
      assert.equal(await witness.value('contact', id, 'contact.last_name'), 'Buyer 1');
    }),
  );
}

function faultTests(run: Run): void {
  it(
    'a create whose answer was lost is unknown and was not repeated',
    run(async ({ destination, witness, faults }) => {
      const row = await withParent(destination, 1, orderRow(1));
      faults.loseNextAnswer();
      const outcomes = await destination.create('order', [row]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['unknown'],
      );
      assert.equal((await witness.ids('order')).length, 1);
      const page = await destination.list('order', null);
      assert.deepEqual(
        page.records.map(({ key }) => key),
        [row.key],
      );
    }),
  );

  it(
    'an update whose answer was lost is carried out and is not said to have failed',
    run(async ({ destination, witness, faults }) => {
      const id = await makeContact(destination, contactRow(1));
      faults.loseNextAnswer();
      const [outcome] = await destination.update('contact', [
        { ref: 'a', id, write: changed('contact', { 'contact.first_name': 'Grace' }) },
      ]);
      assert.ok(outcome?.status === 'unknown' || outcome?.status === 'updated', JSON.stringify(outcome));
      assert.equal(await witness.value('contact', id, 'contact.first_name'), 'Grace');
    }),
  );

  it(
    'without quota nothing is written, and every row says so',
    run(async ({ destination, witness, faults }) => {
      faults.throttle();
      const outcomes = await createAll(destination, 'contact', [contactRow(1), contactRow(2)]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['not written', 'not written'],
      );
      for (const outcome of outcomes) {
        assert.ok(outcome.status === 'not written');
        assert.equal(outcome.failure.class, 'quota');
        assert.ok((outcome.failure.retryAfterMs ?? 0) > 0);
      }
      faults.endThrottle();
      assert.deepEqual(await witness.ids('contact'), []);
    }),
  );
}

function ownershipTests(run: Run): void {
  it(
    'never sends a field that the write does not allow',
    run(async ({ destination, witness, faults }) => {
      const row = contactRow(1);
      const id = await makeContact(destination, {
        ...row,
        write: smuggled(row.write, 'contact.lead_status', 'OPEN'),
      });
      assert.equal(await witness.value('contact', id, 'contact.lead_status'), null);
      const order = await makeOrder(destination, 5);
      await faults.edit('order', order, 'order.note', 'Call before noon');
      const write = smuggled(changed('order', { 'order.current_total': '3.00' }), 'order.note', 'Overwritten');
      await destination.update('order', [{ ref: 'a', id: order, write }]);
      assert.equal(await witness.value('order', order, 'order.note'), 'Call before noon');
      assert.equal(Number(await witness.value('order', order, 'order.current_total')), 3);
    }),
  );

  it(
    'never writes a seed again',
    run(async ({ destination, witness, faults }) => {
      const id = await makeContact(destination, contactRow(1, {}, { 'contact.phone': '+4930901820' }));
      await faults.edit('contact', id, 'contact.phone', '+331');
      const write = smuggled(changed('contact', { 'contact.first_name': 'Grace' }), 'contact.phone', '+4930901820');
      await destination.update('contact', [{ ref: 'a', id, write }]);
      assert.equal(await witness.value('contact', id, 'contact.phone'), '+331');
    }),
  );
}

function statusOf(outcomes: readonly WriteOutcome[], ref: string): string | undefined {
  return outcomes.find((outcome) => outcome.ref === ref)?.status;
}
