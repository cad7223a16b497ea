import { parseSourceFile, type SourceFile } from './source-file.ts';
import type { Violation } from './violation.ts';

/** Small projects written as a record of path to text, so that a test can show the code that a rule must refuse. */
export function fixture(texts: Readonly<Record<string, string>>): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => parseSourceFile(path, text));
}

/** `file:line` of each violation, sorted. */
export function places(violations: readonly Violation[]): string[] {
  return violations.map(({ file, line }) => `${file}:${line}`).sort();
}
