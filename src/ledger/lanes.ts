import { sql } from 'kysely';
import type { LaneState } from './contract.ts';
import type { Tx } from './database.ts';
import { LaneLostError } from './errors.ts';
import type { Input, Output } from './inputs.ts';

/**
 * Leases are compared with the database's clock, so that machines whose clocks differ agree about them.
 * `clock_timestamp()` and not `now()`: the transaction may have waited for the row's lock.
 */
export function leaseEnd(leaseMs: number) {
  return sql`clock_timestamp() + ${leaseMs}::double precision * interval '1 millisecond'`;
}

/**
 * Whether somebody works on a due key: the claim's lease runs, and the lane is still that of the claim. Who lost the lane
 * cannot finish anything, so that the next holder takes up its keys at once.
 */
export function claimHolds(epoch: number) {
  return sql`coalesce(lease_until > clock_timestamp() and claimed_epoch = ${epoch}, false)`;
}

/**
 * Gives the lane to `holder` when it is free, released or its lease has run out; every new holder gets a new epoch. With
 * `exclusive` a lease of somebody else counts for nothing: nobody else can have this database, so its holder is dead.
 */
export async function takeLane(tx: Tx, input: Input<'takeLane'>): Promise<Output<'takeLane'>> {
  const { destination, holder, leaseMs } = input;
  await sql`insert into samestory.lane (destination, epoch) values (${destination}, 0) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ holder: string | null; lease_until: Date | null; held: boolean }>`
    select holder, lease_until,
      holder is not null and holder <> ${holder} and lease_until > clock_timestamp() as held
    from samestory.lane where destination = ${destination} for update`.execute(tx);
  const current = rows[0];
  if (!input.exclusive && current?.held && current.holder !== null && current.lease_until !== null) {
    return { taken: false, holder: current.holder, until: current.lease_until };
  }
  const taken = await sql<{ epoch: number }>`
    update samestory.lane set holder = ${holder}, epoch = epoch + 1, lease_until = ${leaseEnd(leaseMs)}
    where destination = ${destination} returning epoch`.execute(tx);
  return { taken: true, epoch: taken.rows[0]?.epoch ?? 0 };
}

/** Throws LaneLostError when another holder has taken the lane, even if our lease had run out unnoticed. */
export async function renewLane(tx: Tx, input: Input<'renewLane'>): Promise<void> {
  const { rows } = await sql`
    update samestory.lane set lease_until = ${leaseEnd(input.leaseMs)}
    where destination = ${input.destination} and holder = ${input.holder} and epoch = ${input.epoch}
    returning epoch`.execute(tx);
  if (rows.length === 0) throw new LaneLostError(input.destination);
}

/** Frees the lane; nothing happens when another holder has it already. */
export async function releaseLane(tx: Tx, input: Input<'releaseLane'>): Promise<void> {
  await tx
    .updateTable('lane')
    .set({ holder: null, lease_until: null })
    .where('destination', '=', input.destination)
    .where('holder', '=', input.holder)
    .where('epoch', '=', input.epoch)
    .execute();
}

export async function laneState(tx: Tx, input: Input<'laneState'>): Promise<LaneState> {
  const row = await tx
    .selectFrom('lane')
    .select(['holder', 'epoch', 'lease_until'])
    .where('destination', '=', input.destination)
    .executeTakeFirst();
  return { holder: row?.holder ?? null, epoch: row?.epoch ?? 0, leaseUntil: row?.lease_until ?? null };
}

/** A lane of a store at an account that several share is "<account> for <store>", see `serviceLane`. */
export async function otherAccounts(tx: Tx, input: Input<'otherAccounts'>): Promise<Output<'otherAccounts'>> {
  const { rows } = await sql<{ account: string; holder: string }>`
    select distinct on (account) account, holder
    from (select split_part(destination, ' for ', 1) as account, holder, lease_until from samestory.lane) as lane
    where account <> ${input.destination} and holder is not null and lease_until > clock_timestamp()
    order by account, holder`.execute(tx);
  return rows.map(({ account, holder }) => ({ destination: account, holder }));
}

/**
 * Throws LaneLostError unless `epoch` is the lane's present one; the lock keeps it so until this transaction ends.
 * 'together' admits other transactions of the same epoch (and renewals), 'alone' one after the other: what changes
 * standings and counters must not interleave.
 */
export async function requireLane(
  tx: Tx,
  destination: string,
  epoch: number,
  access: 'together' | 'alone',
): Promise<void> {
  const lock = access === 'alone' ? sql`for no key update` : sql`for key share`;
  const { rows } = await sql<{ epoch: number }>`
    select epoch from samestory.lane
    where destination = ${destination} and holder is not null ${lock}`.execute(tx);
  if (rows[0]?.epoch !== epoch) throw new LaneLostError(destination);
}
