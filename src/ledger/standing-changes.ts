import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Standing } from './contract.ts';
import type { Tx } from './database.ts';
import { jsonText } from './json.ts';

export interface StandingChange {
  readonly key: WorkKey;
  readonly standing: Standing;
  /** Short and stable name of what failed; empty when the standing is no failure. */
  readonly code: string;
  readonly attempts: number;
}

/**
 * Stores where records stand, and moves the counters and dead letters with them. The caller holds the lane alone
 * (lanes.ts), so counters and standings cannot drift apart.
 */
export async function applyStandings(
  tx: Tx,
  destination: string,
  now: Date,
  changes: readonly StandingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const last = new Map(changes.map((change) => [formatKey(change.key), change]));
  const old = await tx
    .selectFrom('standing')
    .select(['key', 'state', 'class', 'reason', 'counted_as'])
    .where('destination', '=', destination)
    .where('key', '=', sql<string>`any(${[...last.keys()]}::text[])`)
    .execute();
  const before = new Map(old.map((row) => [row.key, row]));
  const rows = [...last].map(([key, change]) => ({ key, ...columnsOf(change) }));
  const moved = rows.filter((row) => {
    const known = before.get(row.key);
    return known?.state !== row.state || known.class !== row.class || known.reason !== row.reason;
  });
  await storeStandings(tx, destination, now, moved);
  await moveCounters(tx, destination, moved, before);
  await storeDeadLetters(tx, destination, now, rows, before);
}

type Row = ReturnType<typeof columnsOf> & { readonly key: string };

function columnsOf({ key, standing, code, attempts }: StandingChange) {
  const { source, kind } = key;
  const stands = { source, kind, state: standing.state, attempts };
  if (standing.state === 'matching') return { ...stands, class: null, reason: '', code, counted_as: '' };
  const { reason } = standing;
  if (standing.state === 'needs you') {
    const letter = code === '' ? standing.class.toUpperCase() : code;
    return { ...stands, class: standing.class, reason, code: letter, counted_as: standing.class };
  }
  // A failure's text may name the record; its code keeps the counters few.
  const countedAs = standing.state === 'waiting' && code !== '' ? code : reason;
  return { ...stands, class: null, reason, code, counted_as: countedAs };
}

async function storeStandings(tx: Tx, destination: string, now: Date, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into samestory.standing as old (destination, key, source, kind, state, class, reason, counted_as, since)
    select ${destination}, key, source, kind, state, class, reason, counted_as, ${now}
    from jsonb_to_recordset(${jsonText(rows)}::jsonb)
      as row(key text, source text, kind text, state text, class text, reason text, counted_as text)
    on conflict (destination, key) do update set
      state = excluded.state, class = excluded.class, reason = excluded.reason, counted_as = excluded.counted_as,
      since = case when old.state = excluded.state then old.since else excluded.since end`.execute(tx);
}

async function moveCounters(
  tx: Tx,
  destination: string,
  rows: readonly Row[],
  before: ReadonlyMap<string, { readonly state: string; readonly counted_as: string }>,
): Promise<void> {
  const deltas = new Map<string, { source: string; kind: string; state: string; counted_as: string; delta: number }>();
  const count = (row: Row, state: string, countedAs: string, delta: number) => {
    const { source, kind } = row;
    const name = JSON.stringify([source, kind, state, countedAs]);
    const known = deltas.get(name);
    deltas.set(name, { source, kind, state, counted_as: countedAs, delta: (known?.delta ?? 0) + delta });
  };
  for (const row of rows) {
    const known = before.get(row.key);
    if (known !== undefined) count(row, known.state, known.counted_as, -1);
    count(row, row.state, row.counted_as, 1);
  }
  const changed = [...deltas.values()].filter(({ delta }) => delta !== 0);
  if (changed.length === 0) return;
  await sql`
    insert into samestory.counter as old (destination, source, kind, state, counted_as, count)
    select ${destination}, source, kind, state, counted_as, delta
    from jsonb_to_recordset(${jsonText(changed)}::jsonb)
      as row(source text, kind text, state text, counted_as text, delta integer)
    order by source, kind, state, counted_as
    on conflict (destination, source, kind, state, counted_as) do update set count = old.count + excluded.count`.execute(
    tx,
  );
}

/** A dead letter lies there exactly as long as its record needs a person. */
async function storeDeadLetters(
  tx: Tx,
  destination: string,
  now: Date,
  rows: readonly Row[],
  before: ReadonlyMap<string, { readonly state: string }>,
): Promise<void> {
  const letters = rows.filter(({ state }) => state === 'needs you');
  const mended = rows.flatMap(({ key, state }) =>
    state !== 'needs you' && before.get(key)?.state === 'needs you' ? [key] : [],
  );
  if (mended.length > 0) {
    await sql`delete from samestory.dead_letter
      where destination = ${destination} and key = any(${mended}::text[])`.execute(tx);
  }
  if (letters.length === 0) return;
  await sql`
    insert into samestory.dead_letter (destination, key, class, code, message, attempts, since)
    select ${destination}, key, class, code, reason, attempts, ${now}
    from jsonb_to_recordset(${jsonText(letters)}::jsonb)
      as row(key text, class text, code text, reason text, attempts integer)
    on conflict (destination, key) do update set
      class = excluded.class, code = excluded.code, message = excluded.message, attempts = excluded.attempts`.execute(
    tx,
  );
}
