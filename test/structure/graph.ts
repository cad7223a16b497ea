import { posix } from 'node:path';
import type { Import, SourceFile } from './source-file.ts';

/** Path of the imported file from the root of the repository; null for packages, `node:` modules and computed targets. */
export function resolveImport(from: string, entry: Import): string | null {
  if (entry.specifier === null || !entry.specifier.startsWith('.')) return null;
  return posix.normalize(posix.join(posix.dirname(from), entry.specifier));
}

/** Per file the files of the same project that it imports, type imports included. */
export type Graph = ReadonlyMap<string, readonly string[]>;

export function importGraph(files: readonly SourceFile[]): Graph {
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map((file) => {
      const targets = file.imports.flatMap((entry) => resolveImport(file.path, entry) ?? []);
      return [file.path, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
}

/** Every file that `start` reaches, itself first. */
export function reachable(graph: Graph, start: string): string[] {
  const reached = new Set([start]);
  for (const path of reached) for (const next of graph.get(path) ?? []) reached.add(next);
  return [...reached];
}
