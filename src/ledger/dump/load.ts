import { sql } from 'kysely';
import type { DumpTable } from '../contract.ts';
import type { Tx } from '../database.ts';
import type { Input } from '../inputs.ts';
import { applySteps } from '../migrate.ts';
import { migrations } from '../migrations/all.ts';
import { dumpTables } from './pages.ts';

/** The schema is made anew, as it was when the dump was written. Whatever it held is gone. */
export async function restoreBegin(tx: Tx, input: Input<'restoreBegin'>): Promise<void> {
  await sql`drop schema if exists samestory cascade`.execute(tx);
  await applySteps(
    tx,
    migrations.filter(({ number }) => number <= input.migration),
  );
  const { tables } = await dumpTables(tx);
  await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(`samestory.${name}`)))}`.execute(tx);
}

export async function restoreRows(tx: Tx, input: Input<'restoreRows'>): Promise<void> {
  if (input.lines.length === 0) return;
  const { name, columns } = input.table;
  const names = sql.join(columns.map((column) => sql.ref(column.name)));
  const values = sql.join(columns.map((column, index) => valueAt(column, index)));
  await sql`
    insert into ${sql.table(`samestory.${name}`)} (${names}) overriding system value
    select ${values} from jsonb_array_elements(${`[${input.lines.join(',')}]`}::jsonb) as row`.execute(tx);
}

/** JSON's null is no value, except where a column of JSON has to have one. */
function valueAt({ type, required }: DumpTable['columns'][number], index: number) {
  const at = sql.lit(index);
  if (type === 'jsonb') return required ? sql`row->${at}` : sql`nullif(row->${at}, 'null'::jsonb)`;
  return sql`(row->>${at})::${sql.raw(type)}`;
}

/** Numbers are drawn after those that are there, nobody holds a lane, and the schema is brought up to this code. */
export async function restoreEnd(tx: Tx): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'samestory' and is_identity = 'YES'`.execute(tx);
  for (const { table, column } of rows) {
    await sql`
      select setval(pg_get_serial_sequence(${`samestory.${table}`}, ${column}),
        greatest((select max(${sql.ref(column)}) from ${sql.table(`samestory.${table}`)}), 1))`.execute(tx);
  }
  // Decisions that were kept after this dump are taken over, not withdrawn: this is another ledger than the one they name.
  await sql`update samestory.setting set value = to_jsonb(gen_random_uuid()::text) where name = 'ledger id'`.execute(
    tx,
  );
  await sql`update samestory.lane set holder = null, lease_until = null`.execute(tx);
  await sql`update samestory.due_key set lease_until = null, claimed_version = null, claimed_epoch = null`.execute(tx);
  await applySteps(tx, migrations);
}
