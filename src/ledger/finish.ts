import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { KeyResult } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';
import { requireLane } from './lanes.ts';
import { dropStaged } from './staging.ts';
import { applyStandings, type StandingChange } from './standing-changes.ts';

interface HeldKey {
  readonly version: number;
  readonly claims: number;
  readonly attempts: number;
  readonly due_at: Date;
  readonly not_before: Date | null;
  readonly cause: string;
}

/** What becomes of a key's row. */
interface NextTurn {
  readonly due_at: Date;
  readonly not_before: Date | null;
  readonly claims: number;
  readonly attempts: number;
  readonly cause: string;
}

const unclaimed = 0;

/**
 * Turns outcomes into standings and clears keys that were not made due again meanwhile. A result whose claim is not the
 * present one (its lease ran out and somebody else has the key or has finished it) says nothing any more and is dropped;
 * version 0 names a key that was worked beside another: only its standing is set.
 */
export async function finish(tx: Tx, input: Input<'finish'>): Promise<void> {
  const { lane, now } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  const held = await heldKeys(tx, lane, input.results);
  const cleared: KeyResult[] = [];
  const again: { result: KeyResult; turn: NextTurn }[] = [];
  const standings: StandingChange[] = [];
  const staleRows: string[] = [];
  for (const result of input.results) {
    const name = formatKey(result.key);
    if (result.version === unclaimed) {
      standings.push(...standingOf(result, 0));
      continue;
    }
    const row = held.get(name);
    if (row === undefined) continue;
    const turn = nextTurn(result, row);
    if (turn === null) cleared.push(result);
    else again.push({ result, turn });
    standings.push(...standingOf(result, row.attempts));
    const retried = result.outcome.type === 'failed' && result.outcome.retryAt !== null;
    if (!retried && result.outcome.type !== 'released') staleRows.push(name);
  }
  await clear(tx, lane, cleared);
  await putBack(tx, lane, again);
  await dropStaged(tx, lane, staleRows);
  await applyStandings(tx, lane, now, standings);
}

/** Null = the key is cleared. */
function nextTurn({ outcome, version }: KeyResult, row: HeldKey): NextTurn | null {
  const dueAgain = row.version !== version;
  const { due_at, not_before, cause } = row;
  if (outcome.type === 'released') {
    return { due_at, not_before, claims: Math.max(0, row.claims - 1), attempts: row.attempts, cause };
  }
  if (outcome.type === 'failed') {
    if (outcome.retryAt === null && !dueAgain) return null;
    const wait = outcome.retryAt ?? not_before;
    return { due_at, not_before: wait, claims: 0, attempts: row.attempts + 1, cause };
  }
  if (dueAgain) return { due_at, not_before: null, claims: 0, attempts: 0, cause };
  if (outcome.lookAgainAt === null) return null;
  return { due_at: outcome.lookAgainAt, not_before: null, claims: 0, attempts: 0, cause: 'look again' };
}

function standingOf({ key, outcome }: KeyResult, attempts: number): readonly StandingChange[] {
  if (outcome.type === 'released') return [];
  if (outcome.type === 'done') return [{ key, standing: outcome.standing, code: '', attempts: 0 }];
  const { message: reason, code } = outcome;
  if (outcome.retryAt !== null) return [{ key, standing: { state: 'waiting', reason }, code, attempts: attempts + 1 }];
  return [{ key, standing: { state: 'needs you', class: outcome.class, reason }, code, attempts: attempts + 1 }];
}

/** Rows that the given results still hold, by formatted key. */
async function heldKeys(tx: Tx, lane: string, results: readonly KeyResult[]): Promise<ReadonlyMap<string, HeldKey>> {
  if (results.length === 0) return new Map();
  const claimed = new Map(results.map(({ key, version }) => [formatKey(key), version]));
  const { rows } = await sql<HeldKey & { key: string; claimed_version: number | null }>`
    select key, claimed_version, version, claims, attempts, due_at, not_before, cause from samestory.due_key
    where lane = ${lane} and key = any(${[...claimed.keys()]}::text[])
    order by key for update`.execute(tx);
  const held = rows.filter(({ key, claimed_version }) => claimed_version === claimed.get(key));
  return new Map(held.map((row) => [row.key, row]));
}

async function clear(tx: Tx, lane: string, results: readonly KeyResult[]): Promise<void> {
  if (results.length === 0) return;
  const keys = results.map(({ key }) => formatKey(key));
  await sql`delete from samestory.due_key where lane = ${lane} and key = any(${keys}::text[])`.execute(tx);
}

async function putBack(
  tx: Tx,
  lane: string,
  again: readonly { readonly result: KeyResult; readonly turn: NextTurn }[],
): Promise<void> {
  if (again.length === 0) return;
  const rows = again.map(({ result, turn }) => ({ key: formatKey(result.key), ...turn }));
  await sql`
    update samestory.due_key as due
    set due_at = row.due_at, not_before = row.not_before, claims = row.claims, attempts = row.attempts,
      cause = row.cause, lease_until = null, claimed_version = null, claimed_epoch = null
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(key text, due_at timestamptz, not_before timestamptz, claims integer, attempts integer, cause text)
    where due.lane = ${lane} and due.key = row.key`.execute(tx);
}
