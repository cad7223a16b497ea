import { declaredNames, isValueReference } from './bindings.ts';
import { isPure } from './purity.ts';
import { pureRooms, roomOf } from './rooms.ts';
import { isTestFile, type SourceFile } from './source-file.ts';
import { children, identifierName, memberPath, type Position, type SyntaxNode, walk } from './syntax.ts';
import type { Violation } from './violation.ts';

interface Port {
  /** Globals (`fetch`), two-part paths (`Date.now`) and imported names of a module (`node:crypto#randomUUID`). */
  readonly uses: readonly string[];
  /** Rooms, or paths that begin so, where it may be used; tests may use all. */
  readonly home: readonly string[];
  readonly advice: string;
}

/** What reaches the world outside, and where it may be touched. Everywhere else it is handed in. */
const ports: readonly Port[] = [
  {
    uses: ['Date.now', 'new Date()', 'Date()', 'performance.now', 'process.hrtime', 'process.uptime'],
    home: ['src/lib/'],
    advice: 'time comes from the injected clock (src/lib/clock.ts), so that a simulation can own it',
  },
  {
    uses: [
      'Math.random',
      'crypto.randomUUID',
      'crypto.getRandomValues',
      'node:crypto#randomUUID',
      'node:crypto#randomBytes',
      'node:crypto#randomInt',
    ],
    home: ['src/lib/'],
    advice: 'chance comes from the injected source (src/lib/random.ts), so that a run can be repeated from its seed',
  },
  {
    uses: ['setTimeout', 'setInterval', 'setImmediate', 'node:timers#*', 'node:timers/promises#*'],
    home: ['src/lib/'],
    advice: 'waiting goes through the injected clock (src/lib/clock.ts), so that it can be aborted and simulated',
  },
  {
    uses: ['fetch', 'WebSocket'],
    home: ['src/lib/', 'src/sources/', 'src/destinations/', 'src/alerts/', 'src/app/', 'simulator/'],
    advice: 'only connectors, alerts and the composition root call the network',
  },
  {
    uses: ['process.env'],
    home: ['src/config/', 'src/app/', 'src/cli/'],
    advice: 'the environment is read once, by config or the command, and handed on as values',
  },
  {
    uses: ['process.exit', 'process.exitCode', 'process.argv'],
    home: ['src/app/', 'src/cli/'],
    advice: 'only a command ends the process; elsewhere throw',
  },
  {
    uses: ['console.log', 'console.error', 'console.warn', 'console.info', 'console.debug'],
    home: ['src/cli/'],
    advice: 'commands print, everything else logs through the injected logger',
  },
];

/** Uses of a global outside its port, in src and simulator. */
export function portViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => (path.startsWith('src/') || path.startsWith('simulator/')) && !isTestFile(path))
    .flatMap((file) => [...importedUses(file), ...globalUses(file)].flatMap(({ use, line }) => check(file, use, line)));
}

interface Use {
  readonly use: string;
  readonly line: number;
}

function check(file: SourceFile, use: string, line: number): Violation[] {
  if (isPure(file) && (use === 'process' || use.startsWith('process.') || use.startsWith('console.'))) {
    const message = `uses ${use}: the pure rooms (${pureRooms.join(', ')}) do no I/O`;
    return [{ file: file.path, line, message, section: 'Pure rooms' }];
  }
  const port = ports.find(({ uses }) => uses.includes(use) || uses.includes(use.replace(/#.*/, '#*')));
  if (port === undefined || port.home.some((home) => file.path.startsWith(home))) return [];
  const section = pureRooms.includes(roomOf(file.path).name) ? 'Pure rooms' : 'Ports';
  return [{ file: file.path, line, message: `uses ${use}: ${port.advice}`, section }];
}

function importedUses(file: SourceFile): Use[] {
  return file.imports
    .filter(({ specifier, typeOnly }) => specifier?.startsWith('node:') && !typeOnly)
    .flatMap(({ specifier, names, line }) =>
      (names.length === 0 ? ['*'] : names).map((name) => ({ use: `${specifier}#${name}`, line })),
    );
}

function globalUses(file: SourceFile): Use[] {
  const declared = declaredNames(file.program);
  const found: Use[] = [];
  walk(file.program, (node, position) => {
    const use = globalUse(node, position, declared);
    if (use !== null) found.push({ use, line: file.lineOf(node.start) });
  });
  return found;
}

function globalUse(node: SyntaxNode, position: Position, declared: ReadonlySet<string>): string | null {
  const path = memberPath(node);
  if (path !== null) {
    const [object = '', property = ''] = path.split('.');
    if (object === 'globalThis') return property;
    return declared.has(object) ? null : path;
  }
  if (node.type === 'NewExpression' || node.type === 'CallExpression') {
    const [callee] = children(node, 'callee');
    if (identifierName(callee ?? null) !== 'Date' || declared.has('Date')) return null;
    if (node.type === 'CallExpression') return 'Date()';
    return children(node, 'arguments').length === 0 ? 'new Date()' : null;
  }
  const name = identifierName(node);
  return name !== null && !declared.has(name) && isValueReference(position) ? name : null;
}
