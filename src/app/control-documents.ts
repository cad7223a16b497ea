import { z } from 'zod';
import { balanceSchema, pauseSchema } from './documents.ts';

/*
 * What the commands that change something say, as JSON. Like documents.ts: the schemas are the types, because an answer
 * may come from a running service of another version.
 */

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const value = z.string().nullable();
const crmObject = z.enum(['contact', 'order']);

/** The two accounts that a command works with, for people. */
export const pairSchema = z.object({
  store: z.object({ name: z.string(), domain: z.string(), number: z.string() }),
  crm: z.object({ name: z.string(), id: z.string(), kind: z.string() }),
});
export type Pair = z.infer<typeof pairSchema>;

export const pausedSchema = z.object({
  destination: z.string(),
  /** Null = writing goes on. */
  pause: pauseSchema.nullable(),
  /** Changes that wait at the moment: what a resume lets happen. */
  waiting: z.number(),
});
export type PausedDocument = z.infer<typeof pausedSchema>;

const count = z.number();
export const fieldCostsSchema = z.object({
  records: z.object({ contact: count, order: count }),
  versions: z.record(z.string(), count),
  incidents: z.record(z.string(), count),
});

const planned = z.object({
  field: z.string(),
  label: z.string(),
  owner: z.enum(['shopify', 'crm', 'marketing']),
  property: value,
  from: value,
  to: value,
});

export const syncSchema = z.object({
  order: z.object({ key: z.string(), name: z.string(), date: z.string() }),
  /** Why this order does not belong to the CRM at all. */
  leftOut: value,
  records: list(
    z.object({
      object: crmObject,
      key: z.string(),
      act: z.enum(['create', 'update', 'adopt', 'nothing', 'hold', 'leave out', 'wait']),
      reason: value,
      shopifyUrl: z.string(),
      crmUrl: value,
      values: list(planned),
    }),
  ),
  link: z.enum(['would be made', 'is there']).nullable(),
  /** Null in a dry run. */
  done: z
    .object({
      standing: z.string(),
      reason: value,
      records: list(z.object({ object: crmObject, shopifyUrl: z.string(), crmUrl: z.string() })),
      linked: z.boolean(),
    })
    .nullable(),
});
export type SyncDocument = z.infer<typeof syncSchema>;

export const takeBackSchema = z.object({
  order: z.object({ key: z.string(), name: z.string() }),
  refused: value,
  steps: list(
    z.object({
      object: crmObject,
      crmId: z.string(),
      crmUrl: z.string(),
      act: z.enum(['archive', 'restore', 'keep']),
      reason: z.string(),
      values: list(planned),
    }),
  ),
  unlink: list(z.string()),
  /** The order would be brought again by itself, because it is newer than the cutoff. */
  comesBack: z.boolean(),
  done: z.boolean(),
});
export type TakeBackDocument = z.infer<typeof takeBackSchema>;

export const dumpSchema = z.object({ rows: z.number(), bytes: z.number() });
export type DumpDocument = z.infer<typeof dumpSchema>;

export const monthSchema = z.object({ month: z.string(), orders: z.number(), balance: balanceSchema });
export type MonthDocument = z.infer<typeof monthSchema>;
