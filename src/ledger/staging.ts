import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Snapshot } from '../commerce/snapshot.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';
import { makeDue } from './make-due.ts';

/**
 * Keeps bulk rows until their keys are claimed, and makes these keys due. A row is an old look: it is not kept where the
 * ledger has looked later, nor where the key is due for another reason (the record may have changed since). A record
 * that was looked at later and stands somewhere in this lane is settled and not made due again.
 */
export async function stage(tx: Tx, input: Input<'stage'>): Promise<void> {
  const { lane } = input;
  if (input.rows.length === 0) return;
  const newest = new Map<string, (typeof input.rows)[number]>();
  for (const row of input.rows) {
    const known = newest.get(formatKey(row.key));
    if (known === undefined || known.observedAt <= row.observedAt) newest.set(formatKey(row.key), row);
  }
  const rows = [...newest].map(([key, row]) => ({
    ...row.key,
    key,
    observed_at: row.observedAt,
    snapshot: row.snapshot,
  }));
  await storeSnapshots(
    tx,
    lane,
    rows.filter(({ snapshot }) => snapshot !== null),
  );
  const { rows: settled } = await sql<{ key: string }>`
    select row.key
    from jsonb_to_recordset(${jsonText(rows.map(({ key, observed_at }) => ({ key, observed_at })))}::jsonb)
      as row(key text, observed_at timestamptz)
    join samestory.member on member.key = row.key and member.observed_at > row.observed_at
    join samestory.standing on standing.destination = ${lane} and standing.key = row.key`.execute(tx);
  const skip = new Set(settled.map(({ key }) => key));
  const { priority, dueAt, cause } = input;
  await makeDue(
    tx,
    lane,
    [...newest].flatMap(([key, row]) => (skip.has(key) ? [] : [{ key: row.key, priority, dueAt, cause }])),
  );
}

/** A row that was staged before (a slice read twice) is replaced although its key is due. */
async function storeSnapshots(tx: Tx, lane: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into samestory.staged_snapshot as staged (lane, key, source, kind, id, observed_at, snapshot)
    select ${lane}, row.key, row.source, row.kind, row.id, row.observed_at, row.snapshot
    from jsonb_to_recordset(${jsonText(rows)}::jsonb)
      as row(key text, source text, kind text, id text, observed_at timestamptz, snapshot jsonb)
    where not exists (
        select from samestory.member where member.key = row.key and member.observed_at > row.observed_at)
      and (not exists (
          select from samestory.due_key as due
          where due.lane = ${lane} and due.source = row.source and due.kind = row.kind and due.id = row.id)
        or exists (select from samestory.staged_snapshot as old where old.lane = ${lane} and old.key = row.key))
    order by row.key
    on conflict (lane, key) do update set observed_at = excluded.observed_at, snapshot = excluded.snapshot
    where excluded.observed_at >= staged.observed_at`.execute(tx);
}

/** Forgets the staged rows of these keys. */
export async function dropStaged(tx: Tx, lane: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`delete from samestory.staged_snapshot where lane = ${lane} and key = any(${[...keys]}::text[])`.execute(tx);
}

export interface StagedRow {
  readonly observedAt: Date;
  readonly snapshot: Snapshot;
}

/** Staged rows that are still the latest look, by formatted key. */
export async function stagedByKey(
  tx: Tx,
  lane: string,
  keys: readonly WorkKey[],
): Promise<ReadonlyMap<string, StagedRow>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; observed_at: Date; snapshot: Snapshot }>`
    select staged.key, staged.observed_at, staged.snapshot
    from samestory.staged_snapshot as staged
    left join samestory.member on member.key = staged.key
    where staged.lane = ${lane} and staged.key = any(${keys.map(formatKey)}::text[])
      and (member.observed_at is null or member.observed_at <= staged.observed_at)`.execute(tx);
  return new Map(rows.map((row) => [row.key, { observedAt: row.observed_at, snapshot: row.snapshot }]));
}
