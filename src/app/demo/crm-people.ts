import type { HubSpotAccount } from '../../../simulator/hubspot/account.ts';
import type { CrmPeople } from '../../../simulator/merchant/acts.ts';
import type { Merchant } from '../../../simulator/merchant/merchant.ts';
import type { Destination } from '../../connector/destination.ts';
import type { Random } from '../../lib/random.ts';
import { crmTypes, viewCrm } from './crm-view.ts';

/** Two reps of the simulated account, by their user numbers. */
const reps = [1201, 1202] as const;

const day = 86_400_000;
const statuses = ['NEW', 'OPEN', 'IN_PROGRESS', 'CONNECTED', 'BAD_TIMING'] as const;

export interface SeededContacts {
  /** Contacts that have the e-mail of a buyer: to be adopted, never doubled. */
  readonly buyers: number;
  readonly strangers: number;
}

/**
 * Contacts that the team made before the store was connected: some of them buyers, others not, with what people type.
 * Their notes stand in fields that no map of ours names.
 */
export function seedContacts(account: HubSpotAccount, merchant: Merchant, random: Random): SeededContacts {
  const now = merchant.settings.now.getTime();
  const buyers = new Set<string>();
  const wanted = Math.min(25, Math.ceil(merchant.people / 20));
  for (let tries = 0; buyers.size < wanted && tries < 50 * wanted; tries += 1) {
    const { email, firstName, lastName } = merchant.person(random.int(Math.max(1, merchant.people)));
    if (email === null || buyers.has(email)) continue;
    buyers.add(email);
    // People type names in their own way; Shopify owns the name, so it will be put right.
    const typed = random.chance(0.5) ? firstName.toUpperCase() : `${firstName.slice(0, 1)}.`;
    addContact(account, random, new Date(now - random.int(200) * day), {
      email,
      firstname: typed,
      lastname: lastName ?? '',
    });
  }
  const strangers = 15;
  for (let index = 0; index < strangers; index += 1) {
    const email = `prospect${index}@prospects.example.com`;
    addContact(account, random, new Date(now - random.int(400) * day), {
      email,
      firstname: 'Pat',
      lastname: `Prospect ${index}`,
    });
  }
  return { buyers: buyers.size, strangers };
}

function addContact(account: HubSpotAccount, random: Random, at: Date, properties: Record<string, string>): void {
  const rep = account.asUser(random.pick(reps));
  const id = rep.create('contacts', { ...properties, hs_lead_status: random.pick(statuses) }, at);
  const later = new Date(at.getTime() + 3_600_000);
  rep.update('contacts', id, { phone: `+1 613 555 ${1000 + random.int(9000)}`, hubspot_owner_id: '77' }, later);
  rep.update('contacts', id, { jobtitle: 'Met at the trade fair, call in spring' }, later);
}

/** The reps of the story: they type into the records of the people and orders that an act names. */
export function peopleOf(account: HubSpotAccount, destination: Destination, shopNumber: string): CrmPeople {
  const rep = account.asUser(reps[0]);
  return {
    edit: (object, shopifyKind, shopifyId, field, value) => {
      // A field that the map leaves out has no place to type into.
      if (destination.propertyOf(field) === null) return;
      const view = viewCrm(account, destination);
      // A guest has no record in Shopify but the order, so that order names the contact.
      const kind = object === 'contact' && shopifyKind === 'order' ? 'guest' : shopifyKind;
      const record = view.recordOf(object, `${shopNumber}/${kind}/${shopifyId}`);
      if (record === null) throw new RangeError(`the CRM has no ${object} for Shopify's ${shopifyKind} ${shopifyId}`);
      rep.update(crmTypes[object], record.id, { [view.property(field)]: value ?? '' });
    },
  };
}
