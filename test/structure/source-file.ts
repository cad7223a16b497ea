import { parseSync } from 'oxc-parser';
import { child, children, identifierName, isNode, type SyntaxNode, walk } from './syntax.ts';

export interface Import {
  /** As written, for example `../lib/clock.ts` or `node:fs`; null when the target is computed at run time. */
  readonly specifier: string | null;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** Names taken from the module; empty for side-effect imports, `export *`, `import * as` and dynamic imports. */
  readonly names: readonly string[];
  readonly line: number;
}

export interface SourceFile {
  /** Path from the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly { readonly value: string; readonly line: number }[];
  readonly imports: readonly Import[];
  readonly lineOf: (offset: number) => number;
  /** Syntax errors that the parser reports; the rules are meaningless while there is one. */
  readonly errors: readonly string[];
}

export function isTestFile(path: string): boolean {
  return path.endsWith('.test.ts');
}

export function isGenerated(path: string): boolean {
  return path.endsWith('.gen.ts');
}

/** Parses one TypeScript file. Never throws: syntax errors are returned in `errors`. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const result = parseSync(path, text, { lang: 'ts', sourceType: 'module' });
  const program: unknown = result.program;
  if (!isNode(program)) throw new Error(`oxc-parser returned no program for ${path}`);
  const lineOf = lineCounter(text);
  return {
    path,
    text,
    program,
    lineOf,
    comments: result.comments.map(({ value, start }) => ({ value, line: lineOf(start) })),
    imports: [...moduleImports(result.module, text, lineOf), ...treeImports(program, lineOf)],
    errors: result.errors.map((error) => error.message),
  };
}

function moduleImports(
  module: ReturnType<typeof parseSync>['module'],
  text: string,
  lineOf: (offset: number) => number,
): Import[] {
  const found: Import[] = [];
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const names = entries.flatMap(({ importName }) => (importName.name === null ? [] : [importName.name]));
    const statement = text.slice(start, moduleRequest.start);
    const typeOnly = /^import\s+type\b/.test(statement) || (entries.length > 0 && entries.every((e) => e.isType));
    found.push({ specifier: moduleRequest.value, typeOnly, names, line: lineOf(start) });
  }
  for (const { entries, start } of module.staticExports) {
    const [first] = entries;
    if (!first?.moduleRequest) continue;
    const names = entries.flatMap(({ importName }) => (importName.name === null ? [] : [importName.name]));
    const typeOnly = entries.every((entry) => entry.isType);
    found.push({ specifier: first.moduleRequest.value, typeOnly, names, line: lineOf(start) });
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    found.push({ specifier: literal?.[2] ?? null, typeOnly: false, names: [], line: lineOf(start) });
  }
  return found;
}

/**
 * Imports in all but the word: `new URL('./worker.ts', import.meta.url)`, which names a worker, a child process or an
 * asset, and `import('./x.ts').Type` in the position of a type, which the parser does not list.
 */
function treeImports(program: SyntaxNode, lineOf: (offset: number) => number): Import[] {
  const found: Import[] = [];
  walk(program, (node) => {
    const typeOnly = node.type === 'TSImportType';
    const target = typeOnly ? child(node, 'source') : workerTarget(node);
    const specifier = target?.['value'];
    if (typeof specifier === 'string') found.push({ specifier, typeOnly, names: [], line: lineOf(node.start) });
  });
  return found;
}

function workerTarget(node: SyntaxNode): SyntaxNode | null {
  if (node.type !== 'NewExpression' || identifierName(child(node, 'callee')) !== 'URL') return null;
  const [target, base] = children(node, 'arguments');
  const meta = base === undefined ? null : child(base, 'object');
  if (target === undefined || meta?.type !== 'MetaProperty') return null;
  return String(target['value']).startsWith('.') ? target : null;
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
