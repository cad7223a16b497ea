import { sql } from 'kysely';
import { parseKey } from '../../commerce/keys.ts';
import type { Tx } from '../database.ts';
import type { Input, Output } from '../inputs.ts';
import { requireLane } from '../lanes.ts';
import { settingClass } from '../setting-classes.ts';

const idSetting = 'ledger id';

/** Which ledger this is: drawn once, and kept by dumps. */
export async function ledgerId(tx: Tx): Promise<string> {
  await sql`
    insert into samestory.setting (name, value) values (${idSetting}, to_jsonb(gen_random_uuid()::text))
    on conflict (name) do nothing`.execute(tx);
  const { value } = await tx
    .selectFrom('setting')
    .select('value')
    .where('name', '=', idSetting)
    .executeTakeFirstOrThrow();
  return String(value);
}

/** How much the ledger remembers; all 0 = nothing has happened in it yet. */
export async function contents(tx: Tx): Promise<Output<'contents'>> {
  const { rows } = await sql<Output<'contents'>>`
    select (select count(*)::integer from samestory.crm_record where object = 'contact') as contacts,
      (select count(*)::integer from samestory.crm_record where object = 'order') as orders,
      (select count(*)::integer from samestory.member) as members,
      (select count(*)::integer from samestory.evidence) as evidence,
      (select count(*)::integer from samestory.due_key where kind <> 'task') as due`.execute(tx);
  return rows[0] ?? { contacts: 0, orders: 0, members: 0, evidence: 0, due: 0 };
}

/** Names of settings that no class speaks of. */
export async function unclassedSettings(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.selectFrom('setting').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name).filter((name) => settingClass(name) === null);
}

/** Forgets everything except the lane that is held and the key of the hashes: a rebuild fills it anew. */
export async function forgetAll(tx: Tx, input: Input<'forgetAll'>): Promise<void> {
  await requireLane(tx, input.destination, input.epoch, 'alone');
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'samestory' and table_name not in ('migration', 'hash_key', 'lane')
    order by table_name`.execute(tx);
  const tables = rows.map(({ name }) => sql.table(`samestory.${name}`));
  await sql`truncate ${sql.join(tables)}`.execute(tx);
}

/** Records of the store that are known by name and stand nowhere yet, in the order of their keys. */
export async function unstood(tx: Tx, input: Input<'unstood'>): Promise<Output<'unstood'>> {
  const { rows } = await sql<{ key: string }>`
    select key from samestory.member as member
    where source = ${input.source} and key > ${input.after} and not exists (
      select from samestory.standing where destination = ${input.destination} and standing.key = member.key)
    order by key limit ${input.limit}`.execute(tx);
  return rows.flatMap(({ key }) => parseKey(key) ?? []);
}
