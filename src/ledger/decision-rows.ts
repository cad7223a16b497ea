import { sql } from 'kysely';
import { parseKey } from '../commerce/keys.ts';
import type { Decision } from './contract.ts';
import type { Tx } from './database.ts';

export interface DecisionRow {
  readonly id: string;
  readonly at: Date;
  readonly decided_by: string;
  readonly kind: Decision['kind'];
  readonly destination: string | null;
  readonly keys: readonly string[];
  readonly other_keys: readonly string[];
  readonly crm_ids: readonly string[];
  readonly undone_at: Date | null;
  readonly undone_by: string | null;
}

/** Decisions in force that name one of these records on either side. */
export async function decisionsAbout(tx: Tx, keys: readonly string[]): Promise<readonly Decision[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<DecisionRow>`
    select id::text as id, at, decided_by, kind, destination, keys, other_keys, crm_ids, undone_at, undone_by
    from samestory.decision
    where undone_at is null and exists (
      select from jsonb_array_elements_text(keys || other_keys) as named(key)
      where named.key = any(${[...keys]}::text[]))
    order by decision.id`.execute(tx);
  return rows.map(decisionOf);
}

export function decisionOf(row: DecisionRow): Decision {
  const { id, at, decided_by: by, kind, destination, undone_at: undoneAt, undone_by: undoneBy } = row;
  return {
    id,
    at,
    by,
    kind,
    destination,
    keys: row.keys.flatMap((key) => parseKey(key) ?? []),
    otherKeys: row.other_keys.flatMap((key) => parseKey(key) ?? []),
    crmIds: row.crm_ids,
    undone: undoneAt === null ? null : { at: undoneAt, by: undoneBy ?? '' },
  };
}
