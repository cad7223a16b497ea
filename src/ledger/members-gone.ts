import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import { freeAddress } from './free-address.ts';
import type { Input, Output } from './inputs.ts';

/** Questions that name somebody who is gone now are taken back, or asked about who is left. */
export async function membersGone(tx: Tx, input: Input<'membersGone'>): Promise<Output<'membersGone'>> {
  if (input.keys.length === 0) return [];
  // Before any row is locked, as everybody does who changes who is who.
  await sql`select pg_advisory_xact_lock(hashtext('samestory identity'))`.execute(tx);
  const { rows } = await sql<{ email_hash: string | null }>`
    update samestory.member set gone_at = ${input.at}
    where key = any(${input.keys.map(formatKey)}::text[]) and gone_at is null
    returning email_hash`.execute(tx);
  const asked: WorkKey[] = [];
  for (const address of new Set(rows.flatMap(({ email_hash }) => email_hash ?? []))) {
    asked.push(...(await freeAddress(tx, address, null, input.rules)));
  }
  return asked;
}
