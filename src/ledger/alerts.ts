import { sql } from 'kysely';
import type { AlertMessage, AlertState, ChannelState, ParkedCount } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { ofStore } from './parked.ts';

/** Alerts that are open, or were within the last day: what comes back soon is known again. */
export async function alerts(tx: Tx, input: Input<'alerts'>): Promise<readonly AlertState[]> {
  const { rows } = await sql<AlertState>`
    select id, class, count, title, remedy, opened_at as "openedAt", gone_at as "goneAt", first_told_at as "firstToldAt",
      last_told_at as "lastToldAt", told_count as "toldCount", reminders, escalated_at as "escalatedAt",
      closed_at as "closedAt", returns
    from samestory.alert
    where destination = ${input.destination} and (closed_at is null or closed_at > ${input.closedSince})
    order by opened_at, id`.execute(tx);
  return rows;
}

/** Stores what has changed and the messages that follow from it, together: a crash can lose neither without the other. */
export async function saveAlerts(tx: Tx, input: Input<'saveAlerts'>): Promise<void> {
  const { destination, states, messages } = input;
  if (states.length > 0) {
    await sql`
      insert into samestory.alert (destination, id, class, count, title, remedy, opened_at, gone_at, first_told_at,
        last_told_at, told_count, reminders, escalated_at, closed_at, returns)
      select ${destination}, id, class, count, title, remedy, "openedAt", "goneAt", "firstToldAt", "lastToldAt",
        "toldCount", reminders, "escalatedAt", "closedAt", returns
      from jsonb_to_recordset(${jsonText(states)}::jsonb) as row(id text, class text, count integer, title text,
        remedy text, "openedAt" timestamptz, "goneAt" timestamptz, "firstToldAt" timestamptz, "lastToldAt" timestamptz,
        "toldCount" integer, reminders integer, "escalatedAt" timestamptz, "closedAt" timestamptz, returns integer)
      order by id
      on conflict (destination, id) do update set class = excluded.class, count = excluded.count, title = excluded.title,
        remedy = excluded.remedy, opened_at = excluded.opened_at, gone_at = excluded.gone_at,
        first_told_at = excluded.first_told_at, last_told_at = excluded.last_told_at, told_count = excluded.told_count,
        reminders = excluded.reminders, escalated_at = excluded.escalated_at, closed_at = excluded.closed_at,
        returns = excluded.returns`.execute(tx);
  }
  if (messages.length === 0) return;
  await sql`
    insert into samestory.alert_message (id, destination, alert_id, event, recipient, channel, alert, created_at, next_at)
    select id, ${destination}, "alertId", event, recipient, channel, alert, "createdAt", "createdAt"
    from jsonb_to_recordset(${jsonText(messages)}::jsonb) as row(id text, "alertId" text, event text, recipient text,
      channel text, alert jsonb, "createdAt" timestamptz)
    order by id
    on conflict (destination, id) do nothing`.execute(tx);
}

/** Messages to send now, oldest first; each is left alone by others for `leaseMs`. */
export async function claimMessages(tx: Tx, input: Input<'claimMessages'>): Promise<readonly AlertMessage[]> {
  const { destination, now, limit, leaseMs } = input;
  const { rows } = await sql<StoredMessage>`
    with due as materialized (
      select id from samestory.alert_message
      where destination = ${destination} and next_at <= ${now}
      order by created_at, id limit ${limit} for update skip locked)
    update samestory.alert_message as message
    set next_at = ${new Date(now.getTime() + leaseMs)}, attempts = attempts + 1
    from due where message.destination = ${destination} and message.id = due.id
    returning message.id, alert_id as "alertId", event, recipient, channel, alert, created_at as "createdAt", attempts`.execute(
    tx,
  );
  return rows.map(messageOf).toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime());
}

interface StoredMessage extends Omit<AlertMessage, 'alert'> {
  readonly alert: Omit<AlertMessage['alert'], 'openedAt' | 'closedAt'> & {
    readonly openedAt: string;
    readonly closedAt: string | null;
  };
}

function messageOf({ alert, ...message }: StoredMessage): AlertMessage {
  const closedAt = alert.closedAt === null ? null : new Date(alert.closedAt);
  return { ...message, alert: { ...alert, openedAt: new Date(alert.openedAt), closedAt } };
}

export async function settleMessages(tx: Tx, input: Input<'settleMessages'>): Promise<void> {
  const { destination, now, deliveries } = input;
  for (const { id, error, nextAt } of deliveries) {
    await sql`
      update samestory.alert_message set next_at = ${nextAt}, tried_at = ${now}, error = ${error}
      where destination = ${destination} and id = ${id}`.execute(tx);
  }
}

/** The last outcome of each way to each recipient, and how many messages wait on it. */
export async function channelStates(tx: Tx, input: Input<'channelStates'>): Promise<readonly ChannelState[]> {
  const { rows } = await sql<ChannelState>`
    select recipient, channel, max(tried_at) as "lastAt",
      (array_agg(error order by tried_at desc nulls last))[1] as error,
      count(*) filter (where next_at is not null)::integer as waiting
    from samestory.alert_message
    where destination = ${input.destination} and tried_at is not null
    group by recipient, channel order by recipient, channel`.execute(tx);
  return rows;
}

/** How many records and values of a store rest, by what is wrong with them. */
export async function parkedCounts(tx: Tx, input: Input<'parkedCounts'>): Promise<Output<'parkedCounts'>> {
  const { destination, source } = input;
  const { rows } = await sql<ParkedCount>`
    select class, code, null as field, count(*)::integer as count, min(since) as since
    from samestory.dead_letter where destination = ${destination} and ${ofStore(source)} group by class, code
    union all
    select class, code, field, count(*)::integer as count, min(since) as since
    from samestory.parked_value where destination = ${destination} and ${ofStore(source)} group by class, code, field
    order by since, class, code, field`.execute(tx);
  return rows;
}
