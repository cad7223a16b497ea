import { sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import type { Decision } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';

interface DecisionRow {
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

/** Stores what a person decided; what follows from it happens when the keys have their next turn. */
export async function decide(tx: Tx, input: Input<'decide'>): Promise<Output<'decide'>> {
  const { now, by, kind, destination, keys, otherKeys, crmIds } = input.decision;
  const { rows } = await sql<{ id: string }>`
    insert into samestory.decision (at, decided_by, kind, destination, keys, other_keys, crm_ids)
    values (${now}, ${by}, ${kind}, ${destination}, ${jsonText(keys.map(formatKey))}::jsonb,
      ${jsonText(otherKeys.map(formatKey))}::jsonb, ${jsonText(crmIds)}::jsonb)
    returning id::text as id`.execute(tx);
  return { id: rows[0]?.id ?? '' };
}

/** False when there is no such decision, or it was undone before. */
export async function undoDecision(tx: Tx, input: Input<'undoDecision'>): Promise<boolean> {
  if (!/^\d{1,18}$/.test(input.id)) return false;
  const { rows } = await sql`
    update samestory.decision set undone_at = ${input.now}, undone_by = ${input.by}
    where id = ${input.id}::bigint and undone_at is null returning id`.execute(tx);
  return rows.length > 0;
}

/** Newest first; those that were undone too. */
export async function decisions(tx: Tx, input: Input<'decisions'>): Promise<readonly Decision[]> {
  const { rows } = await sql<DecisionRow>`
    select id::text as id, at, decided_by, kind, destination, keys, other_keys, crm_ids, undone_at, undone_by
    from samestory.decision order by decision.id desc limit ${input.limit}`.execute(tx);
  return rows.map(decisionOf);
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

function decisionOf(row: DecisionRow): Decision {
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
