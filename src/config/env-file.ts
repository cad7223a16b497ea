import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ConfigError } from './problems.ts';
import type { Environment } from './reader.ts';
import { variables } from './variables.ts';

/**
 * The environment with what a `.env` file in `folder` adds. A variable that is set already wins over the file, as with
 * `node --env-file`. Throws ConfigError when the file is there and cannot be read, or says something of a setting that there is not.
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
  const said = parseEnv(text.replace(/^\uFEFF/, ''));
  refuseUnknown(Object.keys(said), text);
  return { ...said, ...env };
}

const ours = 'SAMESTORY_';
const known = new Set([...Object.values(variables).map(({ name }) => name), `${ours}DEBUG`]);

/**
 * A name of ours that is spelt wrong would count as not said. Only of the file: the environment has names that others put there
 * (Kubernetes docs: a service called samestory gives every container SAMESTORY_SERVICE_HOST). Throws ConfigError.
 */
function refuseUnknown(names: readonly string[], text: string): void {
  const unknown = names.filter((name) => name.startsWith(ours) && !known.has(name));
  if (unknown.length === 0) return;
  const lines = text.split(/\r?\n/);
  const lineOf = (name: string) =>
    lines.findIndex((line) => line.replace(/^\s*(?:export\s+)?/, '').startsWith(name)) + 1;
  const all = [...known].filter((name) => name.startsWith(ours)).map((name) => name.slice(ours.length));
  throw new ConfigError(
    unknown.map((name) => ({
      where: `.env, line ${lineOf(name)}`,
      found: `${name}, which is no setting`,
      allowed: `${ours} with ${all.join(', ')}`,
      remedy: `Mend the name, or remove the line; begin names of your own with something else than ${ours}.`,
    })),
  );
}
