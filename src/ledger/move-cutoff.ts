import { sql } from 'kysely';
import type { LeftOutReason } from '../field-map/types.ts';
import { priorities } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { putSetting } from './settings.ts';

/** What a customer or order is left out for that is older than the cutoff. */
export const tooOld: LeftOutReason = 'before the cutoff';

/**
 * Moves a store's cutoff back and hands out what belongs to the CRM from now on, in one transaction: nobody can find the
 * old cutoff and the new keys, or settle by the old one afterwards.
 */
export async function moveCutoff(tx: Tx, input: Input<'moveCutoff'>): Promise<void> {
  await holdLane(tx, input);
  await putSetting(tx, { name: input.setting, value: input.from.toISOString() });
  await bringForward(tx, input);
  await repeatInHand(tx, input);
  await makeDueAgain(tx, input);
}

/** Until the transaction ends nobody claims a key or settles one: who claims afterwards finds the new cutoff. */
async function holdLane(tx: Tx, { lane }: Input<'moveCutoff'>): Promise<void> {
  await sql`select from samestory.lane where destination = ${lane} for no key update`.execute(tx);
}

/** What was staged keeps its order. */
async function bringForward(tx: Tx, { lane, source, cause, byMs, now }: Input<'moveCutoff'>): Promise<void> {
  await sql`
    update samestory.due_key set due_at = due_at - make_interval(secs => ${byMs / 1_000}::double precision)
    where lane = ${lane} and source = ${source} and cause = ${cause} and due_at > ${now}::timestamptz`.execute(tx);
}

/** A pass under way has read the old cutoff: whatever it says of its keys, they come once more. */
async function repeatInHand(tx: Tx, { lane, source, cause }: Input<'moveCutoff'>): Promise<void> {
  await sql`
    update samestory.due_key set version = version + 1, cause = ${cause}
    where lane = ${lane} and source = ${source} and kind <> 'task' and claimed_version is not null`.execute(tx);
}

/**
 * A webhook or a sweep that told of a record while its month was staged had it worked at once, by the old cutoff, and with
 * that the staged key was done. Dates as in the scope (sync/scope.ts): an order's business date, a customer's beginning.
 */
async function makeDueAgain(tx: Tx, { lane, source, cause, from, now }: Input<'moveCutoff'>): Promise<void> {
  await sql`
    insert into samestory.due_key (lane, key, source, kind, priority, due_at, cause)
    select ${lane}, stands.key, stands.source, stands.kind, ${priorities.history}::integer, ${now}::timestamptz, ${cause}
    from samestory.standing as stands join samestory.member on member.key = stands.key
    where stands.destination = ${lane} and stands.source = ${source}
      and stands.state = 'left out' and stands.reason = ${tooOld}
      and case when stands.kind = 'order' then (member.facts #>> '{order,processedAt}')::timestamptz
        else member.created_at end >= ${from}::timestamptz
    order by stands.key
    on conflict (lane, key) do nothing`.execute(tx);
}
