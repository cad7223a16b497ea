import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { withPostgres } from '../../test/ledger/databases.ts';
import { ids, noon, openScope, order, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey } from '../commerce/keys.ts';
import type { Ledger } from './contract.ts';
import { LaneLostError, LedgerOpenError } from './errors.ts';
import { migrations } from './migrations/all.ts';
import { openLedger } from './open.ts';

it('several processes on one embedded database', { skip: 'needs several connections, and PGlite has one' });

describe('several processes on one PostgreSQL database', () => {
  const server = withPostgres();
  let ledgers: Ledger[] = [];
  before(async () => {
    const databaseUrl = await server().database();
    ledgers = [await openLedger({ databaseUrl }), await openLedger({ databaseUrl })];
  });
  after(() => Promise.all(ledgers.map((ledger) => ledger.close())));

  async function twoScopes(): Promise<readonly [Scope, Scope]> {
    const [first, second] = ledgers;
    assert.ok(first !== undefined && second !== undefined);
    const scope = await openScope(first);
    const claim: Scope['claim'] = ({ limit = 100, leaseMs = 60_000 } = {}) => {
      return second.claim({ lane: scope.lane, source: scope.source, epoch: scope.epoch, now: noon, limit, leaseMs });
    };
    return [scope, { ...scope, ledger: second, claim }];
  }

  it('never hand the same key to two of them', async () => {
    const [first, second] = await twoScopes();
    await first.enqueue(...range(400).map((id) => first.due('order', id)));
    const claims = await Promise.all(range(60).map((turn) => (turn % 2 === 0 ? first : second).claim({ limit: 10 })));
    const claimed = claims.flatMap(ids);
    assert.equal(claimed.length, 400);
    assert.equal(new Set(claimed).size, 400);
  });

  it('give a lane to one of many who ask at once', async () => {
    const takes = range(20).map((number) => {
      const ledger = ledgers[number % 2];
      assert.ok(ledger !== undefined);
      return ledger.takeLane({ destination: 'crm/wanted', holder: `h${number}`, leaseMs: 60_000 });
    });
    const taken = (await Promise.all(takes)).filter((answer) => answer.taken);
    assert.deepEqual(taken, [{ taken: true, epoch: 1 }]);
  });

  it('stop the old holder of a lane the moment a new one has it', async () => {
    const [scope, other] = await twoScopes();
    const { lane: destination, epoch } = scope;
    await scope.enqueue(...range(50).map((id) => scope.due('order', id)));
    await scope.ledger.renewLane({ destination, holder: 'test', epoch, leaseMs: 0 });
    const turns = range(50).map(async (turn) => {
      if (turn === 10) return other.ledger.takeLane({ destination, holder: 'other', leaseMs: 60_000 });
      return scope.claim({ limit: 1 }).catch((error: unknown) => error);
    });
    const answers = await Promise.all(turns);
    const { epoch: now } = await other.ledger.laneState({ destination });
    assert.equal(now, epoch + 1);
    assert.ok(answers.every((answer) => !(answer instanceof Error) || answer instanceof LaneLostError));
    await assert.rejects(scope.claim(), LaneLostError);
  });

  it('take one delivery once, however often it comes at once', async () => {
    const [scope, other] = await twoScopes();
    const delivery = {
      source: scope.source,
      deliveryId: 'd',
      topic: 'x',
      receivedAt: noon,
      known: true,
      problem: null,
    };
    const input = { lane: scope.lane, keys: [scope.due('order', 1)], evidence: [], delivery };
    const answers = await Promise.all(range(50).map((turn) => (turn % 2 === 0 ? scope : other).ledger.enqueue(input)));
    assert.equal(answers.filter(({ duplicate }) => !duplicate).length, 1);
    assert.equal((await scope.claim())[0]?.version, 2, 'made due once, taken once');
  });

  it('merge the same keys in any order without breaking off', async () => {
    const [scope, other] = await twoScopes();
    const keys = range(100).map((id) => scope.due('order', id));
    await Promise.all(
      range(20).map((turn) => {
        const { ledger } = turn % 2 === 0 ? scope : other;
        const mine = turn % 2 === 0 ? keys : keys.toReversed();
        return ledger.enqueue({ lane: scope.lane, keys: mine, evidence: [], delivery: null });
      }),
    );
    const claimed = await scope.claim();
    assert.ok(claimed.every(({ version }) => version === 21));
  });

  it('make one subject of one person whom they see at the same time', async () => {
    const [scope, other] = await twoScopes();
    const email = `jane.${scope.source}@example.com`;
    await Promise.all(
      range(20).map((id) => {
        const { ledger } = id % 2 === 0 ? scope : other;
        return ledger.recordLooks({ now: noon, members: [person(scope.key('guest', id), { email })] });
      }),
    );
    const subjects = await Promise.all(range(20).map((id) => subjectOf(scope.ledger, scope.key('guest', id))));
    assert.equal(new Set(subjects).size, 1);
  });

  it('store one order once when both look at it', async () => {
    const [scope, other] = await twoScopes();
    const key = scope.key('order', 1);
    const found = await Promise.all(
      range(10).map(async (turn) => {
        const { ledger } = turn % 2 === 0 ? scope : other;
        return (await ledger.recordLooks({ now: noon, members: [order(key)] }))[formatKey(key)];
      }),
    );
    const kept = await subjectOf(scope.ledger, key);
    assert.deepEqual(new Set(found), new Set([kept]));
  });

  it('put a record in one batch only', async () => {
    const [scope, other] = await twoScopes();
    await scope.ledger.recordLooks({ now: noon, members: [order(scope.key('order', 1))] });
    const subjectId = await subjectOf(scope.ledger, scope.key('order', 1));
    const ends = { crmId: null, toId: null, label: null };
    const row = { ref: 'r', subjectId, cause: 'test', key: 'k', members: [], ...ends, old: {}, new: {} };
    const input = { destination: scope.lane, epoch: scope.epoch, verb: 'create', object: 'order', now: noon } as const;
    const intents = range(10).map((turn) => (turn % 2 === 0 ? scope : other).ledger.intend({ ...input, rows: [row] }));
    const accepted = (await Promise.all(intents)).flatMap((intent) => intent.accepted);
    assert.deepEqual(accepted, ['r']);
  });

  it('migrate once when twenty of them start together', async () => {
    const databaseUrl = await server().database();
    const opened = await Promise.all(range(20).map(() => openLedger({ databaseUrl })));
    const hashes = await Promise.all(opened.map((ledger) => ledger.valueHash({ values: ['x'] })));
    await Promise.all(opened.map((ledger) => ledger.close()));
    assert.equal(new Set(hashes.flat()).size, 1, 'all of them have the same hash key');
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query('select number from samestory.migration order by 1');
    await client.end();
    assert.deepEqual(
      rows,
      migrations.map(({ number }) => ({ number })),
    );
  });

  it('say why a database cannot be used, without its password', async () => {
    const url = new URL(await server().database());
    const refused = (error: unknown) => {
      return error instanceof LedgerOpenError && /DATABASE_URL/.test(error.message) && !/secret/.test(error.message);
    };
    url.password = 'secret-and-wrong';
    await assert.rejects(openLedger({ databaseUrl: url.href }), refused);
    url.port = '1';
    await assert.rejects(openLedger({ databaseUrl: url.href }), refused);
  });
});

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
