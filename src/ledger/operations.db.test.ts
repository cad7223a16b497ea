import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Kysely, type LogEvent, PGliteDialect } from 'kysely';
import type { Database } from './database.ts';
import { startEmbedded } from './embedded-database.ts';
import type { Input } from './inputs.ts';
import { migrate } from './migrate.ts';
import { ofOneStatement, runOperation } from './operations.ts';

type Single = (typeof ofOneStatement)[number];

const key = { source: '1', kind: 'order', id: '2' } as const;
const lane = 'crm/1';
const source = '1';
const now = new Date('2026-10-07T12:00:00Z');

const told = { lane, keys: [{ key, priority: 1, dueAt: now, cause: 'a' }], evidence: [], delivery: null };

/** What makes each of them do its work. */
const inputs: { readonly [Name in Single]: Input<Name> } = {
  atHand: { lane, source, now },
  changedMembers: { rows: [{ key, updatedAt: now }] },
  claimTask: { lane, source, epoch: 1, now, leaseMs: 1_000 },
  counters: { destination: lane },
  dueSummary: { lane, source, now },
  enqueue: told,
  enqueueAll: { inputs: [told, told] },
  finishTask: {
    lane,
    source,
    epoch: 1,
    name: 'sweep',
    slice: '',
    version: 1,
    nextAt: now,
    position: { name: 'b', value: 1 },
  },
  otherAccounts: { destination: lane },
  putSetting: { name: 'a', value: 1 },
  renewLane: { destination: lane, holder: 'me', epoch: 1, leaseMs: 1_000 },
  scheduleTask: { lane, source, name: 'sweep', slice: '', dueAt: now },
  setting: { name: 'a' },
  standings: { destination: lane, keys: [key] },
  subjectIdsOf: { keys: ['1/order/2'] },
  subjects: { destination: lane, subjectIds: ['1'] },
};

describe('an operation that runs without a transaction', () => {
  const statements: string[] = [];
  let db: Kysely<Database>;

  before(async () => {
    const dialect = new PGliteDialect({ pglite: await startEmbedded(null) });
    const log = ({ query }: LogEvent) => {
      statements.push(query.sql);
    };
    db = new Kysely<Database>({ dialect, log }).withSchema('samestory');
    await migrate(db);
    await runOperation(db, 'takeLane', { destination: lane, holder: 'me', leaseMs: 60_000, exclusive: true });
  });

  after(() => db.destroy());

  for (const name of ofOneStatement) {
    it(`is one statement: ${name}`, async () => {
      statements.length = 0;
      await runOperation<Single>(db, name, inputs[name]);
      assert.equal(statements.length, 1, statements.join('\n'));
    });
  }
});
