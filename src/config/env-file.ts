import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './problems.ts';
import type { Environment } from './reader.ts';

/**
 * The environment with what a `.env` file in `folder` adds. A variable that is set already wins over the file, as with
 * `node --env-file`. Throws ConfigError when the file is there and cannot be read.
 */
export function withEnvFile(env: Environment, folder: string): Environment {
  const path = join(folder, '.env');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return env;
    const remedy = 'Make it readable for this user, or move it away.';
    throw new ConfigError([
      { where: path, found: `a file that cannot be read (${code})`, allowed: 'a text file', remedy },
    ]);
  }
  // The mark that some editors write first would become part of the first name, and the setting be missing.
  return { ...parseEnv(text.replace(/^\uFEFF/, '')), ...env };
}
