import { z } from 'zod';
import { journalEntry } from '../documents.ts';

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const value = z.union([z.string(), z.boolean(), z.null()]);
const values = z.record(z.string(), value);

/** Everything that the ledger holds about one person: what a person who asks for their data has to be given. */
export const personSchema = z.object({
  /** Shopify customers, and orders without a customer, that are this person. */
  records: list(z.object({ key: z.string(), shopifyUrl: z.string().nullable(), values })),
  orders: list(z.object({ key: z.string(), shopifyUrl: z.string().nullable(), values })),
  crm: z.object({ id: z.string(), url: z.string(), values }).nullable(),
  /** What was changed in the CRM, newest first. */
  history: list(journalEntry),
});
export type PersonDocument = z.infer<typeof personSchema>;

export const requestsSchema = list(z.object({ key: z.string(), orders: list(z.string()), askedAt: z.iso.datetime() }));
export type RequestsDocument = z.infer<typeof requestsSchema>;

export const eraseSchema = z.object({
  /** Shopify IDs of the person and of the orders. */
  keys: list(z.string()),
  orders: z.number(),
  changes: z.number(),
  crmUrl: z.string().nullable(),
  /** Rows that were emptied, by table; null in a dry run. */
  erased: z.record(z.string(), z.number()).nullable(),
});
export type EraseDocument = z.infer<typeof eraseSchema>;
