import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, failed, ids, matching, noon, openScope } from '../../test/ledger/world.ts';
import type { EnqueueInput } from './contract.ts';

const delivery = (source: string, deliveryId: string): NonNullable<EnqueueInput['delivery']> => {
  return { source, deliveryId, topic: 'orders/updated', receivedAt: noon, known: true, problem: null };
};

onBothDatabases((database) => {
  it('merges a key that is due already: highest priority, earliest time, the more urgent cause', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1, { dueAt: at(5) }));
    await scope.enqueue(scope.due('order', 1, { dueAt: at(9), priority: 100, cause: 'webhook' }));
    await scope.enqueue(scope.due('order', 1, { dueAt: at(7), priority: 50, cause: 'reconcile' }));
    assert.deepEqual(await scope.claim({ now: at(4) }), []);
    const [claimed, ...others] = await scope.claim({ now: at(5) });
    assert.equal(others.length, 0);
    assert.equal(claimed?.priority, 100);
    assert.equal(claimed?.cause, 'webhook');
  });

  it('leaves what is due its reason where the caller wants that, also when whoever had claimed it is gone', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1, { cause: 'sweep orders changed' }));
    await scope.claim();
    await scope.enqueue(
      scope.due('order', 1, { priority: 50, cause: 'reconcile', keepsCause: true }),
      scope.due('order', 2, { priority: 50, cause: 'reconcile', keepsCause: true }),
    );
    const { ledger } = database;
    const { lane, source } = scope;
    const taken = await ledger.takeLane({ destination: lane, holder: 'another', leaseMs: 60_000, exclusive: true });
    assert.ok(taken.taken);
    const { epoch } = taken;
    const again = await ledger.claim({ lane, source, epoch, now: noon, leaseMs: 60_000, limit: 10 });
    assert.deepEqual(again.map(({ key, cause }) => [key.id, cause]).toSorted(), [
      ['1', 'sweep orders changed'],
      ['2', 'reconcile'],
    ]);
  });

  it('merges the same key within one call', async () => {
    const scope = await openScope(database.ledger);
    const urgent = scope.due('order', 1, { dueAt: at(9), priority: 100, cause: 'webhook' });
    await scope.enqueue(scope.due('order', 1), urgent);
    const [claimed] = await scope.claim();
    assert.equal(claimed?.priority, 100);
    assert.equal(claimed?.cause, 'webhook');
  });

  it('says that a delivery is a repetition, and adds nothing', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const input = { lane: scope.lane, evidence: [], delivery: delivery(scope.source, 'd-1') };
    assert.deepEqual(await ledger.enqueue({ ...input, keys: [scope.due('order', 1)] }), { duplicate: false });
    assert.deepEqual(await ledger.enqueue({ ...input, keys: [scope.due('order', 2)] }), { duplicate: true });
    assert.deepEqual(ids(await scope.claim()), ['1']);
    const counts = await ledger.deliveryCounts({ source: scope.source });
    assert.deepEqual(counts, { received: 1, unknown: 0, problems: 0, lastAt: noon });
  });

  it('stores what comes together as if it came one by one: of a repetition nothing, of all else everything', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const { lane, source } = scope;
    const [asked, kept] = [scope.key('customer', 7), scope.key('customer', 8)];
    const told = (deliveryId: string, id: number, priority: number, about = kept) => ({
      lane,
      keys: [scope.due('order', id, { priority, dueAt: at(-id), cause: `${deliveryId} ${priority}` })],
      evidence: [{ key: about, fact: 'deleted', other: null, saidBy: deliveryId, deliveryId, at: noon }] as const,
      delivery: { ...delivery(source, deliveryId), dataRequest: { key: asked, orders: ['1'] } },
    });
    const alone = { lane, keys: [scope.due('order', 3)], evidence: [], delivery: null };
    const inputs = [told('a', 1, 10), told('a', 4, 10, asked), told('b', 1, 50), alone, told('b\u0000', 5, 50), alone];
    const answers = await ledger.enqueueAll({ inputs });
    assert.deepEqual(
      answers.map(({ duplicate }) => duplicate),
      [false, true, false, false, true, false],
    );
    const claimed = await scope.claim();
    assert.deepEqual(
      claimed.map(({ key, priority, cause }) => [key.id, priority, cause]),
      [
        ['1', 50, 'b 50'],
        ['3', 10, 'history'],
      ],
    );
    assert.deepEqual(
      (await ledger.evidenceOf({ keys: [asked, kept] })).map(({ key, saidBy }) => [key.id, saidBy]),
      [['8', 'a']],
    );
    assert.deepEqual(
      (await ledger.dataRequests({ source })).map(({ key }) => key.id),
      ['7', '7'],
    );
    assert.equal((await ledger.deliveryCounts({ source })).received, 2);
  });

  it('counts a delivery once although two lanes keep it, and makes its keys due in both', async () => {
    const { ledger } = database;
    const first = await openScope(ledger);
    const second = await openScope(ledger);
    for (const { lane } of [first, second]) {
      const unreadable = { ...delivery(first.source, 'd-2'), known: false, problem: 'the body is not JSON' };
      await ledger.enqueue({ lane, keys: [first.due('order', 1)], evidence: [], delivery: unreadable });
    }
    const counts = await ledger.deliveryCounts({ source: first.source });
    assert.deepEqual(counts, { received: 1, unknown: 1, problems: 1, lastAt: noon });
    assert.deepEqual(ids(await second.claim({ source: first.source })), ['1']);
  });

  it('hands out evidence with its key, and the first teller of a fact stays', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const fact = { key: scope.key('customer', 1), fact: 'merged into', other: scope.key('customer', 2) } as const;
    const first = { ...fact, saidBy: 'webhook customers/merge', deliveryId: 'd-3', at: noon };
    const again = { ...fact, saidBy: 'events', deliveryId: null, at: at(60) };
    const keys = [scope.due('customer', 1)];
    await ledger.enqueue({ lane: scope.lane, keys, evidence: [first], delivery: null });
    await ledger.enqueue({ lane: scope.lane, keys, evidence: [again], delivery: null });
    const [claimed] = await scope.claim();
    assert.deepEqual(claimed?.evidence, [first]);
    assert.deepEqual(await ledger.evidenceOf({ keys: [scope.key('customer', 1)] }), [first]);
  });

  it('clears a key that is done, and only if it was not made due again meanwhile', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1), scope.due('order', 2));
    const claimed = await scope.claim();
    await scope.enqueue(scope.due('order', 2, { priority: 100, cause: 'webhook' }));
    assert.deepEqual(await scope.claim(), [], 'a key in work is handed to nobody else');
    await scope.finish(claimed);
    const again = await scope.claim();
    assert.deepEqual(ids(again), ['2']);
    assert.equal(again[0]?.claims, 1);
    assert.equal(again[0]?.cause, 'webhook');
  });

  it('lets a failed key rest until its time, whatever happens to it meanwhile', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1));
    await scope.finish(await scope.claim(), failed(at(30)));
    await scope.enqueue(scope.due('order', 1, { priority: 100 }));
    assert.deepEqual(await scope.claim({ now: at(29) }), []);
    const [retried] = await scope.claim({ now: at(30) });
    assert.equal(retried?.attempts, 1);
    assert.ok(retried);
    await scope.finish([retried], failed(at(60)), at(30));
    const [second] = await scope.claim({ now: at(60) });
    assert.equal(second?.attempts, 2);
    assert.ok(second);
    await scope.enqueue(scope.due('order', 1));
    await scope.finish([second]);
    const [afterSuccess] = await scope.claim();
    assert.equal(afterSuccess?.attempts, 0, 'success forgets the failures before it');
  });

  it('looks again at the time that an outcome asks for', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1));
    await scope.finish(await scope.claim(), { type: 'done', standing: { state: 'matching' }, lookAgainAt: at(15) });
    const summary = await database.ledger.dueSummary({ lane: scope.lane, source: scope.source, now: noon });
    assert.deepEqual(summary, { ready: 0, later: 1, leased: 0, nextAt: at(15) });
    assert.deepEqual(ids(await scope.claim({ now: at(15) })), ['1']);
  });

  it('gives back a key that was not worked, without counting the claim', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1));
    for (let time = 0; time < 7; time += 1) {
      const claimed = await scope.claim();
      assert.equal(claimed[0]?.claims, 1);
      await scope.finish(claimed, { type: 'released' });
    }
  });

  it('hands a key out again when its lease runs out, and ignores what the first holder says then', async () => {
    const scope = await openScope(database.ledger);
    await scope.enqueue(scope.due('order', 1));
    const first = await scope.claim({ leaseMs: 0 });
    const second = await scope.claim();
    assert.equal(second[0]?.claims, 2);
    await scope.finish(first, failed(null));
    assert.deepEqual(
      (await database.ledger.dueSummary({ lane: scope.lane, source: scope.source, now: noon })).leased,
      1,
    );
    const key = scope.key('order', 1);
    const [standing] = await database.ledger.standings({ destination: scope.lane, keys: [key] });
    assert.deepEqual(standing, { key, standing: null, due: true, subjectId: null });
    await scope.finish(second);
    assert.deepEqual(await scope.claim(), []);
  });

  it('works a suspect alone, and after ten claims without an outcome makes it a dead letter', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    await scope.enqueue(scope.due('order', 1, { priority: 100 }), scope.due('order', 2));
    const sizes: number[] = [];
    for (let claim = 1; claim <= 10; claim += 1) sizes.push((await scope.claim({ leaseMs: 0, limit: 1 })).length);
    assert.deepEqual(sizes, Array(10).fill(1));
    const after = await scope.claim();
    assert.deepEqual(ids(after), ['2']);
    const letters = await ledger.parked({ destination: scope.lane, limit: 9 });
    assert.deepEqual(
      letters.map(({ key, field, class: failure, code, attempts }) => [key.id, field, failure, code, attempts]),
      [['1', null, 'bug', 'NO_OUTCOME', 10]],
    );
    await scope.enqueue(scope.due('order', 1));
    assert.deepEqual(ids(await scope.claim()), ['1'], 'a change brings it back');
  });

  it('takes old keys too while live ones keep coming, and none of another store', async () => {
    const scope = await openScope(database.ledger);
    const other = (id: number) => ({ source: '999', kind: 'order', id: String(id) }) as const;
    await scope.enqueue(...range(50).map((id) => scope.due('order', id, { priority: 100, dueAt: at(-5) })));
    await scope.enqueue(...range(50).map((id) => scope.due('order', 100 + id, { dueAt: at(-60 + id) })));
    await scope.enqueue(...range(50).map((id) => ({ ...scope.due('order', 0, { priority: 100 }), key: other(id) })));
    const claimed = await scope.claim({ limit: 10 });
    assert.ok(claimed.slice(0, 8).every(({ priority }) => priority === 100));
    assert.ok(ids(claimed).includes('100'), 'the oldest key of all');
    assert.ok(claimed.every(({ key }) => key.source === scope.source));
    assert.equal((await scope.claim({ source: '999' })).length, 50);
  });

  it('sets only the standing of a key that was worked beside another', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const key = scope.key('customer', 5);
    const results = [{ key, version: 0, outcome: matching }];
    await ledger.finish({ lane: scope.lane, epoch: scope.epoch, now: noon, results });
    const standings = await ledger.standings({ destination: scope.lane, keys: [key] });
    assert.deepEqual(standings, [{ key, standing: { state: 'matching' }, due: false, subjectId: null }]);
  });
});

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
