import type { FieldValue, Person, PersonMember } from '../types.ts';
import { firstTouchEntries, marketingEntries, repeatEntries } from './contact-orders.ts';
import type { ContactEntry } from './entry.ts';

/**
 * What the store still has beats what it has deleted, a store customer's own record what was typed into one guest
 * checkout, and then the newest wins: people correct their own data over time.
 */
function outranks(member: PersonMember, other: PersonMember): boolean {
  if (member.gone !== other.gone) return other.gone === true;
  if (member.key.kind !== other.key.kind) return member.key.kind === 'customer';
  return member.updatedAt > other.updatedAt;
}

function latest(person: Person, read: (member: PersonMember) => string | null): FieldValue {
  let best: PersonMember | null = null;
  for (const member of person.members) {
    if (read(member) !== null && (best === null || outranks(member, best))) best = member;
  }
  return best === null ? null : read(best);
}

/** The record that people should open: a customer that is there, else one of the orders. */
function mainMember({ members }: Person): PersonMember {
  const standing = members.filter(({ gone }) => gone !== true);
  const isCustomer = ({ key }: PersonMember) => key.kind === 'customer';
  return standing.find(isCustomer) ?? standing[0] ?? members.find(isCustomer) ?? members[0];
}

const newest =
  'of the records of one person one that the store still has beats a deleted one, a customer a guest order, then the newest wins';

function contactEntry(
  entry: Omit<ContactEntry, 'object' | 'scopes' | 'owner'> & Partial<Pick<ContactEntry, 'scopes' | 'owner'>>,
): ContactEntry {
  return { object: 'contact', scopes: ['read_customers'], owner: 'shopify', ...entry };
}

/** Who the buyer is. */
const identityEntries: readonly ContactEntry[] = [
  contactEntry({
    name: 'contact.email',
    label: 'Email',
    type: 'email',
    meaning: 'The address the buyer has in the store now.',
    from: 'Shopify: Customer.defaultEmailAddress, else Order.email',
    formula: `lower case; ${newest}`,
    revision: 2,
    privacy: 'personal',
    minimumOf: ['core'],
    value: (person) => latest(person, (member) => member.email)?.toLowerCase() ?? null,
  }),
  contactEntry({
    name: 'contact.first_name',
    label: 'First name',
    type: 'text',
    meaning: 'First name as the buyer gave it.',
    from: 'Shopify: Customer.firstName',
    formula: newest,
    revision: 2,
    privacy: 'personal',
    minimumOf: ['core'],
    value: (person) => latest(person, (member) => member.firstName),
  }),
  contactEntry({
    name: 'contact.last_name',
    label: 'Last name',
    type: 'text',
    meaning: 'Last name as the buyer gave it.',
    from: 'Shopify: Customer.lastName',
    formula: newest,
    revision: 2,
    privacy: 'personal',
    minimumOf: ['core'],
    value: (person) => latest(person, (member) => member.lastName),
  }),
  contactEntry({
    name: 'contact.phone',
    label: 'Phone',
    type: 'phone',
    meaning: 'Where people call; yours, also where the store knows a number.',
    from: 'Shopify: Customer.defaultPhoneNumber, Order.phone for guests',
    formula: `${newest}; as +49… by the country of the address, as written where none is known`,
    revision: 3,
    privacy: 'personal',
    owner: 'crm',
    minimumOf: ['core'],
    value: (person) => latest(person, (member) => member.phone),
  }),
  contactEntry({
    name: 'contact.lead_status',
    label: 'Lead status',
    type: 'text',
    meaning: 'Where sales stands with this person.',
    from: 'the CRM alone',
    formula: 'none: people decide it',
    scopes: [],
    privacy: 'personal',
    owner: 'crm',
    minimumOf: ['core'],
  }),
  contactEntry({
    name: 'contact.shopify_url',
    label: 'Shopify customer',
    type: 'url',
    meaning: 'Opens the buyer, or the guest order, in the Shopify admin.',
    from: 'Shopify: admin address',
    formula: 'of the records that the store still has, the first customer, else the first guest order',
    revision: 2,
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (person) => mainMember(person).adminUrl,
  }),
];

/** What people and marketing decide: named, so that a map can say who, and never written. */
function decidedByPeople(
  name: string,
  label: string,
  meaning: string,
  owner: 'crm' | 'marketing',
  privacy: ContactEntry['privacy'],
): ContactEntry {
  const from = owner === 'crm' ? 'the CRM alone' : 'marketing alone';
  return contactEntry({
    name,
    label,
    type: 'text',
    meaning,
    from,
    formula: 'none: people decide it',
    scopes: [],
    privacy,
    owner,
    minimumOf: [],
  });
}

const peoplesEntries: readonly ContactEntry[] = [
  decidedByPeople(
    'contact.lifecycle_stage',
    'Lifecycle stage',
    'How far somebody has come with you.',
    'crm',
    'personal',
  ),
  decidedByPeople('contact.tags', 'Tags', 'Labels of a person; those of the store stay there.', 'crm', 'personal'),
  decidedByPeople('contact.rep', 'Rep', 'Who is responsible for this person.', 'crm', 'personal'),
  decidedByPeople(
    'contact.marketing_consent',
    'Consent to marketing',
    'Whether somebody has agreed to be written to.',
    'marketing',
    'personal',
  ),
];

export const contactEntries: readonly ContactEntry[] = [
  ...identityEntries,
  ...repeatEntries,
  ...firstTouchEntries,
  ...marketingEntries,
  ...peoplesEntries,
];
