import { createHash } from 'node:crypto';
import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';

/** What may tell that two records are one person, besides the Shopify ID; asked in this order. */
const personEvidence = z.enum(['email', 'phone']);
const companyEvidence = z.enum(['external id', 'tax id', 'domain']);

const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'a domain. Write it like relay.example.com, without "@".')
  .transform((text) => text.toLowerCase());
const address = z
  .string()
  .regex(/^[^@\s]+@[^@\s]+$/, 'an e-mail address. Write it like till@shop.example.')
  .transform((text) => text.toLowerCase());

const once = (list: readonly string[]) => new Set(list).size === list.length;

/**
 * Who is the same person or company, as data. Everything has a default, and the defaults are the rule that
 * docs/architecture.md describes. What is not here cannot be chosen: a phone number never joins two people of the store.
 */
export const identityRulesSchema = z.strictObject({
  /** Nothing else lasts: addresses and numbers change hands (Shopify docs: Customer.id). */
  key: z
    .literal('shopify id')
    .default('shopify id')
    .describe('The one primary customer key: the only thing about a customer that never changes.'),
  people: z
    .array(personEvidence)
    .refine((list) => list[0] === 'email', 'email first. A phone number is shared more often than an address.')
    .refine(once, 'each only once. Remove the second one.')
    .default(['email', 'phone'])
    .describe('By what else a person is known, in this order. A number finds a contact only where the name agrees.'),
  stores: z
    .enum(['join', 'ask'])
    .default('join')
    .describe('Customers of two stores with one address: one person, or a question for a person.'),
  relays: z
    .array(domain)
    .default([])
    .describe('Domains of addresses that name nobody, besides those of marketplaces that are known.'),
  mailboxes: z
    .array(address)
    .default([])
    .describe('Addresses that several people use, such as that of a till: they never join anybody.'),
  country: z
    .string()
    .refine((code) => isSupportedCountry(code), 'a country by its two letters. Write it like DE.')
    .nullable()
    .default(null)
    .describe(
      'Where phone numbers in the CRM are from that do not say it themselves; without it they are not compared.',
    ),
  companies: z
    .array(companyEvidence)
    .refine(once, 'each only once. Remove the second one.')
    .default(['external id', 'tax id', 'domain'])
    .describe('By what a company is known, in this order.'),
});

export type IdentityRules = z.output<typeof identityRulesSchema>;

export const defaultIdentityRules: IdentityRules = identityRulesSchema.parse({});

/** Changes with the code of the rule; two versions may place the same records otherwise. */
const ruleNumber = 2;

/** '2' for the default rules, '2-1f0c9ab3' for others: equal rules have equal versions, in whatever order they are written. */
export function identityVersion(rules: IdentityRules): string {
  const own = canonical(rules);
  if (own === canonical(defaultIdentityRules)) return String(ruleNumber);
  return `${ruleNumber}-${createHash('sha256').update(own).digest('hex').slice(0, 8)}`;
}

function canonical({ relays, mailboxes, ...rules }: IdentityRules): string {
  const sorted = { ...rules, relays: relays.toSorted(), mailboxes: mailboxes.toSorted() };
  return JSON.stringify(Object.entries(sorted).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
