/** Where a value was said. */
export type Place =
  | { readonly type: 'file'; readonly file: string; readonly line: number }
  | { readonly type: 'environment'; readonly variable: string };

export type Scalar = string | number | boolean | null;

/** A configuration as it was written, each part with its place. Plain data loses that; messages and `config` need it. */
export type Tree =
  | { readonly kind: 'map'; readonly place: Place; readonly entries: ReadonlyMap<string, Entry> }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly Tree[] }
  | { readonly kind: 'scalar'; readonly place: Place; readonly value: Scalar };

export interface Entry {
  /** Where the name stands. */
  readonly named: Place;
  readonly tree: Tree;
}

export type Path = readonly (string | number)[];

/** 'samestory.yaml, line 4', or the variable's name. */
export function placeText(place: Place): string {
  return place.type === 'file' ? `${place.file}, line ${place.line}` : place.variable;
}

/** 'exports[0].mail' */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** What stands at a path; null where nothing does. */
export function treeAt(tree: Tree, path: Path): Tree | null {
  let found: Tree | undefined = tree;
  for (const part of path) {
    if (found?.kind === 'map') found = found.entries.get(String(part))?.tree;
    else if (found?.kind === 'list') found = found.items[Number(part)];
    else return null;
  }
  return found ?? null;
}

/** The place of a path, or of the nearest thing around it that was written. */
export function placeOf(tree: Tree, path: Path): Place {
  for (let length = path.length; length > 0; length -= 1) {
    const around = treeAt(tree, path.slice(0, length - 1));
    const entry = around?.kind === 'map' ? around.entries.get(String(path[length - 1])) : undefined;
    if (entry !== undefined) return entry.named;
    const item = treeAt(tree, path.slice(0, length));
    if (item !== null) return item.place;
  }
  return tree.place;
}

/** The plain data of a tree. A name without a value is as if it were not there. */
export function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  const data: Record<string, unknown> = {};
  for (const [name, { tree: value }] of tree.entries) {
    if (value.kind === 'scalar' && value.value === null) continue;
    // Defined, not assigned: a name such as `__proto__` must arrive as a name, to be refused as one.
    Object.defineProperty(data, name, { value: plain(value), enumerable: true });
  }
  return data;
}

/**
 * What a file says on top of its base: maps are merged name by name, lists and single values are replaced as a whole, and
 * a name without a value takes the base's value away.
 */
export function merged(base: Tree, over: Tree): Tree {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const below = entries.get(name);
    entries.set(name, below === undefined ? entry : { named: entry.named, tree: merged(below.tree, entry.tree) });
  }
  return { kind: 'map', place: over.place.type === 'file' ? over.place : base.place, entries };
}
