import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, failed, ids, matching, noon, openScope, order, person, type Scope } from '../../test/ledger/world.ts';
import type { KeyOutcome, ObservedMember } from './contract.ts';

const cause = 'history 2026-10';
const byMs = 3_600_000;
const from = new Date('2026-10-01T00:00:00.000Z');
const tooOld: KeyOutcome = {
  type: 'done',
  standing: { state: 'left out', reason: 'before the cutoff' },
  lookAgainAt: null,
};

function moveCutoff({ ledger, lane, source }: Scope): Promise<void> {
  return ledger.moveCutoff({ lane, source, setting: `cutoff/${lane}/${source}`, from, cause, byMs, now: noon });
}

/** Somebody looked at these and worked them while they were too old. */
async function leaveOut(scope: Scope, members: readonly ObservedMember[]): Promise<void> {
  await scope.ledger.recordLooks({ now: noon, members });
  await scope.enqueue(...members.map(({ key }) => ({ key, priority: 10, dueAt: noon, cause: 'webhook' })));
  await scope.finish(await scope.claim(), tooOld);
}

onBothDatabases((database) => {
  it('hands out what was staged for it, in its order', async () => {
    const scope = await openScope(database.ledger);
    const stage = (id: number, dueAt: Date, why: string) =>
      scope.ledger.stage({
        lane: scope.lane,
        rows: [{ key: scope.key('order', id), observedAt: at(-10), snapshot: null }],
        priority: 10,
        dueAt,
        cause: why,
      });
    await stage(1, at(61), cause);
    await stage(2, at(60), cause);
    await stage(3, at(60), 'history 2026-09');
    assert.deepEqual(await scope.claim({ now: at(2) }), []);
    await moveCutoff(scope);
    assert.equal(
      await scope.ledger.setting({ name: `cutoff/${scope.lane}/${scope.source}` }),
      '2026-10-01T00:00:00.000Z',
    );
    assert.deepEqual(ids(await scope.claim({ now: noon })), ['2']);
    assert.deepEqual(ids(await scope.claim({ now: at(2) })), ['1']);
  });

  it('hands out what was left out as too old and is not any more', async () => {
    const scope = await openScope(database.ledger);
    const key = (id: number) => scope.key('order', id);
    await leaveOut(scope, [
      order(key(1), { processedAt: '2026-09-30T23:59:59.000Z', createdAt: '2026-10-05T00:00:00.000Z' }),
      order(key(2), { processedAt: '2026-10-01T00:00:00.000Z', createdAt: '2026-09-05T00:00:00.000Z' }),
      person(scope.key('customer', 3), { createdAt: '2026-09-30T23:59:59.000Z' }),
      person(scope.key('customer', 4), { createdAt: '2026-10-01T00:00:00.000Z' }),
    ]);
    await moveCutoff(scope);
    const claimed = await scope.claim();
    assert.deepEqual(ids(claimed).toSorted(), ['2', '4']);
    assert.deepEqual(new Set(claimed.map((claim) => claim.cause)), new Set([cause]));
  });

  it('leaves what stands otherwise, and what belongs to another store or CRM', async () => {
    const scope = await openScope(database.ledger);
    const other = await openScope(database.ledger);
    const late = { processedAt: '2026-10-05T00:00:00.000Z' };
    await leaveOut(scope, [order(scope.key('order', 1), late)]);
    await scope.enqueue(scope.due('order', 1));
    await scope.finish(await scope.claim(), matching);
    await leaveOut(other, [order(other.key('order', 1), late)]);
    await moveCutoff(scope);
    assert.deepEqual([await scope.claim(), await other.claim()], [[], []]);
  });

  it('hands out once more what somebody works by the cutoff before', async () => {
    const scope = await openScope(database.ledger);
    await scope.ledger.recordLooks({
      now: noon,
      members: [order(scope.key('order', 1)), order(scope.key('order', 2))],
    });
    await scope.enqueue(scope.due('order', 1), scope.due('order', 2));
    const inHand = await scope.claim();
    await moveCutoff(scope);
    await scope.finish(inHand.slice(0, 1), tooOld);
    await scope.finish(inHand.slice(1), failed(at(1)));
    assert.deepEqual(ids(await scope.claim()), ids(inHand.slice(0, 1)));
    assert.deepEqual(ids(await scope.claim({ now: at(2) })), ids(inHand.slice(1)));
  });
});
