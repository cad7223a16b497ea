import { z } from 'zod';

const moment = z.iso.datetime();
const key = z.string().regex(/^[^/\s]+\/(?:customer|guest|order|company)\/\d+$/);
const object = z.string().regex(/^[a-z_]{1,40}$/);
const crmId = z.string().min(1).max(100);
const json: z.ZodType<unknown> = z.json();

/**
 * What cannot be found again on either platform when the ledger is lost: what people decided, and what was told once.
 * Pseudonymous: keys, ids, moments and field names; never a name, an address or a text that somebody typed.
 */
export const keptDecisionSchema = z.discriminatedUnion('type', [
  /** A setting that a person, or a question to one, has fixed: the cutoff, a pause, an agreement. */
  z.object({ type: z.literal('setting'), name: z.string().min(1).max(300), value: json }).strict(),
  z
    .object({
      type: z.literal('evidence'),
      key,
      fact: z.enum(['deleted', 'merged into', 'redacted']),
      other: key.nullable(),
      saidBy: z.string().max(200),
      at: moment,
    })
    .strict(),
  /** Two Shopify records are one: told by Shopify, inferred from orders that changed hands, or decided by a person. */
  z.object({ type: z.literal('merged'), key, into: key }).strict(),
  /** What a person decided about who is who. Who it was stays in the ledger. */
  z
    .object({
      type: z.literal('decided'),
      at: moment,
      kind: z.enum(['link', 'apart', 'merge']),
      destination: z.string().nullable(),
      keys: z.array(key).readonly(),
      otherKeys: z.array(key).readonly(),
      crmIds: z.array(crmId).readonly(),
    })
    .strict(),
  /** A person deleted the record in the CRM; it does not come back by itself. */
  z.object({ type: z.literal('removed'), object, key, members: z.array(key).readonly(), crmId }).strict(),
  /** The CRM merged the record into one that stands for another Shopify record. */
  z.object({ type: z.literal('moved'), object, key, members: z.array(key).readonly(), crmId, into: crmId }).strict(),
  /** Another writer keeps setting the field back: given up on this record. */
  z.object({ type: z.literal('contested'), key, field: z.string().min(1).max(200) }).strict(),
]);

export type KeptDecision = z.infer<typeof keptDecisionSchema>;

/** What a decision is about: a later one with the same subject takes the place of an earlier one. */
export function subjectOfDecision(decision: KeptDecision): string {
  switch (decision.type) {
    case 'setting':
      return `setting ${decision.name}`;
    case 'evidence':
      return `evidence ${decision.key} ${decision.fact} ${decision.other ?? ''}`;
    case 'merged':
      return `merged ${decision.key}`;
    case 'decided':
      return `decided ${decision.at} ${decision.kind} ${[...decision.keys, ...decision.otherKeys, ...decision.crmIds].join(' ')}`;
    case 'removed':
    case 'moved':
      return `${decision.type} ${decision.object} ${decision.key}`;
    case 'contested':
      return `contested ${decision.key} ${decision.field}`;
  }
}
