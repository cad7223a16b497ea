import type { Customer } from './customer.ts';
import type { Company, Order } from './order.ts';

/** A record as Shopify said it at one moment. */
export type Snapshot = Customer | Order | Company;
