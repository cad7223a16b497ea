import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configFileName, loadConfig } from './load.ts';

/** Reads a configuration as if it were written already. Throws ConfigError with everything that is wrong with it. */
export function checkConfig(text: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-check-'));
  try {
    writeFileSync(join(folder, configFileName), text);
    loadConfig({}, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes a configuration as a whole or not at all. A file that was there is kept beside it, as `<name>.old`; returns its
 * path, null where there was none.
 */
export function writeConfig(path: string, text: string): string | null {
  const draft = `${path}.${process.pid}.new`;
  const old = existsSync(path) ? `${path}.old` : null;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    if (old !== null) copyFileSync(path, old);
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
  return old;
}
