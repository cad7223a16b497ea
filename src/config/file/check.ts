import { z } from 'zod';
import { nearest } from '../../lib/nearest.ts';
import type { ConfigProblem } from '../problems.ts';
import { knownNames, knownValues } from './schema-view.ts';
import { isSecretName, looksSecret } from './secrets.ts';
import { type Path, pathText, placeOf, placeText, plain, type Tree, treeAt } from './tree.ts';

type Issue = z.core.$ZodIssue;

/** Reads a tree by a schema; otherwise everything that is wrong with it, in the order of its lines. */
export function checked<T>(
  tree: Tree,
  schema: z.ZodType<T>,
): { readonly ok: true; readonly data: T } | { readonly ok: false; readonly problems: readonly ConfigProblem[] } {
  const result = schema.safeParse(plain(tree));
  if (result.success) return { ok: true, data: result.data };
  const published = z.toJSONSchema(schema, { io: 'input' });
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, tree, published));
  return { ok: false, problems };
}

/** One problem at a path of a tree; for rules that a schema cannot say. */
export function problemAt(tree: Tree, path: Path, said: Omit<ConfigProblem, 'where'>): ConfigProblem {
  const where = placeText(placeOf(tree, path));
  return { where: path.length === 0 ? where : `${where}, ${pathText(path)}`, ...said };
}

function problemsOf(issue: Issue, tree: Tree, published: unknown): ConfigProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownName(tree, path, key, published));
  const value = treeAt(tree, path);
  const missing = value === null || (value.kind === 'scalar' && value.value === null);
  const found = missing ? 'nothing' : shown(value, path);
  const values = knownValues(published, path);
  const [allowed, advice] = said(issue, values);
  return [problemAt(tree, path, { found, allowed, remedy: advice ?? remedyFor(value, path, values, missing) })];
}

function unknownName(tree: Tree, path: Path, key: string, published: unknown): ConfigProblem {
  const known = knownNames(published, path);
  const meant = nearest(key, known);
  const remedy =
    meant === null ? 'Remove the line, or look the name up in docs/configuration.md.' : `Write "${meant}".`;
  const inside = path.length === 0 ? '' : ` in ${pathText(path)}`;
  return problemAt(tree, [...path, key], { found: `an unknown name${inside}`, allowed: known.join(', '), remedy });
}

/**
 * What is allowed, and how to mend it. A schema says both in its error text: what is allowed, a full stop, then the remedy.
 * Where it says nothing, the rule itself is put into words.
 */
function said(issue: Issue, values: readonly string[]): readonly [string, string | null] {
  if (values.length > 0) return [values.join(', '), null];
  // The library's own sentences begin so; a schema's own text never does.
  if (/^(?:Invalid|Too |Unrecognized)/.test(issue.message)) return [rule(issue), null];
  const [, allowed = issue.message, remedy = null] = /^(.*?)\. (.*)$/s.exec(issue.message) ?? [];
  return [allowed.replace(/\.$/, ''), remedy];
}

const types: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'names with values',
  record: 'names with values',
};

function rule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return types[issue.expected] ?? issue.expected;
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    default:
      return issue.message.toLowerCase();
  }
}

function remedyFor(value: Tree | null, path: Path, values: readonly string[], missing: boolean): string {
  const name = path.at(-1);
  if (missing && typeof name === 'string') return `Add a line "${name}: ${values[0] ?? '…'}".`;
  if (value?.kind === 'scalar') {
    const meant = nearest(String(value.value), values);
    if (meant !== null) return `Write "${meant}".`;
    if (values.length === 0 && typeof value.value !== 'string')
      return `If it is meant as a text, put it in quotes: "${value.value}".`;
  }
  return 'Change the value, or remove the line.';
}

/** A value in a message: short, and never one that could be a secret. */
function shown(tree: Tree, path: Path): string {
  if (tree.kind === 'map') return 'names with values';
  if (tree.kind === 'list') return tree.items.length === 0 ? 'an empty list' : 'a list';
  const name = path.findLast((part) => typeof part === 'string') ?? '';
  const text = String(tree.value);
  if (isSecretName(String(name)) || looksSecret(text)) return 'a value that is not shown';
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return typeof tree.value === 'string' ? JSON.stringify(short) : short;
}
