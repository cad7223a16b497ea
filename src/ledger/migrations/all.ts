import { firstSchema } from './0001-first-schema.ts';
import { decisions } from './0002-decisions.ts';
import { mergedSubjects } from './0003-merged-subjects.ts';
import { factsOfBuyersOrders } from './0004-facts-of-buyers-orders.ts';
import { alerts } from './0005-alerts.ts';
import { dataRequests } from './0006-data-requests.ts';
import { tasksByStore } from './0007-tasks-by-store.ts';
import { deliveriesInOneCall } from './0008-deliveries-in-one-call.ts';
import { linksByTheirOrder } from './0009-links-by-their-order.ts';
import { noStatisticsOfDocuments } from './0010-no-statistics-of-documents.ts';
import { deliveriesOfFewParts } from './0011-deliveries-of-few-parts.ts';
import type { Migration } from './migration.ts';

/** All steps, in order. */
export const migrations: readonly Migration[] = [
  firstSchema,
  decisions,
  mergedSubjects,
  factsOfBuyersOrders,
  alerts,
  dataRequests,
  tasksByStore,
  deliveriesInOneCall,
  linksByTheirOrder,
  noStatisticsOfDocuments,
  deliveriesOfFewParts,
];
