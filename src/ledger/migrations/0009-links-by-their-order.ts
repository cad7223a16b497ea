import type { Migration } from './migration.ts';

/**
 * Links are looked for by their order, whatever their label. PostgreSQL 18 skips over a label that nobody names; older ones
 * read all links instead: 65 ms for three orders of 300,000 (PostgreSQL 15), and 0.1 ms with this.
 */
export const linksByTheirOrder: Migration = {
  number: 9,
  name: 'links by their order',
  statements: [
    `alter table samestory.crm_link drop constraint crm_link_pkey, add primary key (destination, from_id, label, to_id)`,
  ],
};
