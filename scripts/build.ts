/**
 * Builds `dist/`, which the published package carries instead of the sources: Node strips no types below node_modules.
 * `dist/` mirrors the repository (`dist/src/…`, `dist/simulator/…`, `dist/package.json`), so that a path relative to a
 * module means the same in both. Only what the command reaches is compiled; tests and their helpers never are.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyAssets, missingTargets, pointUrlsToJavaScript, writePackageFile } from './build/dist.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(1);
pointUrlsToJavaScript(dist);
copyAssets(root, dist);
writePackageFile(root, dist);

const missing = missingTargets(dist);
if (missing.length > 0) {
  console.error(`dist/ names files that it does not contain:\n${missing.join('\n')}`);
  process.exitCode = 1;
}
