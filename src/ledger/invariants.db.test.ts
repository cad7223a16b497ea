import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, openScope, type Scope } from '../../test/ledger/world.ts';
import { formatKey } from '../commerce/keys.ts';
import { groupBy } from '../lib/chunk.ts';
import type { ClaimedKey, KeyOutcome } from './contract.ts';

/** One thing that can happen to a lane; numbers choose keys, holders and outcomes. */
type Step =
  | { readonly type: 'enqueue'; readonly key: number; readonly priority: number }
  | { readonly type: 'claim'; readonly limit: number; readonly expires: boolean }
  | { readonly type: 'finish'; readonly holding: number; readonly outcome: number }
  | { readonly type: 'wait'; readonly minutes: number };

const keyCount = 6;

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('enqueue'), key: fc.nat(keyCount - 1), priority: fc.constantFrom(10, 50, 100) }),
  fc.record({ type: fc.constant('claim'), limit: fc.integer({ min: 1, max: 4 }), expires: fc.boolean() }),
  fc.record({ type: fc.constant('finish'), holding: fc.nat(9), outcome: fc.nat(5) }),
  fc.record({ type: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 20 }) }),
);

interface Holding {
  readonly claimed: ClaimedKey;
  /** Whether its lease ends at once; then another may have the key too. */
  readonly expires: boolean;
}

function outcomeOf(choice: number, minute: number): KeyOutcome {
  const failure = { class: 'record', code: 'REFUSED', message: 'refused' } as const;
  const outcomes: readonly KeyOutcome[] = [
    { type: 'done', standing: { state: 'matching' }, lookAgainAt: null },
    { type: 'done', standing: { state: 'left out', reason: 'test order' }, lookAgainAt: null },
    { type: 'done', standing: { state: 'matching' }, lookAgainAt: at(minute + 10) },
    { type: 'failed', ...failure, retryAt: at(minute + 5) },
    { type: 'failed', ...failure, retryAt: null },
    { type: 'released' },
  ];
  return outcomes[choice] ?? { type: 'released' };
}

async function play(scope: Scope, steps: readonly Step[]): Promise<void> {
  let minute = 0;
  let holdings: Holding[] = [];
  for (const step of steps) {
    if (step.type === 'wait') minute += step.minutes;
    if (step.type === 'enqueue') {
      await scope.enqueue(scope.due('order', step.key, { priority: step.priority, dueAt: at(minute) }));
    }
    if (step.type === 'claim') {
      const leaseMs = step.expires ? 0 : 600_000;
      const claimed = await scope.claim({ limit: step.limit, leaseMs, now: at(minute) });
      checkClaim(claimed, holdings, step.limit);
      holdings = [...holdings, ...claimed.map((key) => ({ claimed: key, expires: step.expires }))];
    }
    if (step.type === 'finish') {
      const holding = holdings[step.holding % Math.max(1, holdings.length)];
      if (holding === undefined) continue;
      holdings = holdings.filter((other) => other !== holding);
      await scope.finish([holding.claimed], outcomeOf(step.outcome, minute), at(minute));
    }
    await checkCounters(scope);
  }
}

/** Never two holders of a key; never a key whose claims are used up; a suspect comes alone. */
function checkClaim(claimed: readonly ClaimedKey[], holdings: readonly Holding[], limit: number): void {
  const held = new Set(holdings.filter(({ expires }) => !expires).map((holding) => formatKey(holding.claimed.key)));
  const names = claimed.map(({ key }) => formatKey(key));
  assert.equal(new Set(names).size, names.length);
  assert.ok(
    names.every((name) => !held.has(name)),
    'a key that somebody holds was handed out',
  );
  assert.ok(claimed.length <= limit);
  assert.ok(claimed.every(({ claims }) => claims <= 5));
  if (claimed.some(({ claims }) => claims >= 3)) assert.equal(claimed.length, 1, 'a suspect is worked alone');
}

/** The counters say what a count of the standings would say, and dead letters are the records that need somebody. */
async function checkCounters({ ledger, lane: destination, key }: Scope): Promise<void> {
  const keys = Array.from({ length: keyCount }, (_, id) => key('order', id));
  const standings = await ledger.standings({ destination, keys });
  const counted = standings.flatMap(({ standing }) => (standing === null ? [] : [standing.state]));
  const expected = [...groupBy(counted, (state) => state)].map(([state, all]) => [state, all.length]);
  const counters = await ledger.counters({ destination });
  const states = [...groupBy(counters, ({ state }) => state)];
  const found = states.map(([state, rows]) => [state, rows.reduce((sum, { count }) => sum + count, 0)]);
  assert.deepEqual(found.toSorted(), expected.toSorted());
  const letters = await ledger.parked({ destination, limit: 99 });
  assert.equal(letters.length, counted.filter((state) => state === 'needs you').length);
}

onBothDatabases((database) => {
  it('holds its invariants whatever happens', { timeout: 240_000 }, async () => {
    const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
    const steps = fc.array(step, { minLength: 10, maxLength: 40 });
    const property = fc.asyncProperty(steps, async (chosen) => play(await openScope(database.ledger), chosen));
    try {
      await fc.assert(property, { seed, numRuns: 25, interruptAfterTimeLimit: 60_000 });
    } finally {
      console.log(`seed ${seed} on ${database.name}; SEED=${seed} repeats it`);
    }
  });
});
