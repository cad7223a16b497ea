import { z } from 'zod';

/** What the process of the simulators is started with. */
export const worldOptions = z.object({
  seed: z.number(),
  orders: z.number(),
  /** Over how many months they are spread. */
  months: z.number(),
  /** Half of the buyers are in the CRM already. */
  halfThere: z.boolean(),
  /** Calls per ten seconds; null = as many as anybody likes. */
  burst: z.number().nullable(),
});

export type WorldOptions = z.infer<typeof worldOptions>;

/** What it can be asked. `perSecond` changes of orders for `seconds`, each of another order. */
export const question = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('counts') }),
  z.object({ ask: z.literal('forget counts') }),
  z.object({ ask: z.literal('records') }),
  z.object({ ask: z.literal('orders') }),
  z.object({ ask: z.literal('change'), perSecond: z.number(), seconds: z.number() }),
  z.object({ ask: z.literal('shown') }),
]);

export type Question = z.infer<typeof question>;

export const started = z.object({
  environment: z.array(z.string()),
  /** Names of both accounts in the ledger. */
  source: z.string(),
  destination: z.string(),
  /** First day of the history. */
  since: z.string(),
  orders: z.number(),
  buyers: z.number(),
});

export const counts = z.object({
  /** Calls of the CRM since they were last forgotten. */
  total: z.number(),
  writes: z.number(),
  refused: z.number(),
  byFamily: z.record(z.string(), z.number()),
  /** Calls of the CRM in each second since then, from the first call on, and those of them that write. */
  perSecond: z.object({ calls: z.array(z.number()), writes: z.array(z.number()) }),
  /** Calls of the store by operation. */
  shopCalls: z.record(z.string(), z.number()),
});

export type Counts = z.infer<typeof counts>;

/** What the CRM holds: all records, and those that one person, or one order of the store, has too many. */
export const records = z.object({
  contacts: z.number(),
  orders: z.number(),
  doubledContacts: z.number(),
  doubledOrders: z.number(),
});

export const orderList = z.array(z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }));

/** Milliseconds from each change to the value in the CRM, for those that are there; the others are still open. */
export const shown = z.object({ milliseconds: z.array(z.number()), open: z.number() });
