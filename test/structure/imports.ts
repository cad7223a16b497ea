import { type Graph, importGraph, reachable, resolveImport } from './graph.ts';
import { isConnector, type Room, roomOf, roomOrder } from './rooms.ts';
import { type Import, isTestFile, type SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

const connectorMayImport = ['lib', 'commerce', 'field-map', 'connector'];

/** Breaches of the order of rooms. */
export function importViolations(files: readonly SourceFile[]): Violation[] {
  const graph = importGraph(files);
  return files.flatMap((file) =>
    file.imports.flatMap((entry) => {
      const message = breach(file.path, entry) ?? witnessBreach(graph, file.path, entry);
      return message === null ? [] : [{ file: file.path, line: entry.line, message, section: 'Import rule' as const }];
    }),
  );
}

/** What the simulator may import must not bring the product's model of commerce along by the back door. */
function witnessBreach(graph: Graph, path: string, entry: Import): string | null {
  const target = resolveImport(path, entry);
  if (!path.startsWith('simulator/') || !target?.startsWith('src/')) return null;
  const model = reachable(graph, target).find((reached) => roomOf(reached).name === 'commerce');
  if (model === undefined) return null;
  return `imports ${target}, which reaches ${model}: the simulator is an independent witness and must not count with the product's own arithmetic`;
}

function breach(path: string, entry: Import): string | null {
  const from = roomOf(path);
  if (from.kind === 'unknown') return `lies in no room: the rooms of src are ${roomOrder.join(', ')}`;
  if (entry.specifier === null) {
    if (from.kind === 'outside' || from.name === 'config') return null;
    return 'imports a module whose name is computed: only config may, for the computed fields that a merchant names';
  }
  const target = resolveImport(path, entry);
  if (target === null) return null;
  const to = roomOf(target);
  if (from.kind === 'outside') return from.name === 'simulator' ? simulatorBreach(path, target, to) : null;
  if (to.kind === 'outside') return outsideBreach(path, from, target, to);
  if (from.name === to.name) return null;
  return roomBreach(from, to, target, entry);
}

/** The simulator is an independent witness: it must not share the product's arithmetic, mapping or reading. */
function simulatorBreach(path: string, target: string, to: Room): string | null {
  if (to.name === 'simulator' || to.name === 'lib' || to.name === 'sources/shopify-csv') return null;
  if (target.startsWith('src/sources/shopify/schema/')) return null;
  if (isTestFile(path) && to.name === 'test') return null;
  return `imports ${target}: the simulator is an independent witness and takes from src only lib, sources/shopify-csv and the Shopify schema`;
}

function outsideBreach(path: string, from: Room, target: string, to: Room): string | null {
  if (target === 'package.json') return null;
  if (isTestFile(path) && (to.name === 'simulator' || to.name === 'test')) return null;
  if (to.name === 'simulator' && from.name === 'app') return null;
  if (to.name === 'simulator') return `imports ${target}: in src only app may import the simulator`;
  return `imports ${target}: src imports nothing of ${to.name}`;
}

function roomBreach(from: Room, to: Room, target: string, entry: Import): string | null {
  if (isConnector(from)) {
    if (isConnector(to)) return `imports ${target}: connectors never import each other`;
    if (!connectorMayImport.includes(to.name)) {
      return `imports ${target}: a connector imports only ${connectorMayImport.join(', ')}`;
    }
    if (to.name === 'field-map' && !entry.typeOnly) {
      return `imports values of ${target}: a connector imports only the types of field-map (import type)`;
    }
    return null;
  }
  if (isConnector(to)) {
    return from.name === 'app' ? null : `imports ${target}: only app names concrete connectors`;
  }
  if (to.kind === 'unknown') return `imports ${target}, which lies in no room of src`;
  if (to.rank > from.rank) return `imports ${target}: ${from.name} comes before ${to.name} in the order of rooms`;
  return null;
}
