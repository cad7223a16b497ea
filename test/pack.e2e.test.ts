import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';

const root = join(import.meta.dirname, '..');
const manifest = z
  .object({ name: z.string(), version: z.string(), dependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

describe('published package', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-pack-'));
  const installed = join(folder, 'node_modules', manifest.name);
  const run = (...parameters: string[]): string =>
    execFileSync(process.execPath, [join(installed, 'bin/samestory.js'), ...parameters], {
      cwd: folder,
      encoding: 'utf8',
    });

  /**
   * Lays the tarball out as `npm install` would, without the network: the package's own `dependencies` are linked from
   * the clone, development dependencies are not, so that code which needs one of those fails here.
   */
  before(() => {
    execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: root,
      stdio: 'pipe',
      encoding: 'utf8',
    });
    mkdirSync(installed, { recursive: true });
    const tarball = `${manifest.name}-${manifest.version}.tgz`;
    execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'], { cwd: folder });
    for (const name of Object.keys(manifest.dependencies)) {
      const link = join(folder, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(root, 'node_modules', name), link);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('prints its version and its help from an empty folder', () => {
    assert.equal(run('--version').trim(), manifest.version);
    assert.match(run('--help'), /samestory/);
  });

  it('carries JavaScript only: no sources, no tests, no tools', () => {
    const files = execFileSync('find', ['.', '-type', 'f'], { cwd: installed, encoding: 'utf8' }).trim().split('\n');
    assert.deepEqual(
      files.filter((path) => /\.ts$|\.test\.|\/scripts\/|\/test\//.test(path)),
      [],
    );
    assert.ok(files.includes('./LICENSE'));
  });

  it('offers no module to import', () => {
    const attempt = `import('${manifest.name}/dist/src/cli/main.js').then(() => 'open', (error) => error.code)`;
    const code = execFileSync(process.execPath, ['--input-type=module', '-e', `console.log(await ${attempt})`], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(code.trim(), 'ERR_PACKAGE_PATH_NOT_EXPORTED');
  });
});

describe('installation', () => {
  it('adds at most 400 packages', () => {
    const lock = z
      .object({ packages: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
    const present = Object.keys(lock.packages).filter((path) => path !== '' && existsSync(join(root, path)));
    assert.ok(present.length > 50 && present.length <= 400, `${present.length} packages`);
  });
});
