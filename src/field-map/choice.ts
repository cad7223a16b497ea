import { z } from 'zod';
import { patternNames } from './catalogue/entry.ts';
import type { Owner } from './types.ts';

const ownerPattern = /^(shopify|crm|marketing)(?:\s*\(\s*([^()]*[^()\s])\s*\))?$/;

const oneOwner = 'one owner: shopify, crm or marketing. Write it like crm, or with a name like "marketing (Klaviyo)".';

const who = 'a person, a role or a team, in 2 to 80 characters. Write it like "support".';

const ownerText = z
  .string(oneOwner)
  .trim()
  .regex(ownerPattern, oneOwner)
  .describe('The one system that decides the value: shopify, crm or marketing, with a name in brackets: crm (sales).');

const fieldEntrySchema = z
  .strictObject({
    property: z
      .string()
      .trim()
      .min(1)
      .optional()
      .describe(
        "Internal name of the CRM property that holds it. Left out: the CRM's own property, or one of samestory's.",
      ),
    owner: ownerText.optional(),
    empty: z
      .enum(['clear', 'keep'])
      .optional()
      .describe('What an empty value of Shopify does in the CRM: clear empties the field, keep leaves what is there.'),
    use: z
      .enum(['same day', 'periodically'])
      .optional()
      .describe('same day: it is written to the CRM. periodically: it goes to the scheduled export alone.'),
    usedBy: z
      .string(who)
      .trim()
      .min(2, who)
      .max(80, who)
      .optional()
      .describe('Who acts on it: a person, a role or a team.'),
    fill: z
      .literal('once')
      .optional()
      .describe('Seed a field of the CRM when a live order makes its record; never written again.'),
  })
  .describe('What differs from the catalogue for this field.');

/** What a configuration says of its fields. Names of fields are checked by `buildFieldMap`, which knows the catalogue. */
export const fieldChoiceSchema = z.strictObject({
  pattern: z.enum(patternNames).default('core').describe('What the store is like; brings the minimum of fields.'),
  fields: z
    .record(z.string(), fieldEntrySchema)
    .default({})
    .describe('Fields beyond the pattern, and what is different for those of the pattern.'),
  leaveOut: z.array(z.string()).default([]).describe('Fields of the pattern that this set-up does without.'),
});

export type FieldChoice = z.output<typeof fieldChoiceSchema>;
export type FieldEntryChoice = z.output<typeof fieldEntrySchema>;

/** One thing that is wrong with a choice: enough for a person to mend it without reading further. */
export interface ChoiceProblem {
  /** Where in the choice: ['fields', 'order.net', 'property']. */
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
  /** What to do, in a sentence. */
  readonly remedy: string;
}

/** 'marketing (Klaviyo)' told apart. The text has passed the schema. */
export function ownerOf(text: string): { readonly owner: Owner; readonly name: string | null } {
  const [, kind, name] = ownerPattern.exec(text) ?? [];
  const owner = kind === 'crm' || kind === 'marketing' ? kind : 'shopify';
  return { owner, name: name ?? null };
}
