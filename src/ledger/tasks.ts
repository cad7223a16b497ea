import { sql } from 'kysely';
import { priorities } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { claimHolds, leaseEnd, requireLane } from './lanes.ts';

const kind = 'task';

/** Coarse work lies in the table of due keys as `task/<name>/<slice>`. */
function taskKey(name: string, slice: string): string {
  return `task/${name}/${slice}`;
}

/** Creates the task, or moves it to another time. One that is being run is run again then. */
export async function scheduleTask(tx: Tx, input: Input<'scheduleTask'>): Promise<void> {
  await sql`
    insert into samestory.due_key as due (lane, key, source, kind, priority, due_at, cause)
    values (${input.lane}, ${taskKey(input.name, input.slice)}, ${input.name}, ${kind}, ${priorities.repair}, ${input.dueAt}, 'schedule')
    on conflict (lane, key) do update
      set due_at = excluded.due_at, version = due.version + 1`.execute(tx);
}

/** The task that has been due the longest and that nobody runs; null when there is none. */
export async function claimTask(tx: Tx, input: Input<'claimTask'>): Promise<Output<'claimTask'>> {
  const { lane } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  // Materialized: inside a join the planner may run a limited subquery once per row, and lease every task at once.
  const { rows } = await sql<{ key: string; name: string; version: number }>`
    with first as materialized (
      select key from samestory.due_key
      where lane = ${lane} and kind = ${kind} and ready_at <= ${input.now}
        and not ${claimHolds(input.epoch)}
      order by ready_at, key limit 1 for update skip locked)
    update samestory.due_key as due
    set claims = claims + 1, version = version + 1, claimed_version = version + 1, claimed_epoch = ${input.epoch},
      lease_until = ${leaseEnd(input.leaseMs)}
    from first
    where due.lane = ${lane} and due.key = first.key
    returning due.key, source as name, version`.execute(tx);
  const task = rows[0];
  if (task === undefined) return null;
  const { name, version } = task;
  return { name, slice: task.key.slice(taskKey(name, '').length), version };
}

/** Clears the task or gives it its next time. One that was moved while it ran keeps the time that it was moved to. */
export async function finishTask(tx: Tx, input: Input<'finishTask'>): Promise<void> {
  const { lane, name, slice, version, nextAt } = input;
  await requireLane(tx, lane, input.epoch, 'alone');
  const mine = sql`lane = ${lane} and key = ${taskKey(name, slice)} and claimed_version = ${version}`;
  if (nextAt === null) {
    await sql`delete from samestory.due_key where ${mine} and version = ${version}`.execute(tx);
  }
  await sql`
    update samestory.due_key
    set due_at = case when version = ${version} then ${nextAt}::timestamptz else due_at end,
      lease_until = null, claimed_version = null, claimed_epoch = null, claims = 0
    where ${mine}`.execute(tx);
}
