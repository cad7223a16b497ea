import { z } from 'zod';

const object = z.enum(['contact', 'order']);

/** A record by what it keeps from run to run: the Shopify ID that it carries, else an address; its id is the last resort. */
const named = z.object({ id: z.string(), key: z.string().nullable(), email: z.string().nullable() });

export type NamedRecord = z.infer<typeof named>;

/** One thing that somebody does in the CRM, as plain data. */
export const crmAct = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('type'),
    object,
    record: named,
    field: z.string(),
    value: z.string(),
    theirs: z.boolean(),
  }),
  z.object({ kind: z.literal('remove'), object, record: named }),
  z.object({ kind: z.literal('restore'), object, record: named }),
  z.object({
    kind: z.literal('add contact'),
    values: z.object({ email: z.string(), firstName: z.string(), lastName: z.string() }),
  }),
  z.object({ kind: z.literal('merge'), kept: named, removed: named }),
]);

export type CrmAct = z.infer<typeof crmAct>;
