import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { Snapshot } from '../commerce/snapshot.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';
import { makeDue } from './make-due.ts';
import { tooOld } from './move-cutoff.ts';

/**
 * Keeps bulk rows until their keys are claimed, and makes these keys due. A row is an old look: it is not kept where the
 * ledger has looked later, nor where the key is due for another reason (the record may have changed since). A record
 * that was looked at later and stands somewhere in this lane is settled and not made due again, unless it was too old
 * for the CRM so far. A slice that is staged a second time replaces its rows.
 */
export async function stage(tx: Tx, input: Input<'stage'>): Promise<void> {
  const { lane, priority, dueAt, cause } = input;
  if (input.rows.length === 0) return;
  const newest = new Map<string, StageRow>();
  for (const row of input.rows) {
    const known = newest.get(formatKey(row.key));
    if (known === undefined || known.observedAt <= row.observedAt) newest.set(formatKey(row.key), row);
  }
  const known = await knownAbout(tx, lane, [...newest.keys()]);
  const rows = [...newest].map(([key, row]) => {
    const lookedLater = (known.observedAt.get(key) ?? row.observedAt) > row.observedAt;
    const changedSince = known.due.has(key) && !known.staged.has(key);
    return { key, row, lookedLater, keep: row.snapshot !== null && !lookedLater && !changedSince };
  });
  await storeSnapshots(
    tx,
    lane,
    rows.flatMap(({ key, row, keep }) => (keep ? [{ key, observed_at: row.observedAt, snapshot: row.snapshot }] : [])),
  );
  const open = rows.filter(({ key, lookedLater }) => !(lookedLater && known.standing.has(key)));
  await makeDue(
    tx,
    lane,
    open.map(({ row }) => ({ key: row.key, priority, dueAt, cause })),
  );
}

type StageRow = Input<'stage'>['rows'][number];

/** One look into each table by key: joins would be planned badly in a table that has just grown. */
async function knownAbout(tx: Tx, lane: string, keys: readonly string[]) {
  const asked = sql<string>`any(${[...keys]}::text[])`;
  const keysIn = async (table: 'due_key' | 'staged_snapshot') => {
    const rows = await tx.selectFrom(table).select('key').where('lane', '=', lane).where('key', '=', asked).execute();
    return new Set(rows.map(({ key }) => key));
  };
  const members = await tx.selectFrom('member').select(['key', 'observed_at']).where('key', '=', asked).execute();
  const standings = await tx
    .selectFrom('standing')
    .select('key')
    .where('destination', '=', lane)
    .where('key', '=', asked)
    .where((is) => is.or([is('state', '<>', 'left out'), is('reason', '<>', tooOld)]))
    .execute();
  return {
    observedAt: new Map(members.map(({ key, observed_at }) => [key, observed_at])),
    standing: new Set(standings.map(({ key }) => key)),
    due: await keysIn('due_key'),
    staged: await keysIn('staged_snapshot'),
  };
}

async function storeSnapshots(tx: Tx, lane: string, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into samestory.staged_snapshot as staged (lane, key, observed_at, snapshot)
    select ${lane}, key, observed_at, snapshot
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(key text, observed_at timestamptz, snapshot jsonb)
    order by key
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
  keys: readonly string[],
): Promise<ReadonlyMap<string, StagedRow>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; observed_at: Date; snapshot: Snapshot; looked_at: Date | null }>`
    select key, observed_at, snapshot,
      (select member.observed_at from samestory.member where member.key = staged.key) as looked_at
    from samestory.staged_snapshot as staged
    where lane = ${lane} and key = any(${[...keys]}::text[])`.execute(tx);
  const usable = rows.filter((row) => row.looked_at === null || row.looked_at <= row.observed_at);
  return new Map(usable.map((row) => [row.key, { observedAt: row.observed_at, snapshot: row.snapshot }]));
}
