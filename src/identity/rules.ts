import { createHash } from 'node:crypto';
import { isSupportedCountry } from 'libphonenumber-js';
import { z } from 'zod';

/** What may tell that two records are one person, besides the Shopify ID; asked in this order. */
const personEvidence = z.enum(['email', 'phone']);
const companyEvidence = z.enum(['external id', 'tax id', 'domain']);

const domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'a domain like "relay.example.com", without "@"')
  .transform((text) => text.toLowerCase());
const address = z
  .string()
  .regex(/^[^@\s]+@[^@\s]+$/, 'an e-mail address')
  .transform((text) => text.toLowerCase());

const once = (list: readonly string[]) => new Set(list).size === list.length;

/**
 * Who is the same person or company, as data. Everything has a default, and the defaults are the rule that
 * docs/architecture.md describes. What is not here cannot be chosen: a phone number never joins two people of the store.
 */
export const identityRulesSchema = z.strictObject({
  /** The one primary customer key. Nothing else lasts: addresses and numbers change hands (Shopify docs: Customer.id). */
  key: z.literal('shopify id', { error: 'the Shopify ID is the only key that never changes' }).default('shopify id'),
  people: z
    .array(personEvidence)
    .refine((list) => list[0] === 'email', 'e-mail first: a phone number is shared more often than an address')
    .refine(once, 'each only once')
    .default(['email', 'phone']),
  /** Customers of two stores with one address: one person, or a question for a person. */
  stores: z.enum(['join', 'ask']).default('join'),
  /** Domains of addresses that name nobody, besides those of the marketplaces that the product knows. */
  relays: z.array(domain).default([]),
  /** Addresses that several people use, such as that of a till: they never join and never find a contact. */
  mailboxes: z.array(address).default([]),
  /** Where phone numbers in the CRM are from that say no country; null = such numbers are not compared. */
  country: z
    .string()
    .refine((code) => isSupportedCountry(code), 'a country by its two letters, like "DE"')
    .nullable()
    .default(null),
  companies: z.array(companyEvidence).refine(once, 'each only once').default(['external id', 'tax id', 'domain']),
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
