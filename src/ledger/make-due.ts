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
  await sql`select samestory.make_due(${jsonText(dueRows(lane, keys))}::jsonb)`.execute(tx);
}

/** As `make_due` takes them; of those that are urgent alike the last one's cause counts. */
export function dueRows(lane: string, keys: readonly DueKey[]) {
  return keys.map(({ key, priority, dueAt, cause, keepsCause = false }, nth) => {
    const { source, kind } = key;
    return { nth, lane, key: formatKey(key), source, kind, priority, due_at: dueAt, cause, keeps: keepsCause };
  });
}
