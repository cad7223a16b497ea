import { formatKey } from '../commerce/keys.ts';
import type { PersonMember } from '../field-map/types.ts';
import { joiningEmail } from './email.ts';
import { defaultIdentityRules, type IdentityRules } from './rules.ts';

/** A person that already exists in the ledger and shares the candidate's joining e-mail. */
export interface ExistingPerson {
  readonly subjectId: string;
  readonly members: readonly PersonMember[];
  /** Keys of those whom Shopify has deleted: their address is free for whoever comes. */
  readonly deleted?: ReadonlySet<string>;
}

export type Placement =
  | { readonly join: string }
  | { readonly newSubject: true }
  /** A person has to decide; the sentence says what. The candidate gets a subject of its own until then. */
  | { readonly unclear: string };

/**
 * The identity rule, written down once:
 * 1. A Shopify customer is one person for ever; its id decides, e-mail and phone are attributes.
 * 2. A guest (an order without a customer) joins the person who has the same e-mail, compared exactly after trimming
 *    and lower-casing. Guests of one e-mail are one person. Made-up marketplace addresses never join.
 * 3. A customer joins a person who so far is known only by guest orders with its e-mail, and customers of *other*
 *    stores with the same e-mail (or a person decides about those, where `stores: ask` says so).
 * 4. Two customers of one store with one e-mail cannot exist in Shopify; where it seems so (an address that moved from
 *    one customer to another), a person decides. A customer whom Shopify has deleted is in nobody's way: who comes with
 *    that address is the same person.
 * 5. More than one fitting person: a person decides.
 */
export function placeMember(
  candidate: PersonMember,
  existing: readonly ExistingPerson[],
  rules: IdentityRules = defaultIdentityRules,
): Placement {
  const email = joiningEmail(candidate.email, rules);
  if (email === null || existing.length === 0) return { newSubject: true };
  const fitting = existing.filter((person) =>
    person.members.some((member) => joiningEmail(member.email, rules) === email),
  );
  const [first, ...others] = fitting;
  if (first === undefined) return { newSubject: true };
  if (others.length > 0) {
    return {
      unclear: `${fitting.length} people already have the e-mail of ${describe(candidate)}: merge them or correct one`,
    };
  }
  const rival = first.members.find(
    (member) =>
      member.key.kind === 'customer' &&
      candidate.key.kind === 'customer' &&
      member.key.source === candidate.key.source &&
      member.key.id !== candidate.key.id &&
      first.deleted?.has(formatKey(member.key)) !== true,
  );
  if (rival) return { unclear: `${describe(candidate)} and ${describe(rival)} of one store have the same e-mail` };
  const abroad = first.members.find((member) => member.key.source !== candidate.key.source);
  if (abroad !== undefined && rules.stores === 'ask') {
    return { unclear: `${describe(candidate)} and ${describe(abroad)} of another store have the same e-mail` };
  }
  return { join: first.subjectId };
}

/**
 * What a changed e-mail means for a member that already has its subject: it stays there. When another person has the
 * new address, the sentence says who has to be looked at; null when nothing is unclear.
 */
export function emailMoved(
  member: PersonMember,
  othersWithEmail: readonly ExistingPerson[],
  rules: IdentityRules = defaultIdentityRules,
): string | null {
  if (joiningEmail(member.email, rules) === null || othersWithEmail.length === 0) return null;
  const names = othersWithEmail.flatMap((person) => person.members.slice(0, 1).map(describe));
  return `${describe(member)} now has the e-mail of ${names.join(' and ')}: merge the two people or correct one address`;
}

function describe(member: PersonMember): string {
  return member.key.kind === 'guest' ? `the guest of order ${member.key.id}` : `customer ${member.key.id}`;
}
