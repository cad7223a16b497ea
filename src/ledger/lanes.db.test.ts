import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope } from '../../test/ledger/world.ts';
import { LaneLostError } from './errors.ts';

onBothDatabases((database) => {
  it('gives a lane to one holder at a time, and a new epoch to each', async () => {
    const { ledger } = database;
    const destination = 'crm/hand-over';
    const take = (holder: string, leaseMs: number) => ledger.takeLane({ destination, holder, leaseMs });
    assert.deepEqual(await ledger.laneState({ destination }), { holder: null, epoch: 0, leaseUntil: null });
    assert.deepEqual(await take('a', 60_000), { taken: true, epoch: 1 });
    const { leaseUntil } = await ledger.laneState({ destination });
    assert.deepEqual(await take('b', 60_000), { taken: false, holder: 'a', until: leaseUntil });
    await ledger.releaseLane({ destination, holder: 'a', epoch: 1 });
    assert.deepEqual(await take('b', 0), { taken: true, epoch: 2 });
    assert.deepEqual(await take('c', 60_000), { taken: true, epoch: 3 }, 'the lease of b has run out');
    await assert.rejects(ledger.renewLane({ destination, holder: 'b', epoch: 2, leaseMs: 60_000 }), (error) => {
      return error instanceof LaneLostError && error.destination === destination;
    });
    await ledger.releaseLane({ destination, holder: 'b', epoch: 2 });
    assert.equal((await ledger.laneState({ destination })).holder, 'c', 'who lost it cannot give it back');
    await ledger.renewLane({ destination, holder: 'c', epoch: 3, leaseMs: 600_000 });
    assert.deepEqual(await take('c', 60_000), { taken: true, epoch: 4 }, 'a holder that starts anew fences itself off');
  });

  it('names who works with other accounts, but not the stores that share this one', async () => {
    const { ledger } = database;
    const take = (destination: string, leaseMs: number) =>
      ledger.takeLane({ destination, holder: `of ${destination}`, leaseMs });
    await take('other/1 for 548380009', 60_000);
    await take('other/1', 60_000);
    await take('other/2', 0);
    await take('other/3', 60_000);
    const named = async (destination: string) =>
      (await ledger.otherAccounts({ destination })).filter((one) => one.destination.startsWith('other/'));
    assert.deepEqual(await named('other/3'), [{ destination: 'other/1', holder: 'of other/1' }], 'each account once');
    assert.deepEqual(await named('other/1'), [{ destination: 'other/3', holder: 'of other/3' }], 'a lease has run out');
  });

  it('counts standings as they change, and keeps a dead letter as long as somebody has to act', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const { lane: destination, source } = scope;
    const counted = async () => {
      const rows = await ledger.counters({ destination });
      assert.ok(rows.every((row) => row.source === source));
      return rows.map(({ kind, state, reason, count }) => [kind, state, reason, count]);
    };
    await scope.enqueue(scope.due('order', 1), scope.due('order', 2), scope.due('customer', 3));
    await scope.finish(await scope.claim());
    assert.deepEqual(await counted(), [
      ['customer', 'matching', '', 1],
      ['order', 'matching', '', 2],
    ]);
    await scope.enqueue(scope.due('order', 1), scope.due('order', 2));
    const [first, second] = await scope.claim();
    assert.ok(first !== undefined && second !== undefined);
    const failure = { class: 'record', code: 'REFUSED', message: `order ${first.key.id} is refused` } as const;
    await scope.finish([first], { type: 'failed', ...failure, retryAt: null });
    await scope.finish([second], { type: 'failed', ...failure, code: 'HTTP_503', retryAt: at(5) });
    assert.deepEqual(await counted(), [
      ['customer', 'matching', '', 1],
      ['order', 'needs you', 'record', 1],
      ['order', 'waiting', 'HTTP_503', 1],
    ]);
    const [letter] = await ledger.parked({ destination, limit: 9 });
    assert.deepEqual(letter, { key: first.key, field: null, ...failure, attempts: 1, since: noon });
    const standings = await ledger.standings({ destination, keys: [first.key, scope.key('order', 99)] });
    const stands = { state: 'needs you', class: 'record', reason: failure.message };
    assert.deepEqual(standings, [
      { key: first.key, standing: stands, due: false, subjectId: null },
      { key: scope.key('order', 99), standing: null, due: false, subjectId: null },
    ]);
    await scope.enqueue({ ...scope.due('order', 0), key: first.key });
    const leftOut = { type: 'done', standing: { state: 'left out', reason: 'test order' }, lookAgainAt: null } as const;
    await scope.finish(await scope.claim(), leftOut);
    assert.deepEqual(await ledger.parked({ destination, limit: 9 }), []);
    assert.deepEqual((await counted()).slice(1), [
      ['order', 'left out', 'test order', 1],
      ['order', 'waiting', 'HTTP_503', 1],
    ]);
  });

  it('runs a task once at a time, and again when it was moved while it ran', async () => {
    const { ledger } = database;
    const { lane, source, epoch } = await openScope(ledger);
    const claim = (now = noon, leaseMs = 60_000) => ledger.claimTask({ lane, source, epoch, now, leaseMs });
    await ledger.scheduleTask({ lane, source, name: 'sweep', slice: 'orders changed', dueAt: at(5) });
    assert.equal(await claim(), null);
    const task = await claim(at(5));
    assert.ok(task !== null);
    assert.deepEqual([task.name, task.slice], ['sweep', 'orders changed']);
    assert.equal(await claim(at(5)), null);
    await ledger.finishTask({ lane, source, epoch, ...task, nextAt: at(10) });
    assert.equal(await claim(at(9)), null);
    const second = await claim(at(10));
    assert.ok(second !== null);
    await ledger.scheduleTask({ lane, source, name: 'sweep', slice: 'orders changed', dueAt: at(11) });
    await ledger.finishTask({ lane, source, epoch, ...second, nextAt: at(99) });
    const third = await claim(at(11));
    assert.ok(third !== null, 'due at the time that it was moved to');
    await ledger.finishTask({ lane, source, epoch, ...second, nextAt: null });
    assert.equal(await claim(at(200)), null, 'who lost the task cannot end it');
    await ledger.finishTask({ lane, source, epoch, ...third, nextAt: null });
    assert.equal(await claim(at(200)), null);
    const summary = await ledger.dueSummary({ lane, source, now: noon });
    assert.deepEqual(summary, { ready: 0, later: 0, leased: 0, nextAt: null }, 'tasks are no records');
  });

  it('keeps settings of any shape', async () => {
    const { ledger } = database;
    assert.equal(await ledger.setting({ name: 'none' }), null);
    for (const value of [{ a: [1, 'x'] }, 'text', 7, false, null]) {
      await ledger.putSetting({ name: 'some', value });
      assert.deepEqual(await ledger.setting({ name: 'some' }), value);
    }
  });

  it('lets the first of many values under one name count for all', async () => {
    const { ledger } = database;
    const told = await Promise.all([1, 2, 3, 4].map((value) => ledger.settingOnce({ name: 'once', value: { value } })));
    assert.deepEqual(new Set(told.map((value) => JSON.stringify(value))).size, 1);
    assert.deepEqual(await ledger.settingOnce({ name: 'once', value: 'late' }), told[0]);
    assert.deepEqual(await ledger.setting({ name: 'once' }), told[0]);
  });

  it('deletes what is past its retention and nothing else', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const { lane, source } = scope;
    await ledger.prune({ now: noon });
    const deliver = (deliveryId: string, receivedAt: Date) => {
      const delivery = { source, deliveryId, topic: 'orders/updated', receivedAt, known: true, problem: null };
      return ledger.enqueue({ lane, keys: [], evidence: [], delivery });
    };
    const day = 24 * 60;
    await deliver('old', at(-31 * day));
    await deliver('new', at(-29 * day));
    assert.deepEqual(await ledger.prune({ now: noon }), { deleted: 1 });
    assert.equal((await ledger.deliveryCounts({ source })).received, 1);
    assert.deepEqual(await deliver('old', noon), { duplicate: false });
  });
});
