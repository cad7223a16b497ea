import { z } from 'zod';
import { nearest } from '../../lib/nearest.ts';
import type { ConfigProblem } from '../problems.ts';
import { knownNames, knownValues } from './schema-view.ts';
import { isSecretName, looksSecret, refusal } from './secrets.ts';
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
  const { issues } = result.error;
  // A misspelled name is why the right one is missing: that is told by itself.
  const misspelled = new Set(
    issues.flatMap(({ code, path }) => (code === 'unrecognized_keys' ? [path.join('.')] : [])),
  );
  const told = issues.filter(({ code, path }) => code !== 'custom' || !misspelled.has(path.join('.')));
  const problems = told.flatMap((issue) => problemsOf(issue, tree, published));
  return { ok: false, problems };
}

/** One problem at a path of a tree; for rules that a schema cannot say. */
export function problemAt(tree: Tree, path: Path, said: Omit<ConfigProblem, 'where'>): ConfigProblem {
  const where = placeText(placeOf(tree, path));
  const shownPath = path.map((part) => (looksSecret(String(part)) ? 'a name that is not shown' : part));
  return { where: path.length === 0 ? where : `${where}, ${pathText(shownPath)}`, ...said };
}

function problemsOf(issue: Issue, tree: Tree, published: unknown): ConfigProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownName(tree, path, key, published));
  const value = treeAt(tree, path);
  const missing = value === null || (value.kind === 'scalar' && value.value === null);
  const found = missing ? 'nothing' : shown(value, path);
  const values = knownValues(published, path);
  const shape = missing ? null : wrongShape(issue, value, path, knownNames(published, path));
  if (shape !== null) return [problemAt(tree, path, { found, ...shape })];
  const [allowed, advice] = said(issue, values);
  const own = missing && values.length > 0 ? null : advice;
  const remedy = own ?? remedyFor(value, path, values, missing);
  return [problemAt(tree, path, { found, allowed, remedy })];
}

function unknownName(tree: Tree, path: Path, key: string, published: unknown): ConfigProblem {
  if (looksSecret(key))
    return refusal(placeText(placeOf(tree, [...path, key])), 'what looks like a token or a key', null);
  const known = knownNames(published, path);
  const meant = nearest(key, known);
  const [first, object] = path;
  const remedy =
    first === 'fields' && path.length === 2 && /^[a-z]+$/.test(String(object))
      ? `A field has one name: write "${object}.${key}:" in one line.`
      : meant === null
        ? 'Remove the line, or look the name up in docs/configuration.md.'
        : `Write "${meant}".`;
  const inside = path.length === 0 ? '' : ` in ${pathText(path)}`;
  return problemAt(tree, [...path, key], { found: `an unknown name${inside}`, allowed: known.join(', '), remedy });
}

/**
 * What is allowed, and how to mend it. A schema says both in its error text: what is allowed, a full stop, then the remedy.
 * Where it says nothing, the rule itself is put into words.
 */
function said(issue: Issue, values: readonly string[]): readonly [string, string | null] {
  // The library's own sentences begin so; a schema's own text never does.
  const own = !/^(?:Invalid|Too |Unrecognized)/.test(issue.message);
  const [, allowed = issue.message, remedy = null] = /^(.*?)\. (.*)$/s.exec(issue.message) ?? [];
  if (values.length > 0) return [values.join(', '), own ? remedy : null];
  return own ? [allowed.replace(/\.$/, ''), remedy] : [rule(issue), null];
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

/** A list, a map or a single value where another of the three belongs: how the same thing is written rightly. */
function wrongShape(
  issue: Issue,
  value: Tree | null,
  path: Path,
  names: readonly string[],
): Pick<ConfigProblem, 'allowed' | 'remedy'> | null {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid') || value === null) return null;
  const name = String(path.findLast((part) => typeof part === 'string') ?? 'name');
  if (issue.expected === 'array') {
    const one = value.kind === 'scalar' && typeof value.value === 'string' && !looksSecret(value.value);
    const text = one
      ? `Write "${name}: [${String(value.value)}]".`
      : 'Begin every entry with "- ", on a line of its own.';
    return { allowed: 'a list', remedy: text };
  }
  if (issue.expected !== 'object' && issue.expected !== 'record') return null;
  const allowed = names.length === 0 ? 'names with values' : `names with values: ${names.join(', ')}`;
  const below = `Write them below "${name}:", one to a line, indented by two blanks`;
  return { allowed, remedy: value.kind === 'list' ? `${below} and without "- ".` : `${below}.` };
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
