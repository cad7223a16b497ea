import type { Migration } from './migration.ts';

/** Tasks carry their store from here on; every start schedules them anew, so that those of before are dropped. */
export const tasksByStore: Migration = {
  number: 7,
  name: 'tasks by store',
  statements: [`delete from samestory.due_key where kind = 'task'`],
};
