import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { DueKey } from './contract.ts';
import type { Tx } from './database.ts';
import { jsonText } from './json.ts';

/**
 * Merges keys into those that are due already: highest priority, earliest due time, one version on. `not_before` stays:
 * a record that fails does not come back sooner because it changed again. The cause that is there is looked up row by row:
 * a join reads the whole table for one key where the planner has no statistics yet.
 */
export async function makeDue(tx: Tx, lane: string, keys: readonly DueKey[]): Promise<void> {
  if (keys.length === 0) return;
  const rows = mergeRepeated(keys).map(({ key, priority, dueAt, cause, keepsCause = false }) => {
    const { source, kind } = key;
    return { key: formatKey(key), source, kind, priority, due_at: dueAt, cause, keeps: keepsCause };
  });
  await sql`
    insert into samestory.due_key as due (lane, key, source, kind, priority, due_at, cause)
    select ${lane}, row.key, row.source, row.kind, row.priority, row.due_at,
      case when row.keeps
        then coalesce((select cause from samestory.due_key where lane = ${lane} and key = row.key), row.cause)
        else row.cause end
    from jsonb_to_recordset(${jsonText(rows)}::jsonb)
      as row(key text, source text, kind text, priority integer, due_at timestamptz, cause text, keeps boolean)
    order by row.key
    on conflict (lane, key) do update set
      priority = greatest(due.priority, excluded.priority),
      due_at = least(due.due_at, excluded.due_at),
      version = due.version + 1,
      cause = case when excluded.priority >= due.priority or due.claimed_version is not null
        then excluded.cause else due.cause end`.execute(tx);
}

/** One statement cannot merge into the same row twice. */
function mergeRepeated(keys: readonly DueKey[]): readonly DueKey[] {
  const merged = new Map<string, DueKey>();
  for (const key of keys) {
    const name = formatKey(key.key);
    const known = merged.get(name);
    const urgent = known !== undefined && known.priority > key.priority ? known : key;
    const dueAt = known !== undefined && known.dueAt < key.dueAt ? known.dueAt : key.dueAt;
    merged.set(name, { ...urgent, dueAt });
  }
  return [...merged.values()];
}
