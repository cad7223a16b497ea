import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import { carryOut, takeBackDecision } from './decision-effects.ts';
import { type DecisionRow, decisionOf } from './decision-rows.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';

/** Stores what a person decided and what it changes about who is who (decision-effects.ts). */
export async function decide(tx: Tx, input: Input<'decide'>): Promise<Output<'decide'>> {
  const { now, by, kind, destination, keys, otherKeys, crmIds } = input.decision;
  const { rows } = await sql<{ id: string }>`
    insert into samestory.decision (at, decided_by, kind, destination, keys, other_keys, crm_ids)
    values (${now}, ${by}, ${kind}, ${destination}, ${jsonText(keys.map(formatKey))}::jsonb,
      ${jsonText(otherKeys.map(formatKey))}::jsonb, ${jsonText(crmIds)}::jsonb)
    returning id::text as id`.execute(tx);
  await carryOut(tx, input.decision);
  return { id: rows[0]?.id ?? '' };
}

/** Null when there is no such decision, or it was undone before. */
export async function undoDecision(tx: Tx, input: Input<'undoDecision'>): Promise<Output<'undoDecision'>> {
  if (!/^\d{1,18}$/.test(input.id)) return null;
  const { rows } = await sql<DecisionRow>`
    update samestory.decision set undone_at = ${input.now}, undone_by = ${input.by}
    where id = ${input.id}::bigint and undone_at is null
    returning id::text as id, at, decided_by, kind, destination, keys, other_keys, crm_ids, undone_at, undone_by`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const decision = decisionOf(row);
  await takeBackDecision(tx, decision, input.rules);
  return decision;
}

/** Newest first; those that were undone too. */
export async function decisions(tx: Tx, input: Input<'decisions'>): Promise<Output<'decisions'>> {
  const { rows } = await sql<DecisionRow>`
    select id::text as id, at, decided_by, kind, destination, keys, other_keys, crm_ids, undone_at, undone_by
    from samestory.decision order by decision.id desc limit ${input.limit}`.execute(tx);
  return rows.map(decisionOf);
}
