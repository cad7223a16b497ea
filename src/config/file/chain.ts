import { readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { ConfigProblem } from '../problems.ts';
import { secretsInText, secretsInTree } from './secrets.ts';
import { merged, type Tree } from './tree.ts';
import { parseYaml } from './yaml.ts';

/** A configuration and the bases under it, as one tree. */
interface Chain {
  readonly tree: Tree | null;
  readonly problems: readonly ConfigProblem[];
  /** The files that were read, the configuration first. */
  readonly files: readonly string[];
}

const largest = 1_000_000;

/** Reads a file and what it extends. Names of files in messages are relative to `folder`. */
export function readChain(path: string, folder: string): Chain {
  return readFrom(path, folder, [], null);
}

function readFrom(path: string, folder: string, under: readonly string[], asked: ConfigProblem['where'] | null): Chain {
  const name = relative(folder, path) || '.';
  const text = textOf(path, name, asked);
  if (typeof text !== 'string') return { tree: null, problems: [text], files: [path] };
  const { tree, problems } = parseYaml(name, text);
  const secrets = secretsInText(name, text);
  if (tree === null) return { tree: null, problems: [...problems, ...secrets], files: [path] };
  const told = new Set(secrets.map(({ where }) => where));
  // The line says it already where the value has the shape of a known token.
  const named = secretsInTree(tree).filter(({ where }) => !told.has(where.replace(/,[^,]*$/, '')));
  const own: Chain = { tree: without(tree, 'extends'), problems: [...problems, ...secrets, ...named], files: [path] };
  const base = baseOf(tree, path, [...under, realpathSync(path)]);
  if (base === null) return own;
  if (typeof base !== 'string') return { ...own, problems: [...own.problems, base] };
  const below = readFrom(base, folder, [...under, realpathSync(path)], `${name}, line ${lineOf(tree)}, extends`);
  return {
    tree: below.tree === null || own.tree === null ? null : merged(below.tree, own.tree),
    problems: [...own.problems, ...below.problems],
    files: [...own.files, ...below.files],
  };
}

/** The file that is extended, or what is wrong with it; null = none. */
function baseOf(tree: Tree, path: string, under: readonly string[]): string | ConfigProblem | null {
  const entry = tree.kind === 'map' ? tree.entries.get('extends') : undefined;
  if (entry === undefined || entry.named.type !== 'file') return null;
  const where = `${entry.named.file}, line ${entry.named.line}, extends`;
  const allowed = 'the path of another file, relative to this one, for instance ../agency/base.yaml';
  const value = entry.tree.kind === 'scalar' ? entry.tree.value : undefined;
  if (value === null) return null;
  if (typeof value !== 'string') {
    return {
      where,
      found: 'something that is no text',
      allowed,
      remedy: 'Name one file; that one may extend another.',
    };
  }
  if (isAbsolute(value) || /^[a-z]+:/i.test(value)) {
    return {
      where,
      found: JSON.stringify(value),
      allowed,
      remedy: 'Write it relative, so that it holds on every machine.',
    };
  }
  const target = resolve(dirname(path), value);
  if (!under.includes(realpath(target))) return target;
  const remedy = 'Take one of the lines away, so that there is a file that extends nothing.';
  return {
    where,
    found: `${JSON.stringify(value)}, which leads back to itself`,
    allowed: 'a chain with an end',
    remedy,
  };
}

function realpath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // A file that is missing is told of where it is read.
    return path;
  }
}

function without(tree: Tree, name: string): Tree {
  if (tree.kind !== 'map') return tree;
  return { ...tree, entries: new Map([...tree.entries].filter(([key]) => key !== name)) };
}

function lineOf(tree: Tree): number {
  const place = tree.kind === 'map' ? tree.entries.get('extends')?.named : undefined;
  return place?.type === 'file' ? place.line : 1;
}

function textOf(path: string, name: string, asked: string | null): string | ConfigProblem {
  const allowed = 'a text file in UTF-8';
  try {
    const bytes = readFileSync(path);
    if (bytes.length > largest)
      return { where: name, found: 'more than 1 MB', allowed, remedy: 'Name the right file.' };
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return { where: name, found: 'bytes that are no UTF-8', allowed, remedy: 'Save it as UTF-8.' };
    }
    const missing = code === 'ENOENT';
    const why = missing
      ? 'which does not exist'
      : code === 'EISDIR'
        ? 'which is a folder'
        : `which cannot be read (${code})`;
    const remedy = missing ? 'Mend the path, or make the file.' : 'Make it a file that this user can read.';
    return { where: asked ?? name, found: `${JSON.stringify(name)}, ${why}`, allowed, remedy };
  }
}
