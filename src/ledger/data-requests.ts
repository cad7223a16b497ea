import { sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

export async function dataRequests(tx: Tx, input: Input<'dataRequests'>): Promise<Output<'dataRequests'>> {
  const { rows } = await sql<{ key: string; orders: readonly string[]; asked_at: Date }>`
    select key, orders, asked_at from samestory.data_request
    where source = ${input.source} and answered_at is null order by asked_at, delivery_id`.execute(tx);
  return rows.flatMap(({ key: text, orders, asked_at: askedAt }) => {
    const key = parseKey(text);
    return key === null ? [] : [{ key, orders, askedAt }];
  });
}

export async function answerDataRequests(
  tx: Tx,
  { key, now }: Input<'answerDataRequests'>,
): Promise<Output<'answerDataRequests'>> {
  const { numAffectedRows } = await sql`
    update samestory.data_request set answered_at = ${now}
    where source = ${key.source} and key = ${formatKey(key)} and answered_at is null`.execute(tx);
  return { answered: Number(numAffectedRows ?? 0n) };
}
