import type { DumpTable } from '../contract.ts';

/** Whose ledger a dump is: CRM accounts (`hubspot/145899031`) and the numbers of stores, each once, as they come. */
export interface Whose {
  readonly destinations: readonly string[];
  readonly sources: readonly string[];
}

/** Columns whose values say it, and how a row begins that has the column first; a member's key begins with its store. */
const telling = {
  lane: { column: 'destination', row: /^\["([^"\\]+)"/ },
  member: { column: 'key', row: /^\["([^"\\/]+)\// },
} as const;

/** Far longer than any such value. */
const beginning = 300;

/** Gathers it from the rows of a dump as they come by. */
export function whoseLedger(tables: readonly DumpTable[]): {
  see(table: string, line: Buffer): void;
  found(): Whose;
} {
  const found = { lane: new Set<string>(), member: new Set<string>() };
  return {
    see(table, line) {
      if (table !== 'lane' && table !== 'member') return;
      const { column, row } = telling[table];
      if (tables.find(({ name }) => name === table)?.columns[0]?.name !== column) return;
      const [, value] = row.exec(line.subarray(0, beginning).toString('utf8')) ?? [];
      if (value !== undefined) found[table].add(value);
    },
    found: () => ({ destinations: [...found.lane], sources: [...found.member] }),
  };
}
