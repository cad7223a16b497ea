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
  const { lane, epoch, nextAt, position } = input;
  // The statement has only the parts that it needs: each part costs as much as finding the row.
  const kept =
    position === undefined
      ? sql``
      : sql`, kept as (
          insert into samestory.setting (name, value)
          select ${position.name}, ${jsonText(position.value ?? null)}::jsonb from finished
          on conflict (name) do update set value = excluded.value)`;
  const { rows } = await sql<{ epoch: number }>`
    with lane_now as materialized (${laneNow(lane)}), ${nextAt === null ? cleared(input) : waitingFor(input, nextAt)}
      ${kept}
    select epoch from lane_now`.execute(tx);
  if (rows[0]?.epoch !== epoch) throw new LaneLostError(lane);
}

const released = sql`lease_until = null, claimed_version = null, claimed_epoch = null, claims = 0`;

function claimedBy(input: Input<'finishTask'>) {
  const { lane, epoch, version } = input;
  return sql`lane_now.epoch = ${epoch} and due.lane = ${lane} and due.key = ${taskKey(input)}
    and due.claimed_version = ${version}`;
}

function waitingFor(input: Input<'finishTask'>, nextAt: Date) {
  return sql`finished as (
    update samestory.due_key as due
    set due_at = case when due.version = ${input.version} then ${nextAt}::timestamptz else due_at end, ${released}
    from lane_now where ${claimedBy(input)} returning due.key)`;
}

function cleared(input: Input<'finishTask'>) {
  return sql`finished as materialized (
      select due.lane, due.key, due.version = ${input.version} as over
      from samestory.due_key as due, lane_now where ${claimedBy(input)} for update of due),
    ended as (
      delete from samestory.due_key as due using finished
      where due.lane = finished.lane and due.key = finished.key and finished.over),
    moved as (
      update samestory.due_key as due set ${released} from finished
      where due.lane = finished.lane and due.key = finished.key and not finished.over)`;
}
