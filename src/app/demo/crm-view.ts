import type { HubSpotAccount } from '../../../simulator/hubspot/account.ts';
import type { InspectedRecord } from '../../../simulator/hubspot/inspect.ts';
import type { Destination } from '../../connector/destination.ts';
import type { CrmObject } from '../../field-map/types.ts';

/** The simulated account as an observer sees it: no token, no limits, nothing of the product in between. */
export interface CrmView {
  /** The record that stands for a Shopify record (`<shop>/<kind>/<id>`), by the keys that it carries. */
  recordOf(object: CrmObject, memberKey: string): InspectedRecord | null;
  /** All live records that carry a key of ours. */
  keyed(object: CrmObject): readonly InspectedRecord[];
  all(object: CrmObject): readonly InspectedRecord[];
  /** The CRM's own name of a canonical field. Throws RangeError where the account has no place for it. */
  property(field: string): string;
}

export const crmTypes = { contact: 'contacts', order: 'orders' } as const;

/** The keys of all Shopify records that a CRM record stands for. */
export function memberKeys(record: InspectedRecord): string[] {
  const members = record.properties['samestory_members'] || record.properties['samestory_key'] || '';
  return members.split(';').filter((key) => key !== '');
}

/** Reads the account as it is at the moment of the call; ask for a new view after something has changed. */
export function viewCrm(account: HubSpotAccount, destination: Pick<Destination, 'propertyOf'>): CrmView {
  const all = { contact: account.read.records('contacts'), order: account.read.records('orders') };
  const byMember = { contact: index(all.contact), order: index(all.order) };
  return {
    recordOf: (object, memberKey) => byMember[object].get(memberKey) ?? null,
    keyed: (object) => all[object].filter((record) => memberKeys(record).length > 0),
    all: (object) => all[object],
    property: (field) => {
      const property = destination.propertyOf(field);
      if (property === null) throw new RangeError(`the simulated account has no place for ${field}`);
      return property;
    },
  };
}

function index(records: readonly InspectedRecord[]): Map<string, InspectedRecord> {
  return new Map(records.flatMap((record) => memberKeys(record).map((key) => [key, record] as const)));
}
