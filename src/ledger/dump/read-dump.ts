import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DumpTable } from '../contract.ts';
import { migrations } from '../migrations/all.ts';
import { linesOf } from './lines.ts';
import { type Whose, whoseLedger } from './whose.ts';

/** The version of the file; another one means that this code cannot read it. */
export const dumpVersion = 1;

/** The file cannot be used; the message says why. */
export class DumpError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'DumpError';
  }
}

const name = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
/** A type goes into a statement as it stands: only the types that a ledger has. */
const type = z.enum([
  'text',
  'jsonb',
  'boolean',
  'integer',
  'bigint',
  'smallint',
  'timestamp with time zone',
  'date',
  'numeric',
  'uuid',
]);

const about = z.object({ samestory: z.literal('ledger'), version: z.number() });
const headSchema = about.extend({
  migration: z.number().int().min(1),
  at: z.iso.datetime(),
  tables: z.array(
    z.object({
      name,
      columns: z.array(z.object({ name, type, required: z.boolean() })).min(1),
      key: z.array(name).min(1),
    }),
  ),
});
export type DumpHead = z.infer<typeof headSchema>;

const tableSchema = z.object({ table: name });
const endSchema = z.object({ end: z.object({ rows: z.record(name, z.number()), sha256: z.string() }) });

export interface CheckedDump {
  readonly head: DumpHead;
  readonly rows: number;
  readonly whose: Whose;
}

/** Reads the whole file and checks versions, counts and checksum. Throws DumpError for anything that is not as it was written. */
export async function checkDump(path: string): Promise<CheckedDump> {
  const sum = createHash('sha256');
  const counts: Record<string, number> = {};
  let head: DumpHead | null = null;
  let whose = whoseLedger([]);
  let table: string | null = null;
  let end: z.infer<typeof endSchema>['end'] | null = null;
  try {
    for await (const line of linesOf(path)) {
      if (end !== null) throw new DumpError(`${path} is damaged: something stands after its end`);
      if (head === null) {
        head = headOf(path, line);
        whose = whoseLedger(head.tables);
      } else if (line[0] === openBrace) {
        const said: unknown = JSON.parse(line.toString('utf8'));
        const ended = endSchema.safeParse(said);
        if (ended.success) {
          end = ended.data.end;
          continue;
        }
        table = tableSchema.parse(said).table;
        counts[table] = 0;
      } else if (table !== null) {
        counts[table] = (counts[table] ?? 0) + 1;
        whose.see(table, line);
      }
      sum.update(line).update('\n');
    }
  } catch (error) {
    throw error instanceof DumpError ? error : unreadable(path, error);
  }
  if (head === null) throw notOurs(path);
  if (end === null) throw new DumpError(`${path} is cut off: it has no end. Take another dump`);
  const same = Object.entries(end.rows).every(([key, count]) => counts[key] === count);
  if (!same || end.sha256 !== sum.digest('hex')) {
    throw new DumpError(`${path} is damaged: it is not what was written. Take another dump`);
  }
  const rows = Object.values(counts).reduce((total, count) => total + count, 0);
  return { head, rows, whose: whose.found() };
}

const openBrace = 0x7b;

function headOf(path: string, line: Buffer): DumpHead {
  let said: unknown;
  try {
    said = JSON.parse(line.toString('utf8'));
  } catch {
    throw notOurs(path);
  }
  const known = about.safeParse(said);
  if (!known.success) throw notOurs(path);
  if (known.data.version !== dumpVersion) {
    throw new DumpError(
      `${path} has version ${known.data.version} of the dump format, and this version of samestory reads version ${dumpVersion}: use the samestory that wrote it, or a later one`,
    );
  }
  const head = headSchema.safeParse(said);
  if (!head.success) throw new DumpError(`${path} is damaged: its first line says nothing usable`);
  const newest = Math.max(...migrations.map(({ number }) => number));
  if (head.data.migration > newest) {
    throw new DumpError(
      `${path} holds schema ${head.data.migration}, and this version of samestory knows schema ${newest}: a newer version wrote it. Use that version, or one later than it`,
    );
  }
  return head.data;
}

function notOurs(path: string): DumpError {
  return new DumpError(`${path} is no dump of samestory`);
}

function unreadable(path: string, cause: unknown): DumpError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOENT') return new DumpError(`${path} does not exist`, { cause });
  if (code === 'EACCES' || code === 'EISDIR') return new DumpError(`${path} cannot be read (${code})`, { cause });
  if (code === 'Z_BUF_ERROR') return new DumpError(`${path} is cut off. Take another dump`, { cause });
  if (code === 'Z_DATA_ERROR') return new DumpError(`${path} is damaged, or no dump of samestory`, { cause });
  return new DumpError(`${path} is damaged: a line of it cannot be read`, { cause });
}

/** The rows of a dump that was checked, in pages. */
export async function* dumpRows(
  path: string,
  { tables }: DumpHead,
): AsyncGenerator<{ readonly table: DumpTable; readonly lines: readonly string[] }> {
  let table: DumpTable | null = null;
  let lines: string[] = [];
  let isHead = true;
  for await (const bytes of linesOf(path)) {
    const text = bytes.toString('utf8');
    if (isHead) {
      isHead = false;
      continue;
    }
    if (text.startsWith('{')) {
      if (table !== null && lines.length > 0) yield { table, lines };
      lines = [];
      const said = tableSchema.safeParse(JSON.parse(text));
      table = said.success ? (tables.find((one) => one.name === said.data.table) ?? null) : null;
      continue;
    }
    lines.push(text);
    if (table !== null && lines.length >= rowsAtOnce) {
      yield { table, lines };
      lines = [];
    }
  }
}

const rowsAtOnce = 500;
