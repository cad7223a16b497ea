import { type RawBuilder, sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { schemaManifest } from './schema-manifest.ts';

/** Rows about a person are found by the key of a Shopify record, or by the subject that it belongs to. */
type FoundBy = 'key' | 'subject_id';

/**
 * How the rows of each table that may hold something personal are found. A row of a call under way is gone as soon as
 * its outcome is known, and is left to that.
 */
export const erasable: Readonly<Record<string, FoundBy | 'in flight'>> = {
  staged_snapshot: 'key',
  member: 'key',
  crm_record: 'subject_id',
  journal: 'subject_id',
  batch_row: 'in flight',
};

/** What stands in an emptied column; null where the column may be empty. */
const emptied: Readonly<Record<string, string>> = {
  'staged_snapshot.snapshot': 'null',
  'crm_record.written': '{}',
  'journal.changes': '[]',
};

/**
 * Empties every column that the manifest calls personal in the rows of these records. The rows stay: what is left are
 * ids, by which a record that comes back is known. Returns how many rows were emptied, by table.
 */
export async function erase(tx: Tx, input: Input<'erase'>): Promise<Output<'erase'>> {
  const keys = input.keys.map(formatKey);
  const erased: Record<string, number> = {};
  if (keys.length === 0) return erased;
  // An order stands for itself: the subject of a person is emptied only with the person's own key.
  for (const [table, columns] of Object.entries(schemaManifest)) {
    const personal = Object.entries(columns).flatMap(([column, what]) => (what === 'personal' ? [column] : []));
    const by = erasable[table];
    if (personal.length === 0 || by === undefined || by === 'in flight') continue;
    const changes = personal.map((column) => sql`${sql.ref(column)} = ${emptyValue(table, column)}`);
    const { numAffectedRows } = await sql`
      update ${sql.table(`samestory.${table}`)} set ${sql.join(changes)} where ${rowsOf(by, keys)}`.execute(tx);
    erased[table] = Number(numAffectedRows ?? 0n);
  }
  await sql`update samestory.member set email_hash = null where key = any(${keys}::text[])`.execute(tx);
  return erased;
}

function emptyValue(table: string, column: string): RawBuilder<unknown> {
  const value = emptied[`${table}.${column}`];
  return value === undefined ? sql`null` : sql`${value}::jsonb`;
}

function rowsOf(by: FoundBy, keys: readonly string[]): RawBuilder<unknown> {
  const named = sql`any(${[...keys]}::text[])`;
  if (by === 'key') return sql`key = ${named}`;
  return sql`subject_id in (select subject_id from samestory.member where key = ${named})`;
}
