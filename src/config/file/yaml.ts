import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigProblem } from '../problems.ts';
import type { Entry, Place, Scalar, Tree } from './tree.ts';

interface Reading {
  readonly file: string;
  readonly lines: LineCounter;
  readonly problems: ConfigProblem[];
  /** Parts made so far: a part that is used in many places counts each time. */
  parts: number;
  resolve(alias: Node): Node | undefined;
}

const remedies: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with blanks.',
  DUPLICATE_KEY: 'Keep one of the two.',
  MULTIPLE_DOCS: 'Remove the line "---" and what belongs to the other document.',
  MISSING_CHAR: 'Put a blank after the colon, and close what is opened: quotes, brackets and braces.',
  BAD_INDENT:
    'Give the lines that belong together the same number of blanks, and close what is opened: brackets, braces.',
  UNEXPECTED_TOKEN: 'Put texts with special characters in quotes.',
};

/** Where the library speaks to whoever programs with it. */
const words: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document',
  TAG_RESOLVE_FAILED: 'a tag ("!…") that is not known',
};

/** A YAML text as a tree with places. What is no YAML is among the problems, and then there is no tree. */
export function parseYaml(file: string, text: string): { tree: Tree | null; problems: readonly ConfigProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const faults = [...document.errors, ...document.warnings].map((fault): ConfigProblem => {
    const { line } = lines.linePos(fault.pos[0]);
    const found = words[fault.code] ?? `${fault.message.charAt(0).toLowerCase()}${fault.message.slice(1)}`;
    const remedy = remedies[fault.code] ?? 'Mend the line; an editor that knows YAML marks it.';
    return { where: `${file}, line ${line}`, found, allowed: 'YAML 1.2', remedy };
  });
  if (faults.length > 0) return { tree: null, problems: faults };
  const problems: ConfigProblem[] = [];
  const resolve = (alias: Node) => (isAlias(alias) ? alias.resolve(document) : undefined);
  const top: Place = { type: 'file', file, line: 1 };
  const reading = { file, lines, problems, resolve, parts: 0 };
  const { contents } = document;
  const tree =
    contents === null ? ({ kind: 'map', place: top, entries: new Map() } as const) : treeOf(contents, reading);
  if (tree.kind === 'map') return { tree, problems };
  if (tree.kind === 'scalar' && tree.value === null) {
    return { tree: { kind: 'map', place: top, entries: new Map() }, problems };
  }
  const found = tree.kind === 'list' ? 'a list' : 'a single text';
  const remedy = 'Write one setting per line, for instance "version: 1".';
  problems.push({ where: `${file}, line 1`, found, allowed: 'names with values', remedy });
  return { tree: null, problems };
}

function placeOf({ file, lines }: Reading, node: Node): Place {
  const [start = 0] = node.range ?? [];
  return { type: 'file', file, line: lines.linePos(start).line };
}

/** YAML lets a part be used in several places, also within itself; that one is refused. */
function treeOf(node: Node, reading: Reading, inside: readonly Node[] = []): Tree {
  const place = placeOf(reading, node);
  reading.parts += 1;
  if (reading.parts > most) return tooMuch(reading, place);
  if (isAlias(node)) {
    const target = reading.resolve(node);
    if (target === undefined) {
      const remedy = `Write "&${node.source}" where the part begins, or write the values out.`;
      return refused(reading, place, `"*${node.source}", which stands for a part that no line names`, remedy);
    }
    if (!inside.includes(target) && inside.length < deepest) return treeOf(target, reading, [...inside, target]);
    return refused(reading, place, 'a part that contains itself', 'Write the values out.');
  }
  if (inside.length >= deepest) return refused(reading, place, `more than ${deepest} levels`, 'Write it flatter.');
  const below = [...inside, node];
  if (isMap(node)) {
    const entries = new Map<string, Entry>();
    for (const { key, value } of node.items) {
      const name = nameOf(key);
      if (name === null) {
        refused(reading, place, 'a name that is no text', 'Write a plain name before the colon.');
        continue;
      }
      const named = isScalar(key) ? placeOf(reading, key) : place;
      if (name === '<<') {
        const remedy = 'Write the values out, or put what is common into a file and name it under "extends".';
        refused(reading, named, '"<<", which YAML 1.2 does not have', remedy);
        continue;
      }
      if (name === '__proto__') {
        refused(reading, named, '"__proto__", which is no name of a setting', 'Remove it.');
        continue;
      }
      const empty: Tree = { kind: 'scalar', place: named, value: null };
      entries.set(name, { named, tree: isNode(value) ? treeOf(value, reading, below) : empty });
    }
    return { kind: 'map', place, entries };
  }
  if (isSeq(node)) {
    const items = node.items.flatMap((item) => (isNode(item) ? [treeOf(item, reading, below)] : []));
    return { kind: 'list', place, items };
  }
  return { kind: 'scalar', place, value: isScalar(node) ? scalarOf(node.value) : null };
}

const deepest = 20;
const most = 20_000;

/** Said once, not for each part beyond. */
function tooMuch(reading: Reading, place: Place): Tree {
  if (reading.parts === most + 1) refused(reading, place, `more than ${most} parts`, 'Write it shorter.');
  return { kind: 'scalar', place, value: null };
}

function refused({ problems }: Reading, place: Place, found: string, remedy: string): Tree {
  const where = place.type === 'file' ? `${place.file}, line ${place.line}` : place.variable;
  problems.push({ where, found, allowed: 'names with values', remedy });
  return { kind: 'scalar', place, value: null };
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function nameOf(key: unknown): string | null {
  if (!isScalar(key)) return null;
  const { value } = key;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function scalarOf(value: unknown): Scalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? null : String(value);
}
