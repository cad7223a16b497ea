import { type Graph, importGraph, resolveImport } from './graph.ts';
import type { SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/**
 * Import cycles, type imports included: one violation per group of files that reach each other, with a shortest way
 * round, reported at the import that begins it.
 */
export function cycleViolations(files: readonly SourceFile[]): Violation[] {
  const graph = importGraph(files);
  return stronglyConnected(graph)
    .map((group) => [...group].sort())
    .filter(([first]) => first !== undefined)
    .flatMap((group) => {
      const way = shortestCycle(graph, group);
      const [first = '', second] = way;
      const file = files.find(({ path }) => path === first);
      const entry = file?.imports.find((candidate) => resolveImport(first, candidate) === (second ?? first));
      const message = `is in an import cycle: ${[...way, first].join(' → ')}; type imports count`;
      return [{ file: first, line: entry?.line ?? 0, message, section: 'Import rule' as const }];
    });
}

/** Tarjan's algorithm; returns only groups that contain a cycle. */
function stronglyConnected(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const groups: string[][] = [];
  const lowOf = (node: string): number => low.get(node) ?? Number.POSITIVE_INFINITY;
  const visit = (node: string): void => {
    const own = index.size;
    index.set(node, own);
    low.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(lowOf(node), lowOf(next)));
    }
    if (lowOf(node) === own) groups.push(stack.splice(stack.indexOf(node)));
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return groups.filter((group) => group.length > 1 || group.some((node) => graph.get(node)?.includes(node)));
}

function shortestCycle(graph: Graph, group: readonly string[]): string[] {
  const [start = ''] = group;
  const members = new Set(group);
  const ways: string[][] = [[start]];
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return way;
      if (members.delete(next)) ways.push([...way, next]);
    }
  }
  return [start];
}
