import type { SourceFile } from './source-file.ts';
import { child, type SyntaxNode, walk, withoutParentheses } from './syntax.ts';
import type { Violation } from './violation.ts';

const suppressions = ['ts-ignore', 'ts-expect-error', 'ts-nocheck'].map((name) => `@${name}`);

/** Ways round the compiler: `any`, suppressing comments, and a cast through `unknown`. */
export function escapeHatchViolations(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => {
    const found: Violation[] = [];
    const report = (line: number, message: string): void => {
      found.push({ file: file.path, line, message, section: 'Types' });
    };
    walk(file.program, (node) => {
      const message = treeMessage(node);
      if (message !== null) report(file.lineOf(node.start), message);
    });
    for (const { value, line } of file.comments) {
      const suppression = suppressions.find((candidate) => value.includes(candidate));
      if (suppression !== undefined)
        report(line, `has ${suppression}: mend the type instead of silencing the compiler`);
    }
    return found;
  });
}

function treeMessage(node: SyntaxNode): string | null {
  if (node.type === 'TSAnyKeyword') return 'has the type any: use unknown and parse what comes in';
  if (node.type !== 'TSAsExpression') return null;
  const inner = withoutParentheses(child(node, 'expression'));
  if (inner?.type !== 'TSAsExpression' || child(inner, 'typeAnnotation')?.type !== 'TSUnknownKeyword') return null;
  return 'casts through unknown: parse the value at the boundary (zod) instead of asserting its type';
}
