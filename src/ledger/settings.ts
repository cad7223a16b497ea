import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';

/** The value stored under a name; null when there is none. */
export async function setting(tx: Tx, input: Input<'setting'>): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`
    select value from samestory.setting where name = ${input.name}`.execute(tx);
  return rows[0]?.value ?? null;
}

export async function putSetting(tx: Tx, input: Input<'putSetting'>): Promise<void> {
  await sql`
    insert into samestory.setting (name, value) values (${input.name}, ${jsonText(input.value ?? null)}::jsonb)
    on conflict (name) do update set value = excluded.value`.execute(tx);
}

/** Of many who say a value at once the first one counts, for all of them. */
export async function settingOnce(tx: Tx, input: Input<'settingOnce'>): Promise<Output<'settingOnce'>> {
  await sql`
    insert into samestory.setting (name, value) values (${input.name}, ${jsonText(input.value ?? null)}::jsonb)
    on conflict (name) do nothing`.execute(tx);
  return setting(tx, input);
}
