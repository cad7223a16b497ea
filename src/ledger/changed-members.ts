import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';

/**
 * Which of the swept records are news. Shopify tells `updatedAt` in whole seconds, so a look of the same second may be
 * older than the change: it counts as a look before it.
 */
export async function changedMembers(tx: Tx, input: Input<'changedMembers'>): Promise<readonly string[]> {
  if (input.rows.length === 0) return [];
  const rows = input.rows.map(({ key, updatedAt }) => ({ key: formatKey(key), updated_at: updatedAt }));
  const { rows: changed } = await sql<{ key: string }>`
    select distinct row.key
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(key text, updated_at timestamptz)
    left join samestory.member on member.key = row.key
    where member.key is null or row.updated_at is null
      or member.observed_at < row.updated_at + interval '1 second'
    order by row.key`.execute(tx);
  return changed.map(({ key }) => key);
}
