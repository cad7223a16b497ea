import type { Migration } from './migration.ts';

/** What people have decided, and names beside the match index, by which a shared phone number is told apart. */
export const decisions: Migration = {
  number: 2,
  name: 'decisions and names',
  statements: [
    // Never deleted: what people decided cannot be found out again. "keys" and "other_keys" are Shopify records.
    `create table samestory.decision (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      decided_by text not null,
      kind text not null,
      destination text,
      keys jsonb not null,
      other_keys jsonb not null,
      crm_ids jsonb not null,
      undone_at timestamptz,
      undone_by text
    )`,
    `create index decision_open on samestory.decision (id) where undone_at is null`,
    `alter table samestory.match_record add column name_words jsonb`,
    // The index learns the names by listing the CRM once more.
    `delete from samestory.setting where name like 'index/%'`,
  ],
};
