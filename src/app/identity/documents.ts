import { z } from 'zod';

/* What `identity preview` and `review` say, as JSON. The schemas are the types, as in documents.ts. */

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** A record of the store or the CRM, with its page and who it is, masked. */
const masked = z.object({ id: z.string(), url: z.string(), who: z.string() });

const example = z.object({
  store: list(masked),
  crm: list(masked.omit({ who: true })),
  reason: z.string().nullable(),
});

export const previewSchema = z.object({
  since: z.string(),
  identityVersion: z.string(),
  /** Records of the store that were read: customers, guests of orders, and the orders themselves. */
  read: z.object({ customers: z.number(), guests: z.number(), orders: z.number() }),
  /** People whom these records are, each counted once under what would happen to them. */
  people: z.object({
    create: z.number(),
    adopt: z.number(),
    hold: z.number(),
    leaveOut: z.number(),
    there: z.number(),
  }),
  /** Records that go with another one of the same person, and people whom that makes of several records. */
  merged: z.object({ records: z.number(), people: z.number() }),
  /** Orders that stay out, or bring nobody, by reason. */
  ordersLeftOut: z.record(z.string(), z.number()),
  examples: z.object({ create: list(example), adopt: list(example), merged: list(example), hold: list(example) }),
  cost: z.object({
    newContacts: z.number(),
    /** Contacts that the account holds and may hold; null = the CRM does not say. */
    contacts: z.object({ used: z.number(), limit: z.number() }).nullable(),
    /** Calls for the contacts alone, and what the account has left today; null = the CRM does not say. */
    calls: z.number(),
    callsLeftToday: z.number().nullable(),
    notes: list(z.string()),
  }),
});
export type PreviewDocument = z.infer<typeof previewSchema>;
