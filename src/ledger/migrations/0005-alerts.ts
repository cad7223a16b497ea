import type { Migration } from './migration.ts';

/** Who has been told of what: survives a restart, so that nobody is told twice or never. */
export const alerts: Migration = {
  number: 5,
  name: 'alerts',
  statements: [
    `create table samestory.alert (
      destination text not null,
      id text not null,
      class text not null,
      count integer not null,
      title text not null,
      remedy text not null,
      opened_at timestamptz not null,
      gone_at timestamptz,
      first_told_at timestamptz,
      last_told_at timestamptz,
      told_count integer not null,
      reminders integer not null,
      escalated_at timestamptz,
      closed_at timestamptz,
      returns integer not null,
      primary key (destination, id)
    )`,
    `create table samestory.alert_message (
      id text not null,
      destination text not null,
      alert_id text not null,
      event text not null,
      recipient text not null,
      channel text not null,
      alert jsonb not null,
      created_at timestamptz not null,
      attempts integer not null default 0,
      next_at timestamptz,
      tried_at timestamptz,
      error text,
      primary key (destination, id)
    )`,
    `create index alert_message_due on samestory.alert_message (destination, next_at) where next_at is not null`,
  ],
};
