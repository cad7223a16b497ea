import { sql } from 'kysely';
import { priorities } from './contract.ts';
import type { Tx } from './database.ts';
import { LaneLostError } from './errors.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { claimHolds, leaseEnd } from './lanes.ts';

const kind = 'task';

/** Coarse work lies in the table of due keys as `task/<source>/<name>/<slice>`. */
function taskKey({ source, name, slice }: { readonly source: string; readonly name: string; readonly slice: string }) {
  return `task/${source}/${name}/${slice}`;
}

const taskPattern = /^task\/[^/]+\/(?<name>[^/]+)\/(?<slice>.*)$/;

/** Creates the task, or moves it to another time. One that is being run is run again then. */
export async function scheduleTask(tx: Tx, input: Input<'scheduleTask'>): Promise<void> {
  await sql`
    insert into samestory.due_key as due (lane, key, source, kind, priority, due_at, cause)
    values (${input.lane}, ${taskKey(input)}, ${input.source}, ${kind}, ${priorities.repair}, ${input.dueAt}, 'schedule')
    on conflict (lane, key) do update
      set due_at = excluded.due_at, version = due.version + 1`.execute(tx);
}

/** The lane as it stands, locked until the task is claimed or finished: one statement is one transaction. */
const laneNow = (lane: string) => sql`
  select epoch from samestory.lane where destination = ${lane} and holder is not null for no key update`;

/** The store's task that has been due the longest and that nobody runs; null when there is none. */
export async function claimTask(tx: Tx, input: Input<'claimTask'>): Promise<Output<'claimTask'>> {
  const { lane, source, epoch } = input;
  // Materialized: inside a join the planner may run a limited subquery once per row, and lease every task at once.
  const { rows } = await sql<{ epoch: number; key: string | null; version: number }>`
    with lane_now as materialized (${laneNow(lane)}),
    first as materialized (
      select due.key from samestory.due_key as due, lane_now
      where lane_now.epoch = ${epoch} and lane = ${lane} and source = ${source} and kind = ${kind} and ready_at <= ${input.now}
        and not ${claimHolds(epoch)}
      order by ready_at, key limit 1 for update of due skip locked),
    claimed as (
      update samestory.due_key as due
      set claims = claims + 1, version = version + 1, claimed_version = version + 1, claimed_epoch = ${epoch},
        lease_until = ${leaseEnd(input.leaseMs)}
      from first
      where due.lane = ${lane} and due.key = first.key
      returning due.key, version)
    select lane_now.epoch, key, version from lane_now left join claimed on true`.execute(tx);
  const [row] = rows;
  if (row?.epoch !== epoch) throw new LaneLostError(lane);
  const task = taskPattern.exec(row.key ?? '')?.groups;
  if (task === undefined) return null;
  return { name: task['name'] ?? '', slice: task['slice'] ?? '', version: row.version };
}

/**
 * Clears the task or gives it its next time, and stores how far it came. One that was moved while it ran keeps the time
 * that it was moved to.
 */
export async function finishTask(tx: Tx, input: Input<'finishTask'>): Promise<void> {
  const { lane, epoch, version, nextAt, position } = input;
  const { rows } = await sql<{ epoch: number }>`
    with lane_now as materialized (${laneNow(lane)}),
    mine as materialized (
      select due.key, due.version, ${nextAt}::timestamptz is null and due.version = ${version} as over
      from samestory.due_key as due, lane_now
      where lane_now.epoch = ${epoch} and lane = ${lane} and key = ${taskKey(input)}
        and claimed_version = ${version} for update of due),
    ended as (
      delete from samestory.due_key as due using mine where due.lane = ${lane} and due.key = mine.key and mine.over),
    waiting as (
      update samestory.due_key as due
      set due_at = case when mine.version = ${version} then ${nextAt}::timestamptz else due_at end,
        lease_until = null, claimed_version = null, claimed_epoch = null, claims = 0
      from mine
      where due.lane = ${lane} and due.key = mine.key and not mine.over),
    kept as (
      insert into samestory.setting (name, value)
      select ${position?.name ?? null}::text, ${jsonText(position?.value ?? null)}::jsonb from mine
      where ${position?.name ?? null}::text is not null
      on conflict (name) do update set value = excluded.value)
    select epoch from lane_now`.execute(tx);
  if (rows[0]?.epoch !== epoch) throw new LaneLostError(lane);
}
