import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { newFolder, run } from '../cli/command.ts';

const document = z.object({
  leftOut: z.array(z.object({ what: z.string().min(1), why: z.string().min(1) })).min(1),
  fields: z
    .array(
      z.object({
        name: z.string(),
        owner: z.string().min(1),
        changeIn: z.string().min(1),
        meaning: z.string().min(1),
        why: z.string().min(1),
        usedBy: z.string().min(1),
        emptied: z.array(z.string().min(1)).min(1),
        cost: z.object({ scopes: z.array(z.string()), properties: z.number(), refusable: z.number() }),
      }),
    )
    .min(10),
});

/** A table of Markdown says a bar as `\|`. */
const cells = (row: string) => row.split(/(?<!\\)\|/).map((cell) => cell.trim());

describe('every field of every example that can start answers the eight kinds of question', () => {
  for (const pattern of ['core', 'dtc', 'support', 'reporting']) {
    it(pattern, async () => {
      const cwd = newFolder();
      copyFileSync(join(import.meta.dirname, '..', '..', 'examples', `${pattern}.yaml`), join(cwd, 'samestory.yaml'));
      const [json, markdown] = [await run(['fields', '--json'], { cwd }), await run(['fields', '--markdown'], { cwd })];
      assert.equal(json.code, 0, json.stderr);
      const { fields, leftOut } = document.parse(JSON.parse(json.stdout));
      const lines = markdown.stdout.split('\n');
      for (const { name, owner, changeIn, meaning, why, usedBy, emptied, cost } of fields) {
        const row = lines.find((line) => line.startsWith('|') && line.includes(`(${name})`)) ?? '';
        for (const answer of [owner, changeIn, meaning, why, usedBy, ...emptied]) {
          assert.ok(row.replaceAll('\\', '').includes(answer), `${name}: the page does not say "${answer}"\n${row}`);
        }
        const costs = cells(lines.find((line) => line.startsWith(`| ${name} `)) ?? '');
        assert.equal(costs[2], cost.scopes.join(', '), `${name}: scopes`);
        assert.equal(costs[3], String(cost.refusable), `${name}: values that can be refused`);
        assert.equal(costs[5], String(cost.properties), `${name}: properties`);
      }
      for (const { what, why } of leftOut)
        assert.ok(markdown.stdout.includes(what) && markdown.stdout.includes(why), what);
      assert.match(markdown.stdout, /Version in force: [a-z]+-[0-9a-f]{8}/);
      rmSync(cwd, { recursive: true, force: true });
    });
  }
});
