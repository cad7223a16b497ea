import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { environmentLayer } from './environment-layer.ts';
import { readChain } from './file/chain.ts';
import { checked, problemAt } from './file/check.ts';
import { merged, type Path, type Place, pathText, placeOf, type Tree, treeAt } from './file/tree.ts';
import { ConfigError, type ConfigProblem } from './problems.ts';
import type { Environment } from './reader.ts';
import { rules } from './rules.ts';
import { type Config, configSchema } from './schema.ts';

export const configFileName = 'samestory.yaml';

/** A setting as it counts, and where it was said. */
export interface EffectiveValue {
  readonly setting: string;
  readonly value: string | number | boolean;
  readonly from: Place | { readonly type: 'default' };
}

export interface LoadedConfig {
  readonly data: Config;
  /** Null = there is no file, the defaults count. */
  readonly file: string | null;
  /** What paths in the configuration are relative to. */
  readonly folder: string;
  readonly values: readonly EffectiveValue[];
  /** A problem at a path of the file, for rules of what the settings mean. */
  problemAt(path: Path, said: Omit<ConfigProblem, 'where'>): ConfigProblem;
}

/**
 * The configuration of a folder: `samestory.yaml` or the file that SAMESTORY_CONFIG names, over what it extends, under what
 * the environment says. Without a file the defaults count. Throws ConfigError with every problem found.
 */
export function loadConfig(env: Environment, cwd: string): LoadedConfig {
  const path = configPath(env, cwd);
  const folder = path === null ? cwd : dirname(path);
  const chain = path === null ? noFile : readChain(path, cwd);
  if (chain.tree === null) throw new ConfigError(chain.problems);
  const tree = merged(chain.tree, environmentLayer(env));
  const newer = unknownVersion(tree);
  const result = newer === null ? checked(tree, configSchema) : { ok: false as const, problems: [newer] };
  const said = new Set(chain.problems.map(({ where }) => where));
  const settled = result.ok ? { ok: true as const, data: withRhythm(result.data, tree) } : result;
  const found = settled.ok ? rules(settled.data, tree, folder) : settled.problems;
  // A secret is told as one; that its name is unknown too helps nobody.
  const problems = [...chain.problems, ...found.filter(({ where }) => !said.has(where))];
  if (problems.length > 0 || !settled.ok) throw new ConfigError(inOrder(problems));
  const { data } = settled;
  return {
    data,
    file: path,
    folder,
    values: effective(data, tree),
    problemAt: (at, said) => problemAt(tree, at, said),
  };
}

/** Nobody acts the same day on what is only read: where no rhythm is written, the pattern says files. */
function withRhythm(data: Config, tree: Tree): Config {
  const written = treeAt(tree, ['rhythm']) !== null;
  return data.pattern === 'reporting' && !written ? { ...data, rhythm: 'export' } : data;
}

/** How people and editors spell it otherwise; a file that is there and not read would be missed by nobody. */
const likeOurs = /^\.?samestory\.(?:ya?ml|json)(?:\.txt)?$/i;

/** The file that counts; null = none. Throws ConfigError when one was asked for that does not exist. */
export function configPath(env: Environment, cwd: string): string | null {
  const named = (env['SAMESTORY_CONFIG'] ?? '').trim();
  if (named !== '') {
    const path = resolve(cwd, named);
    if (existsSync(path)) return path;
    const remedy = 'Mend the path, or remove the variable.';
    const found = `${JSON.stringify(relative(cwd, path))}, which does not exist`;
    throw new ConfigError([{ where: 'SAMESTORY_CONFIG', found, allowed: 'the path of a configuration file', remedy }]);
  }
  const path = join(cwd, configFileName);
  if (existsSync(path)) return path;
  const other = readdirSync(cwd).find((name) => likeOurs.test(name));
  if (other === undefined) return null;
  const remedy = `Rename it, or set SAMESTORY_CONFIG=${other}.`;
  throw new ConfigError([{ where: other, found: 'a file of this name', allowed: configFileName, remedy }]);
}

const start: Place = { type: 'file', file: configFileName, line: 1 };
const one: Tree = { kind: 'scalar', place: start, value: 1 };

/** Where nothing is configured nothing can be wrong with its version. */
const noFile = {
  tree: { kind: 'map', place: start, entries: new Map([['version', { named: start, tree: one }]]) } satisfies Tree,
  problems: [],
  files: [],
};

/** A file of another version is not read by the rules of this one. */
function unknownVersion(tree: Tree): ConfigProblem | null {
  const version = treeAt(tree, ['version']);
  if (version?.kind !== 'scalar' || typeof version.value !== 'number' || version.value === 1) return null;
  const remedy = 'Write "version: 1", or use the samestory that the file was written for.';
  return problemAt(tree, ['version'], { found: String(version.value), allowed: '1', remedy });
}

/** By file, then by line: as somebody goes through them; each once. */
export function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const keyOf = ({ where }: ConfigProblem) => {
    const [, file = where, line = '0'] = /^(.*?), line (\d+)/.exec(where) ?? [];
    return { file, line: Number(line) };
  };
  // Two rules of a schema can say the same of one value.
  const once = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...once.values()].toSorted((left, right) => {
    const [a, b] = [keyOf(left), keyOf(right)];
    return a.file.localeCompare(b.file) || a.line - b.line;
  });
}

/** Every single value of the data, with the place of what was written there; what nobody wrote is a default. */
function effective(data: unknown, tree: Tree, path: Path = []): EffectiveValue[] {
  if (Array.isArray(data)) {
    if (data.length === 0) return [];
    return data.flatMap((item, index) => effective(item, tree, [...path, index]));
  }
  if (typeof data === 'object' && data !== null) {
    return Object.entries(data).flatMap(([name, value]) => effective(value, tree, [...path, name]));
  }
  if (typeof data !== 'string' && typeof data !== 'number' && typeof data !== 'boolean') return [];
  const written = treeAt(tree, path);
  const said = written !== null && !(written.kind === 'scalar' && written.value === null);
  const place = placeOf(tree, path);
  // Without a file the version is ours and stands nowhere.
  return [{ setting: pathText(path), value: data, from: said && place !== start ? place : { type: 'default' } }];
}
