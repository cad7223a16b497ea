/** A place in the code that breaks one of the rules that docs/architecture.md states under "Rules that a test enforces". */
export interface Violation {
  /** Path from the root of the repository, with `/`. */
  readonly file: string;
  /** 1-based; 0 when the whole file is meant. */
  readonly line: number;
  /** What is there and which rule it breaks, in words that tell how to mend it. */
  readonly message: string;
  readonly section: Section;
}

/**
 * Headings of docs/architecture.md. A test checks that the page really has them, so that a message never sends a reader
 * to a section that is gone.
 */
export const sections = ['Import rule', 'Pure rooms', 'Ports', 'Sizes', 'Types', 'Words in files'] as const;
export type Section = (typeof sections)[number];

export function formatViolation(violation: Violation): string {
  const { file, line, message, section } = violation;
  return `${file}:${line} ${message}. See docs/architecture.md, section "${section}".`;
}
