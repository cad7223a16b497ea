import { isFunction } from './bindings.ts';
import { isGenerated, type SourceFile } from './source-file.ts';
import { child, children, identifierName, type Position, type SyntaxNode, walk } from './syntax.ts';
import type { Violation } from './violation.ts';

const maximumFileLines = 400;
const maximumFunctionLines = 70;

const testRegistrars = new Set([
  'describe',
  'it',
  'test',
  'suite',
  'before',
  'after',
  'beforeEach',
  'afterEach',
  'skip',
  'only',
]);

/**
 * Files and functions that are too long. Generated files are exempt. A callback handed directly to the test runner is
 * exempt from the function rule, because a `describe` is a chapter and not a function; helpers inside it are not.
 */
export function sizeViolations(files: readonly SourceFile[]): Violation[] {
  return files
    .filter(({ path }) => !isGenerated(path))
    .flatMap((file) => [...fileLength(file.path, file.text), ...functionLengths(file)]);
}

function fileLength(path: string, text: string): Violation[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines <= maximumFileLines) return [];
  const message = `has ${lines} lines: a file has at most ${maximumFileLines}, and 50 to 150 is usual; split it by what changes together`;
  return [{ file: path, line: 0, message, section: 'Sizes' }];
}

function functionLengths(file: SourceFile): Violation[] {
  const found: Violation[] = [];
  const usesTestRunner = file.imports.some(({ specifier }) => specifier === 'node:test');
  walk(file.program, (node, position) => {
    if (!isFunction(node)) return;
    if (usesTestRunner && isTestCallback(node, position)) return;
    const line = file.lineOf(node.start);
    const lines = file.lineOf(node.end) - line + 1;
    if (lines <= maximumFunctionLines) return;
    const name = functionName(node, position);
    const message = `function ${name} has ${lines} lines: a function has at most ${maximumFunctionLines}`;
    found.push({ file: file.path, line, message, section: 'Sizes' });
  });
  return found;
}

/** A callback handed to the test runner, or to a helper of ours that hands it on: one that registers tests itself. */
function isTestCallback(node: SyntaxNode, { parent, property }: Position): boolean {
  if (parent?.type !== 'CallExpression' || property !== 'arguments') return false;
  return callsRegistrar(parent) || statements(node).some(callsRegistrar);
}

function statements(node: SyntaxNode): SyntaxNode[] {
  const body = child(node, 'body');
  return body === null ? [] : children(body, 'body').flatMap((statement) => child(statement, 'expression') ?? []);
}

function callsRegistrar(node: SyntaxNode): boolean {
  const callee = node.type === 'CallExpression' ? child(node, 'callee') : null;
  if (callee === null) return false;
  const name = identifierName(callee.type === 'MemberExpression' ? child(callee, 'property') : callee);
  return name !== null && testRegistrars.has(name);
}

function functionName(node: SyntaxNode, { parent }: Position): string {
  const holder = child(node, 'id') ?? (parent && (child(parent, 'id') ?? child(parent, 'key')));
  return identifierName(holder) ?? '(without a name)';
}
