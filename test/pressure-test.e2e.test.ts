import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { pressureCases } from '../src/app/pressure/cases.ts';
import { newFolder, run } from './cli/command.ts';

const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

const document = z.object({
  ok: z.boolean(),
  problems: z.array(z.string()),
  cases: z.array(z.object({ id: z.string(), ok: z.boolean(), values: z.number(), differences: z.array(z.unknown()) })),
});

describe('samestory pressure-test', () => {
  it('plays every case, and all pass; nothing is left in the folder', async () => {
    const { code, stdout, stderr } = await run(['pressure-test', '--json'], { cwd });
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const said = document.parse(JSON.parse(stdout));
    assert.deepEqual(said.problems, []);
    assert.deepEqual(
      said.cases.map(({ id }) => id),
      pressureCases.map(({ id }) => id),
    );
    for (const { id, ok, values } of said.cases) assert.ok(ok && values > 5, id);
    assert.deepEqual(readdirSync(cwd), []);
  });

  it('plays the cases that are named, and says which there are', async () => {
    const one = await run(['pressure-test', '--only', 'cancel,refund'], { cwd });
    assert.equal(one.code, 0, one.stderr);
    assert.match(one.stdout, /pass {2}refund/);
    assert.match(one.stdout, /All passed: 2 cases/);
    assert.doesNotMatch(one.stdout, /merge/);
    const wrong = await run(['pressure-test', '--only', 'refunds'], { cwd });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /found "refunds"; allowed: refund, /);
  });
});
