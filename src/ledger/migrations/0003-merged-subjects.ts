import type { Migration } from './migration.ts';

/** Where the people of a subject went when Shopify merged them into others: what is left behind is found by it. */
export const mergedSubjects: Migration = {
  number: 3,
  name: 'merged subjects',
  statements: [
    'alter table samestory.subject add column merged_into bigint',
    'create index subject_merged on samestory.subject (merged_into) where merged_into is not null',
  ],
};
