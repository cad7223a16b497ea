import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../src/config/load.ts';
import { ConfigError } from '../../../src/config/problems.ts';
import type { Random } from '../../../src/lib/random.ts';
import { damagedBytes, damagedText } from '../mutate.ts';
import { described } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const plain = `version: 1
responsible:
  name: Ann Example
  email: ann@example.com
history:
  since: 2026-01-01
exports:
  - to: exports
    every: weekly
    keep: 8
`;

/** A damaged configuration is loaded, or refused with a place, what is allowed and how to mend it. */
export const configuration: FuzzTarget = {
  name: 'configuration',
  share: 5,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'samestory-fuzz-'));
    return {
      run: async (random) => {
        writeFileSync(join(folder, 'samestory.yaml'), drawText(random));
        try {
          loadConfig({}, folder);
          return null;
        } catch (error) {
          if (!(error instanceof ConfigError)) return described(error);
          const vague = error.problems.find(
            ({ where, allowed, remedy }) => where === '' || allowed === '' || remedy === '',
          );
          if (error.problems.length === 0) return 'refused without a reason';
          return vague === undefined ? null : `an unclear message: ${JSON.stringify(vague)}`;
        }
      },
      close: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
};

function drawText(random: Random): Uint8Array {
  if (random.chance(0.3)) return damagedBytes(random, Buffer.from(plain));
  const lines = plain.split('\n');
  for (let change = random.int(4); change >= 0; change -= 1) {
    const at = random.int(lines.length);
    if (random.chance(0.3)) lines.splice(at, 0, damagedText(random, random.pick(lines)));
    else lines[at] = damagedText(random, lines[at] ?? '');
  }
  return Buffer.from(lines.join('\n'));
}
