import type { HubSpotAccount } from '../hubspot/account.ts';
import { ApiError } from '../hubspot/errors.ts';
import type { InspectedRecord } from '../hubspot/inspect.ts';
import type { CrmHands } from './crm-hands.ts';
import type { SeenRecord } from './seen-crm.ts';

const types = { contact: 'contacts', order: 'orders' } as const;
const repId = 1201;

/** People in a simulated HubSpot account. `propertyOf` says where the account holds a field. */
export function hubSpotHands(account: HubSpotAccount, propertyOf: (field: string) => string | null): CrmHands {
  const rep = account.asUser(repId);
  const property = (field: string) => {
    const name = propertyOf(field);
    if (name === null) throw new RangeError(`the simulated account has no place for ${field}`);
    return name;
  };
  const see = (record: InspectedRecord): SeenRecord => {
    const text = (name: string) => record.properties[name] ?? '';
    return {
      id: record.id,
      key: text('samestory_key') === '' ? null : text('samestory_key'),
      members: text('samestory_members')
        .split(';')
        .filter((member) => member !== ''),
      emails: [text('email'), ...text('hs_additional_emails').split(';')].filter((email) => email !== ''),
      value: (field) => text(property(field)),
    };
  };
  return {
    seen: () => {
      const contacts = account.read.records('contacts').map(see);
      const live = new Set(contacts.map(({ id }) => id));
      const orders = account.read.records('orders').map((record) => {
        // A link to a deleted contact shows again only when that is restored.
        const links = record.links().filter(({ toType, toId }) => toType === 'contacts' && live.has(toId));
        return { ...see(record), contactIds: links.map(({ toId }) => toId) };
      });
      return { contacts, orders };
    },
    type: (object, id, field, value) => rep.update(types[object], id, { [property(field)]: value ?? '' }),
    remove: (object, id) => rep.archive(types[object], id),
    restore: (object, id) => rep.restore(types[object], id),
    merge: (keptId, removedId) => rep.merge('contacts', keptId, removedId),
    addContact: ({ email, firstName, lastName }) => {
      try {
        return rep.create('contacts', { email, firstname: firstName, lastname: lastName });
      } catch (error) {
        if (error instanceof ApiError) return null;
        throw error;
      }
    },
  };
}
