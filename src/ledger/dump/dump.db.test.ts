import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { withPostgres } from '../../../test/ledger/databases.ts';
import { noon, openScope, order, person, subjectOf } from '../../../test/ledger/world.ts';
import type { Ledger } from '../contract.ts';
import { type LedgerPlace, openLedger } from '../open.ts';
import { checkDump, DumpError } from './read-dump.ts';
import { restoreDump } from './restore.ts';
import { writeDump } from './write-dump.ts';

const quiet = () => undefined;

/** Rows in every kind of column: JSON with and without values, texts that a line must survive, numbers drawn, leases. */
async function fillLedger(ledger: Ledger): Promise<void> {
  const scope = await openScope(ledger);
  const { lane: destination, epoch } = scope;
  const people = Array.from({ length: 700 }, (_, index) =>
    person(scope.key('customer', index + 1), { email: `p${index}@example.com`, firstName: `Zoë\u2028"\\ ${index}\n{` }),
  );
  await ledger.recordLooks({ now: noon, members: people });
  await ledger.recordLooks({ now: noon, members: [order(scope.key('order', 1), { buyer: scope.key('customer', 1) })] });
  await ledger.mergeMembers({ now: noon, removed: scope.key('customer', 2), kept: scope.key('customer', 1) });
  const subjectId = await subjectOf(ledger, scope.key('customer', 1));
  await ledger.adopt({
    destination,
    epoch,
    now: noon,
    rows: [
      {
        subjectId,
        object: 'contact',
        key: `${scope.source}/customer/1`,
        crmId: '77',
        observed: { 'contact.email': 'p0@example.com', 'contact.phone': null },
        mapVersion: '1',
        cause: 'test',
      },
    ],
  });
  await ledger.indexRecords({
    destination,
    object: 'contact',
    seenAt: new Date('2026-10-07T12:00:00.123Z'),
    records: [
      { crmId: '77', key: null, members: [], emails: ['p0@example.com'], phones: ['+4930123'], nameWords: [] },
      { crmId: '78', key: null, members: [], emails: ['p9@example.com'], phones: [], nameWords: [] },
    ],
  });
  await ledger.putSetting({ name: 'paused/x', value: null });
  await ledger.putSetting({ name: 'cutoff/x', value: '2026-01-01T00:00:00.000Z' });
  await scope.enqueue(scope.due('order', 1), scope.due('order', 2));
  await scope.claim({ limit: 1 });
}

/** The dump's rows without its first and last line, which name the moment. */
function rowsOf(path: string): string[] {
  return gunzipSync(readFileSync(path)).toString('utf8').split('\n').slice(1, -2);
}

