import type { Migration } from './migration.ts';

/**
 * What the signals on a contact need to know of each order. Facts from before say nothing of a voided payment, of the
 * shop's time zone and of the first visit: they get what is right for nearly all, and the next look at the order (a
 * change, or the nightly comparison, which reads every order) says it exactly.
 */
export const factsOfBuyersOrders: Migration = {
  number: 4,
  name: "facts of buyers' orders",
  statements: [
    'alter table samestory.member add column gone_at timestamptz',
    `update samestory.member set facts = jsonb_set(facts, '{order}', facts->'order' || jsonb_build_object(
        'voided', false, 'day', left(facts->'order'->>'processedAt', 10), 'firstVisit', null))
      where facts->>'type' = 'order' and not (facts->'order' ? 'day')`,
  ],
};
