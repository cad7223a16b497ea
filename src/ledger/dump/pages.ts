import { sql } from 'kysely';
import type { DumpTable } from '../contract.ts';
import type { Tx } from '../database.ts';
import type { Input, Output } from '../inputs.ts';

/** What others refer to comes before them. */
const first = ['match_record'];
/** Kept by the schema itself. */
const without = ['migration'];

/** Every table of the ledger as the database has it now, so that no new one is forgotten. */
export async function dumpTables(tx: Tx): Promise<Output<'dumpTables'>> {
  const { rows } = await sql<{ table: string; column: string; type: string; required: boolean; key: number | null }>`
    select pg_class.relname as table, attribute.attname as column,
      format_type(attribute.atttypid, attribute.atttypmod) as type, attribute.attnotnull as required,
      array_position(index.indkey::smallint[], attribute.attnum) as key
    from pg_class
    join pg_namespace on pg_namespace.oid = pg_class.relnamespace and pg_namespace.nspname = 'samestory'
    join pg_attribute as attribute on attribute.attrelid = pg_class.oid
    left join pg_index as index on index.indrelid = pg_class.oid and index.indisprimary
    where pg_class.relkind = 'r' and attribute.attnum > 0 and not attribute.attisdropped
      and attribute.attgenerated = ''
    order by pg_class.relname, attribute.attnum`.execute(tx);
  const { rows: steps } = await sql<{ migration: number }>`
    select coalesce(max(number), 0)::integer as migration from samestory.migration`.execute(tx);
  const names = [...new Set(rows.map(({ table }) => table))].filter((name) => !without.includes(name));
  const ordered = names.toSorted((a, b) => Number(first.includes(b)) - Number(first.includes(a)) || (a < b ? -1 : 1));
  const tables = ordered.map((name): DumpTable => {
    const own = rows.filter(({ table }) => table === name);
    const keyed = own.filter(({ key }) => key !== null).toSorted((a, b) => (a.key ?? 0) - (b.key ?? 0));
    return {
      name,
      columns: own.map(({ column, type, required }) => ({ name: column, type, required })),
      key: keyed.map(({ column }) => column),
    };
  });
  return { migration: steps[0]?.migration ?? 0, tables };
}

/** The rows of a table after a key, as JSON lists in the order of its columns, spelled by the database itself. */
export async function dumpPage(tx: Tx, input: Input<'dumpPage'>): Promise<Output<'dumpPage'>> {
  const { table, after, limit } = input;
  await sql`set local time zone 'UTC'`.execute(tx);
  const keys = sql.join(table.key.map((name) => sql.ref(name)));
  const typeOf = new Map(table.columns.map(({ name, type }) => [name, type]));
  const bounds = table.key.map(
    (name, index) => sql`${after?.[index] ?? ''}::text::${sql.raw(typeOf.get(name) ?? 'text')}`,
  );
  const from = after === null ? sql`true` : sql`(${keys}) > (${sql.join(bounds)})`;
  const { rows } = await sql<{ line: string; at: readonly string[] }>`
    select jsonb_build_array(${sql.join(table.columns.map(({ name }) => sql.ref(name)))})::text as line,
      array[${sql.join(table.key.map((name) => sql`${sql.ref(name)}::text`))}] as at
    from ${sql.table(`samestory.${table.name}`)} where ${from} order by ${keys} limit ${limit}`.execute(tx);
  return { lines: rows.map(({ line }) => line), last: rows.at(-1)?.at ?? null };
}
