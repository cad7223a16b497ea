import { type RawBuilder, sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import { arrange, byPriority, type Candidate } from './claim-order.ts';
import type { ClaimedKey } from './contract.ts';
import type { Tx } from './database.ts';
import { evidenceByKey } from './evidence.ts';
import type { Input } from './inputs.ts';
import { claimHolds, leaseEnd, requireLane } from './lanes.ts';
import { dropStaged, stagedByKey } from './staging.ts';
import { applyStandings } from './standing-changes.ts';

/**
 * Hands out due keys: four fifths by priority, one fifth by age (claim-order.ts). The claim
 * counts itself here, in its own transaction, so that a key that brings the process down is noticed by the next one:
 * after two claims without an outcome it is handed out alone, after ten it becomes a dead letter.
 * Taking a key moves its version on, so that the number handed out names this claim and no other.
 */
export async function claim(tx: Tx, input: Input<'claim'>): Promise<readonly ClaimedKey[]> {
  const { lane, limit, now } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  const urgent = await candidates(tx, input, { order: sql`priority desc, ready_at`, limit, without: [] });
  const first = byPriority(urgent, limit).map(({ key }) => formatKey(key));
  const aged = { order: sql`ready_at`, limit: limit - first.length, without: first };
  // Fewer than asked for: these are all that are ready, the oldest among them.
  const oldest = urgent.length < limit ? [] : await candidates(tx, input, aged);
  const { take, expired } = arrange(urgent, oldest, limit);
  await bury(tx, lane, now, expired);
  if (take.length === 0) return [];
  const keys = take.map(({ key }) => formatKey(key));
  const { rows } = await sql<ClaimColumns>`
    update samestory.due_key
    set claims = claims + 1, version = version + 1, claimed_version = version + 1, claimed_epoch = ${input.epoch},
      lease_until = ${leaseEnd(input.leaseMs)}
    where lane = ${lane} and key = any(${keys}::text[])
    returning key, version, claims, attempts, priority, cause`.execute(tx);
  const claimed = new Map(rows.map(({ key, ...columns }) => [key, columns]));
  const evidence = await evidenceByKey(tx, keys);
  const staged = await stagedByKey(tx, lane, keys);
  return take.flatMap(({ key }): ClaimedKey[] => {
    const name = formatKey(key);
    const columns = claimed.get(name);
    if (columns === undefined) return [];
    return [{ key, ...columns, evidence: evidence.get(name) ?? [], staged: staged.get(name) ?? null }];
  });
}

interface ClaimColumns {
  readonly key: string;
  readonly version: number;
  readonly claims: number;
  readonly attempts: number;
  readonly priority: number;
  readonly cause: string;
}

/** The store's first keys in the given order, locked. Rows that another claim has locked are skipped, not waited for. */
async function candidates(
  tx: Tx,
  input: Input<'claim'>,
  wanted: { readonly order: RawBuilder<unknown>; readonly limit: number; readonly without: readonly string[] },
): Promise<readonly Candidate[]> {
  const { rows } = await sql<{ key: string; priority: number; claims: number }>`
    select key, priority, claims from samestory.due_key
    where lane = ${input.lane} and source = ${input.source} and kind <> 'task' and ready_at <= ${input.now}
      and not ${claimHolds(input.epoch)}
      and key <> all(${[...wanted.without]}::text[])
    order by ${wanted.order} limit ${wanted.limit}
    for update skip locked`.execute(tx);
  return rows.flatMap(({ key: text, priority, claims }) => {
    const key = parseKey(text);
    return key === null ? [] : [{ key, priority, claims }];
  });
}

/** Keys that brought down whoever worked on them: nobody takes them again until a person or a change asks for it. */
async function bury(tx: Tx, lane: string, now: Date, keys: readonly Candidate[]): Promise<void> {
  if (keys.length === 0) return;
  const names = keys.map(({ key }) => formatKey(key));
  await sql`delete from samestory.due_key where lane = ${lane} and key = any(${names}::text[])`.execute(tx);
  await dropStaged(tx, lane, names);
  const changes = keys.map(({ key, claims }) => ({ key, ...noOutcome(claims) }));
  await applyStandings(tx, lane, now, changes);
}

function noOutcome(claims: number) {
  const reason = `taken up ${claims} times without an outcome: the process ended each time while it worked on this record`;
  return {
    standing: { state: 'needs you', class: 'bug', reason } as const,
    code: 'NO_OUTCOME',
    attempts: claims,
  };
}
