import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { keptFor, readDecisions, stamped } from '../../../src/app/decisions/file.ts';
import { checkDump, DumpError } from '../../../src/ledger/dump/read-dump.ts';
import { writeDump } from '../../../src/ledger/dump/write-dump.ts';
import type { KeptDecision } from '../../../src/ledger/kept-decision.ts';
import type { Random } from '../../../src/lib/random.ts';
import { openWorld } from '../../support/world.ts';
import { damagedBytes, mutatedJson } from '../mutate.ts';
import { described } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const connection = { destination: 'hubspot/44237313', source: '548380009' };
const customer = '548380009/customer/7';
const at = '2026-10-07T12:00:00.000Z';

const decisions: readonly KeptDecision[] = [
  { type: 'setting', name: 'cutoff', value: { from: at } },
  { type: 'evidence', key: customer, fact: 'merged into', other: '548380009/customer/8', saidBy: 'webhook', at },
  { type: 'merged', key: customer, into: '548380009/customer/8' },
  { type: 'removed', object: 'contact', key: customer, members: [customer], crmId: '101' },
  { type: 'contested', key: customer, field: 'contact.first_name' },
];

/** What the product keeps for its own return, damaged on a disk or by an editor: each line or file is read, or refused by name. */
export const keptFiles: FuzzTarget = {
  name: 'kept files',
  share: 3,
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'samestory-fuzz-'));
    const path = join(folder, 'kept');
    const world = await openWorld();
    await writeDump(world.ledger, path, { at: new Date(at) });
    await world.close();
    const dump = readFileSync(path);
    const lines = stamped(
      [{ ledger: 'one' }, ...decisions.map((decision) => ({ decision }))],
      connection,
      new Date(at),
    );
    return {
      run: async (random) => {
        if (random.chance(0.5)) return await decisionsRead(path, drawLines(random, lines));
        return await dumpChecked(path, random, dump);
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

function drawLines(random: Random, lines: readonly unknown[]): Uint8Array {
  const damaged = random.int(lines.length);
  const written = lines.map((line, index) => JSON.stringify(index === damaged ? mutatedJson(random, line) : line));
  const bytes = Buffer.from(`${written.join('\n')}\n`);
  return random.chance(0.5) ? bytes : damagedBytes(random, bytes);
}

/** Every line is read or named, and nothing that stands in another connection's name is taken for this one's. */
async function decisionsRead(path: string, bytes: Uint8Array): Promise<string | null> {
  writeFileSync(path, bytes);
  const written = Buffer.from(bytes).toString().split('\n');
  const filled = written.filter((line) => line.trim() !== '').length;
  const { lines, damaged } = await readDecisions(path);
  if (lines.length + damaged.length !== filled) {
    return `${filled} lines were written, ${lines.length} read and ${damaged.length} named`;
  }
  const vague = damaged.find(({ line, problem }) => problem === '' || (written[line - 1] ?? '').trim() === '');
  if (vague !== undefined) return `an unclear message: ${JSON.stringify(vague)}`;
  const { holds } = keptFor(lines, { destination: 'another', source: 'store' });
  return [...holds.keys()].length === 0 ? null : 'a decision of another connection was taken';
}

/** A dump that is not what was written is refused; one that is accepted is byte for byte the old one. */
async function dumpChecked(path: string, random: Random, dump: Buffer): Promise<string | null> {
  const packed = random.chance(0.5);
  const bytes = packed ? damagedBytes(random, dump) : gzipSync(damagedBytes(random, gunzipSync(dump)), { level: 1 });
  writeFileSync(path, bytes);
  try {
    await checkDump(path);
  } catch (error) {
    if (!(error instanceof DumpError)) return described(error);
    return error.message.startsWith(path) ? null : `an unclear message: ${error.message}`;
  }
  return gunzipSync(bytes).equals(gunzipSync(dump)) ? null : 'a damaged dump was accepted';
}
