import type { Mutation } from './list.ts';

/**
 * The text with the mutated line, which keeps its indentation.
 * @throws Error where the line is not there exactly once: the list has to follow the product.
 */
export function mutated(text: string, { file, before, after }: Mutation): string {
  const lines = text.split('\n');
  const at = lines.flatMap((line, index) => (line.trim() === before ? [index] : []));
  const [only, second] = at;
  if (only === undefined || second !== undefined) {
    const found = at.length === 0 ? 'not there' : `there ${at.length} times`;
    throw new Error(`${file}: the line of a mutation is ${found} (test/mutations/list.ts):\n    ${before}`);
  }
  return lines.map((line, index) => (index === only ? line.replace(before, () => after) : line)).join('\n');
}
