#!/usr/bin/env node
/*
 * The command `samestory`. Plain JavaScript that old Node versions can parse, because its first task is to tell them
 * what is missing.
 *
 * In a clone it runs the TypeScript sources, which Node strips of their types since 22.18. The published package has no
 * sources: Node strips no types below node_modules, so it carries the same tree as JavaScript in dist/.
 */
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import * as modules from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

const needed = [22, 18];
const source = new URL('../src/cli/main.ts', import.meta.url);
const built = new URL('../dist/src/cli/main.js', import.meta.url);
/** The Node that `npm ci` puts into a clone: the npm package `node`, a development dependency. */
const pinned = fileURLToPath(
  new URL(
    process.platform === 'win32' ? '../node_modules/node/bin/node.exe' : '../node_modules/.bin/node',
    import.meta.url,
  ),
);

/** What works for minutes or for ever: by itself V8 gives such a process 200 MB of room for what is soon forgotten. */
const longRunning = ['start', 'backfill'];
/** So does whatever reads both sides: `status --full`. */
const readsBothSides = '--full';
const littleRoom = '--max-semi-space-size=8';
/** And lets what is kept grow to four times what is alive before it is looked through; 1.7 times costs little and needs half. */
const slowGrowth = '--heap-growing-percent=70';
/**
 * The embedded database is WebAssembly, and one of its functions takes V8 600 MB to optimize, once. Unoptimized the process
 * needs half of the memory at its most, and a history takes a twentieth longer. Only both together switch that off.
 */
const asCompiledFirst = ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering'];

if (isNewEnough(process.versions.node)) {
  if (longRunning.includes(process.argv[2] ?? '') || process.argv.includes(readsBothSides)) {
    runOnWithLittleRoom();
    for (const flag of [slowGrowth, ...asCompiledFirst]) setFlagsFromString(flag);
  }
  // Halves the time in which a command starts; where the folder cannot be written Node does without.
  modules.enableCompileCache(join(homedir(), '.cache', 'samestory', 'compiled'));
  await import((existsSync(source) ? source : built).href);
} else if (existsSync(source) && existsSync(pinned) && realpathSync(pinned) !== realpathSync(process.execPath)) {
  runAgainWith(pinned);
} else {
  const remedy = existsSync(source)
    ? 'Run "npm ci" in this folder: it brings the right Node along, and this command then uses it.'
    : 'Install a newer Node (https://nodejs.org), for example the current LTS version.';
  console.error(`samestory needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node}.\n${remedy}`);
  process.exitCode = 1;
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** The same process goes on with another size, which V8 takes at its start alone. Windows cannot do that. */
function runOnWithLittleRoom() {
  if (process.execArgv.includes(littleRoom) || process.platform === 'win32') return;
  // Since Node 22.15.
  process.execve?.(process.execPath, [process.execPath, littleRoom, ...process.execArgv, ...process.argv.slice(1)]);
}

/** The child shares the terminal, so Ctrl-C reaches it anyway; a signal sent to this process alone is passed on. */
function runAgainWith(/** @type {string} */ node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`samestory could not start ${node}: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 }[signal] ?? 9);
  });
}
