import type { Migration } from './migration.ts';

/** People who have asked what is held about them: Shopify tells it once, and the merchant has to answer. */
export const dataRequests: Migration = {
  number: 6,
  name: 'data requests',
  statements: [
    `create table samestory.data_request (
      source text not null,
      delivery_id text not null,
      key text not null,
      orders jsonb not null,
      asked_at timestamptz not null,
      answered_at timestamptz,
      primary key (source, delivery_id)
    )`,
  ],
};
