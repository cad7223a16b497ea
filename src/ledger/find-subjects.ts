import { type RawBuilder, sql } from 'kysely';
import { parseKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import { hasherOf } from './hashing.ts';
import type { Input } from './inputs.ts';
import { storableText } from './json.ts';
import { orderName } from './member-columns.ts';

/** Subjects named by a key ('548380009/order/1'), an e-mail address, an order name ('#1001', '1001') or a numeric id. */
export async function findSubjects(tx: Tx, input: Input<'findSubjects'>): Promise<readonly string[]> {
  const text = storableText(input.text).trim();
  if (text === '') return [];
  const { rows } = await sql<{ subject_id: string }>`
    select distinct subject_id from samestory.member where ${await condition(tx, text)}
    order by subject_id limit 50`.execute(tx);
  return rows.map(({ subject_id }) => subject_id);
}

async function condition(tx: Tx, text: string): Promise<RawBuilder<unknown>> {
  if (parseKey(text) !== null) return sql`key = ${text}`;
  const email = (await hasherOf(tx)).email(text);
  if (email !== null) return sql`email_hash = ${email} and alias_of is null`;
  const name = orderName(text);
  // An order name may itself be a number, and so may the id of another record: both are shown.
  return /^\d+$/.test(text) ? sql`(order_name = ${name} or id = ${text})` : sql`order_name = ${name}`;
}
