import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { newFolder, run } from './cli/command.ts';

const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

const document = z.object({
  recommended: z.object({ path: z.string(), availability: z.string() }),
  rule: z.string(),
  assumed: z.array(z.object({ question: z.string() })),
  brief: z.string().nullable(),
});

async function advised(parameters: readonly string[]) {
  const { code, stdout, stderr } = await run(['advise', ...parameters, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return document.parse(JSON.parse(stdout));
}

describe('samestory advise', () => {
  it('takes answers as options, as JSON and as YAML, and options count before the file', async () => {
    writeFileSync(join(cwd, 'a.json'), JSON.stringify({ relationship: 'support', systems: 3 }));
    writeFileSync(join(cwd, 'a.yaml'), 'relationship: support\nsystems: 3\nwatches: no\n');
    assert.equal((await advised(['--relationship', 'support', '--use', 'same-day'])).recommended.path, 'direct');
    assert.equal((await advised(['--answers', 'a.json'])).rule, 'several-systems');
    assert.equal((await advised(['--answers', 'a.yaml'])).rule, 'nobody-watches');
    const both = await advised(['--answers', 'a.yaml', '--watches', 'Ann', '--systems', '1']);
    assert.equal(both.rule, 'acts-on-the-order');
    assert.ok(both.assumed.some(({ question }) => question === 'server'));
  });

  it('prints lines of at most the width, with rule, thresholds, paths and steps', async () => {
    const { stdout } = await run(['advise', '--storefronts', '3'], { cwd });
    for (const text of [
      'several-storefronts',
      'planned',
      'Until that is there: middleware',
      'What would change',
      'trade-off',
      'Next',
    ]) {
      assert.ok(stdout.includes(text), text);
    }
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 100),
      [],
    );
  });

  it('writes the brief and never over another file without a yes', async () => {
    const path = join(cwd, 'brief.md');
    const first = await run(['advise', '--use', 'monthly', '--out', 'brief.md'], { cwd });
    assert.equal(first.code, 0, first.stderr);
    assert.match(readFileSync(path, 'utf8'), /periodic-reading/);
    writeFileSync(path, 'mine');
    const second = await run(['advise', '--use', 'monthly', '--out', 'brief.md'], { cwd });
    assert.equal(second.code, 2);
    assert.match(second.stderr, /was not touched/);
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    assert.equal((await run(['advise', '--use', 'monthly', '--out', 'brief.md', '--yes'], { cwd })).code, 0);
    assert.match(readFileSync(path, 'utf8'), /periodic-reading/);
  });

  it('refuses what it cannot use with one clear message', async () => {
    writeFileSync(join(cwd, 'list.json'), '["sales"]');
    writeFileSync(join(cwd, 'broken.json'), '{"use": ');
    writeFileSync(join(cwd, 'empty.yaml'), '');
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /No question was answered/],
      [['--answers', 'empty.yaml'], /No question was answered/],
      [['--answers', 'nowhere.json'], /nowhere\.json cannot be read: there is no such file/],
      [['--answers', 'list.json'], /holds no answers/],
      [['--answers', 'broken.json'], /neither JSON nor YAML/],
      [['--use', 'soon'], /use: found "soon"; allowed: same-day/],
      [['--systems', 'many'], /systems: found "many"; allowed: a whole number/],
      [['--use', 'monthly', '--out', '.'], /is a folder/],
      [['--use', 'monthly', '--out', 'nowhere/brief.md'], /no folder nowhere/],
    ];
    for (const [parameters, message] of cases) {
      const { code, stderr } = await run(['advise', ...parameters], { cwd });
      assert.equal(code, 2, parameters.join(' '));
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });
});