describe('a dump of the ledger', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-dump-'));
  const server = withPostgres();
  const file = (name: string) => join(folder, name);
  const embedded = (name: string): LedgerPlace => ({ folder: join(folder, name) });
  const dumpOf = async (place: LedgerPlace, name: string) => {
    const ledger = await openLedger(place);
    try {
      return await writeDump(ledger, file(name), { at: noon });
    } finally {
      await ledger.close();
    }
  };

  before(async () => {
    const ledger = await openLedger(embedded('first'));
    await fillLedger(ledger);
    await writeDump(ledger, file('first.dump'), { at: noon });
    await ledger.close();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is for its owner alone, and nothing unfinished stays beside it', () => {
    assert.equal(statSync(file('first.dump')).mode & 0o777, 0o600);
    assert.ok(!existsSync(file('first.dump.part')));
  });

  it('says whose ledger it is', async () => {
    const { whose } = await checkDump(file('first.dump'));
    assert.deepEqual(whose, { destinations: ['crm/1'], sources: ['548380001'] });
  });

  it('goes from the embedded database to PostgreSQL and back, and every row is the same', async () => {
    const postgres = { databaseUrl: await server().database() };
    const seen: number[] = [];
    const { rows } = await restoreDump(postgres, file('first.dump'), (done) => seen.push(done));
    assert.equal(seen.at(-1), rows);
    await dumpOf(postgres, 'second.dump');
    await restoreDump(embedded('third'), file('second.dump'), quiet);
    await dumpOf(embedded('third'), 'third.dump');
    const first = rowsOf(file('first.dump'));
    const free = (line: string) => line.replace(/"test", \d+, "[^"]*"\]/, '"test"]');
    assert.ok(first.length > 700);
    const second = rowsOf(file('second.dump'));
    assert.deepEqual(rowsOf(file('third.dump')), second);
    const different = first.filter((line) => !second.includes(line)).map(free);
    // The lane that was held and the key that was claimed are nobody's afterwards.
    assert.deepEqual(
      different.map((line) => line.slice(0, 7)),
      different.map(() => '["crm/1'),
    );
    assert.ok(different.length <= 2, different.join('\n'));
  });

  it('is a ledger to work with: numbers go on, people are found by their address, the lane is free', async () => {
    const place = embedded('fourth');
    await restoreDump(place, file('first.dump'), quiet);
    const ledger = await openLedger(place);
    const scope = await openScope(ledger);
    const found = await ledger.findSubjects({ text: 'p0@example.com' });
    assert.equal(found.length, 1);
    await ledger.recordLooks({
      now: noon,
      members: [person(scope.key('customer', 9000), { email: 'new@example.com' })],
    });
    const added = await subjectOf(ledger, scope.key('customer', 9000));
    assert.ok(Number(added) > Number(found[0]));
    assert.equal((await ledger.laneState({ destination: 'crm/1' })).holder, null);
    await ledger.close();
  });

  it('is refused by a ledger that is not empty, on both databases, and nothing changes', async () => {
    const postgres = { databaseUrl: await server().database() };
    await restoreDump(postgres, file('first.dump'), quiet);
    for (const place of [postgres, embedded('first')]) {
      await assert.rejects(restoreDump(place, file('first.dump'), quiet), /not empty: it knows 1 contacts/);
    }
  });

  it('is refused when cut off, damaged, of a newer version or no dump, and nothing is half restored', async () => {
    const whole = readFileSync(file('first.dump'));
    const text = gunzipSync(whole).toString('utf8');
    const head = text.slice(0, text.indexOf('\n'));
    const rewritten = (change: (text: string) => string) => gzipSync(change(text));
    const signed = (line: string) => {
      const rest = `${line}${text.slice(head.length)}`;
      const body = rest.slice(0, rest.lastIndexOf('\n{"end"') + 1);
      const sha256 = createHash('sha256').update(body).digest('hex');
      return gzipSync(`${body}${JSON.stringify({ end: { rows: {}, sha256 } })}\n`);
    };
    const cases: readonly (readonly [string, Buffer, RegExp])[] = [
      ['cut', whole.subarray(0, whole.length - 400), /cut off/],
      ['no end', rewritten((all) => all.slice(0, all.lastIndexOf('\n{"end"') + 1)), /cut off/],
      ['one letter', rewritten((all) => all.replace('p5@example.com', 'p6@example.com')), /damaged/],
      ['a row less', rewritten((all) => all.replace(/\n\[[^\n]*p7@example[^\n]*/, '')), /damaged/],
      ['newer format', signed(head.replace('"version":1', '"version":2')), /version 2 of the dump format/],
      ['newer schema', signed(head.replace(/"migration":\d+/, '"migration":900')), /newer version wrote it/],
      ['a strange table', signed(head.replaceAll('"name":"lane"', '"name":"other"')), /names a table/],
      ['some other file', gzipSync('hello\n'), /no dump of samestory/],
      ['no gzip', Buffer.from('hello'), /damaged, or no dump/],
    ];
    const postgres = { databaseUrl: await server().database() };
    for (const [name, bytes, message] of cases) {
      writeFileSync(file('bad.dump'), bytes);
      for (const place of [postgres, embedded('bad')]) {
        await assert.rejects(restoreDump(place, file('bad.dump'), quiet), (error) => {
          assert.ok(error instanceof DumpError, `${name}: ${String(error)}`);
          assert.match(error.message, message, name);
          return true;
        });
      }
    }
    await assert.rejects(restoreDump(postgres, file('none.dump'), quiet), /does not exist/);
    assert.ok(!existsSync(join(folder, 'bad', 'ledger')));
    const ledger = await openLedger(postgres);
    assert.deepEqual(await ledger.contents({}), { contacts: 0, orders: 0, members: 0, evidence: 0, due: 0 });
    await ledger.close();
    await restoreDump(postgres, file('first.dump'), quiet);
  });
});
