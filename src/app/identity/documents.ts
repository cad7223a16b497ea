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

const reviewContact = masked.extend({
  /** What it shares with the person, for people. */
  shares: z.string(),
  /** The record of the store that it stands for already; null = of nobody, or of this person. */
  standsFor: z.string().nullable(),
});

export const reviewSchema = z.object({
  /** Cases that wait in all; at most `limit` of them are listed. */
  waiting: z.number(),
  cases: list(
    z.object({
      id: z.string(),
      since: z.string(),
      reason: z.string(),
      store: list(masked),
      /** Other people of the store who could be this one, by the id under which a merge names them. */
      others: list(z.object({ id: z.string(), store: list(masked), shares: z.string() })),
      contacts: list(reviewContact),
      choices: list(z.string()),
      /** The decision that the loop has not carried out yet. */
      decided: z.object({ id: z.string(), by: z.string() }).nullable(),
    }),
  ),
  decisions: list(
    z.object({
      id: z.string(),
      at: z.string(),
      by: z.string(),
      kind: z.enum(['link', 'apart', 'merge']),
      keys: list(z.string()),
      otherKeys: list(z.string()),
      crmIds: list(z.string()),
      undone: z.object({ at: z.string(), by: z.string() }).nullable(),
    }),
  ),
});
export type ReviewDocument = z.infer<typeof reviewSchema>;

export const reviewOrderSchema = z.object({
  case: z.string().min(1).max(200),
  act: z.enum(['link', 'apart', 'merge']),
  /** link: the contact; merge: the other person, where there are several. */
  target: z.string().max(200).nullable(),
  by: z.string().min(1).max(200),
});
export type ReviewOrder = z.infer<typeof reviewOrderSchema>;

export const undoOrderSchema = z.object({ id: z.string().min(1).max(40), by: z.string().min(1).max(200) });
export type UndoOrder = z.infer<typeof undoOrderSchema>;

/** What was decided or undone, and what a person still has to do. */
export const decidedSchema = z.object({ id: z.string(), notes: list(z.string()) });
export type DecidedDocument = z.infer<typeof decidedSchema>;
