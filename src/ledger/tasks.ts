import { sql } from 'kysely';
import { priorities } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { leaseEnd, requireLane } from './lanes.ts';

/** Coarse work as rows of the table of due keys: kind 'task', the task's name as source, its slice as id. */
const kind = 'task';

/** Creates the task, or moves it to another time. One that is being run is run again then. */
export async function scheduleTask(tx: Tx, input: Input<'scheduleTask'>): Promise<void> {
  await sql`
    insert into samestory.due_key as due (lane, source, kind, id, priority, due_at, cause)
    values (${input.lane}, ${input.name}, ${kind}, ${input.slice}, ${priorities.repair}, ${input.dueAt}, 'schedule')
    on conflict (lane, source, kind, id) do update
      set due_at = excluded.due_at, version = due.version + 1`.execute(tx);
}

/** The task that has been due the longest and that nobody runs; null when there is none. */
export async function claimTask(tx: Tx, input: Input<'claimTask'>): Promise<Output<'claimTask'>> {
  const { lane } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  const { rows } = await sql<{ name: string; slice: string; version: number }>`
    update samestory.due_key as due
    set claims = claims + 1, version = version + 1, claimed_version = version + 1,
      lease_until = ${leaseEnd(input.leaseMs)}
    from (select source, id from samestory.due_key
          where lane = ${lane} and kind = ${kind} and ready_at <= ${input.now}
            and (lease_until is null or lease_until <= clock_timestamp())
          order by ready_at, source, id limit 1 for update skip locked) as first
    where due.lane = ${lane} and due.kind = ${kind} and due.source = first.source and due.id = first.id
    returning due.source as name, due.id as slice, version`.execute(tx);
  return rows[0] ?? null;
}

/** Clears the task or gives it its next time. One that was moved while it ran keeps the time that it was moved to. */
export async function finishTask(tx: Tx, input: Input<'finishTask'>): Promise<void> {
  const { lane, name, slice, version, nextAt } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  const mine = sql`lane = ${lane} and kind = ${kind} and source = ${name} and id = ${slice}
    and claimed_version = ${version}`;
  if (nextAt === null) {
    await sql`delete from samestory.due_key where ${mine} and version = ${version}`.execute(tx);
  }
  await sql`
    update samestory.due_key
    set due_at = case when version = ${version} then ${nextAt}::timestamptz else due_at end,
      lease_until = null, claimed_version = null, claims = 0
    where ${mine}`.execute(tx);
}
