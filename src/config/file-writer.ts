import { copyFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';

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
