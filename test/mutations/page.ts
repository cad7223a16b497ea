import { basename } from 'node:path';
import type { Catch } from './hunt.ts';
import { type Mutation, mutations } from './list.ts';

export interface Outcome {
  readonly number: number;
  readonly mutation: Mutation;
  /** Null: it survived. */
  readonly caught: Catch | null;
}

/** For a terminal of 80 columns. */
export function outcomeTable(outcomes: readonly Outcome[], last: number): string {
  const rows = outcomes.map(({ number, mutation, caught }) => {
    const seed = caught === null ? `survived ${last}` : `seed ${caught.seed}`;
    const file = basename(mutation.file);
    const problem = caught === null ? '' : short(caught.problem, 30);
    return [String(number).padStart(2), mutation.kind.padEnd(12), file.padEnd(16), seed.padEnd(12), problem].join(' ');
  });
  return rows.map((row) => row.trimEnd()).join('\n');
}

/** The page for docs/. Of mutations that were not run this time it keeps what the page of before says. */
export function pageOf(outcomes: readonly Outcome[], last: number, before: string): string {
  const now = new Map(outcomes.map(({ mutation, caught }) => [mutation.breaks, foundIn(caught, last)]));
  const known = knownFrom(before);
  const rows = mutations.map(({ kind, file, breaks }, index) => {
    const found = now.get(breaks) ?? known.get(breaks) ?? ['not run yet', ''];
    return `| ${[String(index + 1), kind, `\`${file}\``, breaks, ...found].map(cell).join(' | ')} |`;
  });
  return `# Mutations

Does the simulation notice when the product is wrong? Each row is one line of the product made wrong in one way
(\`test/mutations/list.ts\`), alone, in a copy of the tree; then seeds run from 1 on until one fails that does not fail without
it. A mutation that survives 500 seeds is a hole in the simulation. Written by \`npm run mutate -- --page\`; with
\`--only\` it keeps the rows of the others. The test suite checks that each line is still there.

| | kind | file | what is wrong then | caught by seed | as |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

type Found = readonly [seed: string, problem: string];

function foundIn(caught: Catch | null, last: number): Found {
  return caught === null ? [`survived ${last} seeds`, ''] : [String(caught.seed), short(caught.problem, 110)];
}

function knownFrom(page: string): ReadonlyMap<string, Found> {
  return new Map(
    page.split('\n').flatMap((line): [string, Found][] => {
      const cells = line.split(/(?<!\\)\|/).map((text) => text.trim().replaceAll('\\|', '|'));
      const [, number = '', , , breaks = '', seed = '', problem = ''] = cells;
      return /^\d+$/.test(number) ? [[breaks, [seed, problem]]] : [];
    }),
  );
}

/** A bar would end the cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function short(text: string, length: number): string {
  const line = (text.split('\n')[0] ?? '').replaceAll(/\s+/g, ' ');
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
