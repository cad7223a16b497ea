import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
  const example = (pattern: string) =>
    copyFileSync(join(import.meta.dirname, `../examples/${pattern}.yaml`), join(cwd, 'samestory.yaml'));
  const asked = async (...parameters: readonly string[]) => {
    const { code, stdout, stderr } = await run(['pressure-test', ...parameters, '--json'], { cwd });
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const said = document.parse(JSON.parse(stdout));
    assert.deepEqual([said.ok, said.problems], [true, []]);
    for (const { id, ok, values } of said.cases) assert.ok(ok && values > 5, id);
    return said.cases.map(({ id }) => id);
  };

  it('plays every case with the fields of support, and all pass; nothing is left in the folder', async () => {
    example('support');
    assert.deepEqual(
      await asked(),
      pressureCases.map(({ id }) => id),
    );
    // The folder is the home of the user too, where programs keep what they can make again.
    const left = readdirSync(cwd).filter((name) => name !== '.cache');
    assert.deepEqual(left, ['samestory.yaml']);
  });

  it('looks at repeat signals where they are on the map', async () => {
    example('dtc');
    const cases = ['cancel', 'email-change', 'merge', 'guest-to-customer'];
    assert.deepEqual(await asked('--only', ...cases), cases);
  });

  it('lays what the files say beside what happened where they are all there is, and refuses what cannot start', async () => {
    example('reporting');
    assert.deepEqual(
      await asked(),
      pressureCases.map(({ id }) => id),
    );
    for (const pattern of ['wholesale', 'subscription']) {
      example(pattern);
      const { code, stderr } = await run(['pressure-test'], { cwd });
      assert.equal(code, 2);
      assert.match(stderr, /cannot start yet/);
    }
    rmSync(join(cwd, 'samestory.yaml'));
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
