import { sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import type { Evidence } from '../connector/source.ts';
import { groupBy } from '../lib/chunk.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';

/** Keeps facts that cannot be looked up again; the first teller of a fact stays the one who said it. */
export async function storeEvidence(tx: Tx, evidence: readonly Evidence[]): Promise<void> {
  if (evidence.length === 0) return;
  await sql`select samestory.store_evidence(${jsonText(evidenceRows(evidence))}::jsonb)`.execute(tx);
}

/** As `store_evidence` takes them. */
export function evidenceRows(evidence: readonly Evidence[]) {
  return evidence.map((item) => ({
    key: formatKey(item.key),
    fact: item.fact,
    other: item.other === null ? '' : formatKey(item.other),
    said_by: item.saidBy,
    delivery_id: item.deliveryId,
    at: item.at,
  }));
}

/** Evidence about the given keys, by formatted key, oldest first. */
export async function evidenceByKey(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, Evidence[]>> {
  if (keys.length === 0) return new Map();
  const rows = await tx
    .selectFrom('evidence')
    .select(['key', 'fact', 'other', 'said_by', 'delivery_id', 'at'])
    .where('key', '=', sql<string>`any(${[...keys]}::text[])`)
    .orderBy('at')
    .orderBy('fact')
    .execute();
  const found = rows.flatMap((row): Evidence[] => {
    const key = parseKey(row.key);
    if (key === null) return [];
    const { fact, said_by: saidBy, delivery_id: deliveryId, at } = row;
    return [{ key, fact, other: parseKey(row.other), saidBy, deliveryId, at }];
  });
  return groupBy(found, ({ key }) => formatKey(key));
}

export async function evidenceOf(tx: Tx, input: Input<'evidenceOf'>): Promise<readonly Evidence[]> {
  const byKey = await evidenceByKey(tx, input.keys.map(formatKey));
  return [...byKey.values()].flat();
}
