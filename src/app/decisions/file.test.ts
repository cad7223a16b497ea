import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import type { KeptDecision } from '../../ledger/kept-decision.ts';
import { appendDecisions, keptFor, readDecisions, stamped } from './file.ts';

const folder = mkdtempSync(join(tmpdir(), 'samestory-decisions-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const connection = { destination: 'hubspot/1', source: '548380009' };
const at = new Date('2026-10-07T12:00:00Z');
const merged: KeptDecision = { type: 'merged', key: '548380009/customer/1', into: '548380009/customer/2' };
const cutoff: KeptDecision = { type: 'setting', name: 'cutoff/hubspot/1/548380009', value: '2026-01-01T00:00:00.000Z' };

it('a file that does not exist has no decisions', async () => {
  const { lines, damaged } = await readDecisions(join(folder, 'none.jsonl'));
  assert.deepEqual([lines, damaged], [[], []]);
});

it('what is appended is read back; later lines win, withdrawn ones are gone, other connections are not mixed in', async () => {
  const path = join(folder, 'a.jsonl');
  await appendDecisions(path, stamped([{ ledger: 'one' }, { decision: merged }, { decision: cutoff }], connection, at));
  const later: KeptDecision = { ...cutoff, value: '2025-12-01T00:00:00.000Z' };
  const other = { ...connection, destination: 'hubspot/2' };
  await appendDecisions(path, stamped([{ decision: later }], connection, at));
  await appendDecisions(path, stamped([{ ledger: 'two' }, { decision: cutoff }], other, at));
  await appendDecisions(path, stamped([{ withdrawn: 'merged 548380009/customer/1' }], connection, at));
  const { lines, damaged } = await readDecisions(path);
  assert.deepEqual(damaged, []);
  const kept = keptFor(lines, connection);
  assert.equal(kept.ledger, 'one');
  assert.deepEqual([...kept.holds.values()], [later]);
  assert.equal(keptFor(lines, other).ledger, 'two');
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

it('damaged lines are named by number and say why; the others are read', async () => {
  const path = join(folder, 'b.jsonl');
  await appendDecisions(path, stamped([{ ledger: 'one' }, { decision: merged }], connection, at));
  const [first, second] = readFileSync(path, 'utf8').split('\n');
  const newer = JSON.stringify({ ...JSON.parse(first ?? ''), v: 2 });
  const strange = JSON.stringify({ ...JSON.parse(second ?? ''), decision: { ...merged, key: 'jane@example.com' } });
  writeFileSync(path, `${first}\n{"v":1,\n${newer}\n${strange}\n${second}\n`);
  const { lines, damaged } = await readDecisions(path);
  assert.equal(lines.length, 2);
  assert.deepEqual(
    damaged.map(({ line }) => line),
    [2, 3, 4],
  );
  assert.match(damaged[1]?.problem ?? '', /newer version/);
});

it('a last line that a crash has cut off is taken away before the next is written', async () => {
  const path = join(folder, 'c.jsonl');
  await appendDecisions(path, stamped([{ ledger: 'one' }], connection, at));
  appendFileSync(path, '{"v":1,"at":"2026-10-0');
  await appendDecisions(path, stamped([{ decision: merged }], connection, at));
  const { lines, damaged } = await readDecisions(path);
  assert.deepEqual(damaged, []);
  assert.equal(lines.length, 2);
  const whole = join(folder, 'd.jsonl');
  writeFileSync(whole, `x${'y'.repeat(200_000)}`);
  await appendDecisions(whole, stamped([{ decision: merged }], connection, at));
  assert.equal((await readDecisions(whole)).lines.length, 1);
});
