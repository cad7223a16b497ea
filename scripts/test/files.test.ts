import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { apart, gathered, isSmall, longest, runsCommands, testFiles } from './files.ts';
import { type Tally, tallyLine } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'samestory-runner-'));
after(() => rmSync(folder, { recursive: true }));

/** Runs one test file with this text as `npm test` would, in a process of its own: node's runner refuses to nest. */
function tallyOf(text: string): { tally: Tally; output: string } {
  const file = join(folder, 'fixture.test.mjs');
  writeFileSync(file, `import { before, describe, it } from 'node:test';\n${text}`);
  const script = `
    const { runTestFiles } = await import(${JSON.stringify(join(import.meta.dirname, 'files.ts'))});
    const total = { passed: 0, failed: 0, skipped: 0 };
    const count = (one) => { for (const key in total) total[key] += one[key]; };
    await runTestFiles([${JSON.stringify(file)}], 1, new AbortController().signal, count);
    console.log(JSON.stringify(total));`;
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const starter = join(folder, 'starter.mjs');
  writeFileSync(starter, script);
  const { stdout } = spawnSync(process.execPath, [starter], { env, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { tally: JSON.parse(lines.pop() ?? ''), output: lines.join('\n') };
}

describe('runner', () => {
  it('counts tests, not suites, and shows why one failed', () => {
    const { tally, output } = tallyOf(`
      describe('a', () => {
        it('b', () => {});
        it('c', () => { throw new Error('the reason'); });
        it('d', { skip: 'needs a moon' }, () => {});
      });`);
    assert.deepEqual(tally, { passed: 1, failed: 1, skipped: 1 });
    assert.match(output, /the reason/);
    assert.match(output, /needs a moon/);
  });

  it('counts a file that cannot be loaded', () => {
    assert.equal(tallyOf(`throw new Error('broken');`).tally.failed, 1);
  });

  it('counts a file that ends before any of its tests ran', () => {
    assert.deepEqual(tallyOf(`process.exit(0); it('a', () => {});`).tally, { passed: 0, failed: 1, skipped: 0 });
  });

  it('counts a file that ends by itself before all of its tests have run', () => {
    const { tally, output } = tallyOf(`
      it('a', () => {});
      it('b', async () => { await new Promise((resolve) => setTimeout(resolve, 50)); process.exit(0); });
      it('c', () => {});`);
    assert.equal(tally.passed, 1);
    assert.ok(tally.failed >= 1, output);
  });

  it('counts a file that ends with an error outside its tests', () => {
    const { tally } = tallyOf(`it('a', () => {}); setTimeout(() => process.exit(3), 50);`);
    assert.ok(tally.failed >= 1, JSON.stringify(tally));
  });

  it('counts a suite whose preparation failed', () => {
    const { tally } = tallyOf(`describe('a', () => { before(() => { throw new Error('no'); }); it('b', () => {}); });`);
    assert.equal(tally.passed, 0);
    assert.ok(tally.failed >= 1, JSON.stringify(tally));
  });
});

describe('last line', () => {
  it('has the form that continuous integration reads', () => {
    assert.equal(tallyLine({ passed: 12, failed: 0, skipped: 3 }), '12 passed, 0 failed');
  });
});

describe('list of test files', () => {
  it('holds this one', () => {
    assert.ok(testFiles().includes('scripts/test/files.test.ts'));
  });

  it('begins with the longest', () => {
    assert.deepEqual(testFiles().slice(0, longest.length), longest);
  });

  it('gathers the small files and leaves the others as they are', () => {
    const files = testFiles();
    assert.ok(isSmall('src/commerce/money.test.ts'));
    assert.deepEqual(
      gathered(files).toSorted(),
      [...files.filter((path) => !isSmall(path)), 'scripts/test/small-files.ts'].toSorted(),
    );
    assert.deepEqual(gathered(['test/loop.test.ts']), ['test/loop.test.ts']);
  });

  it('tells the files that run the commands by their name', () => {
    const commands = testFiles().filter(runsCommands);
    assert.ok(commands.includes('test/readme.e2e.test.ts'));
    assert.ok(!commands.includes('test/simulation/seeds.sim.test.ts'));
  });

  it('runs each file once, the simulation beside the others', () => {
    const { patient, others } = apart(testFiles());
    assert.deepEqual([...patient, ...others].toSorted(), testFiles().toSorted());
    assert.deepEqual(patient, ['test/simulation/seeds.sim.test.ts']);
  });
});
