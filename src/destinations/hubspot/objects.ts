import type { CrmObject } from '../../field-map/types.ts';

/** What HubSpot calls our objects. */
export interface HubSpotObject {
  /** Name in paths and in limits: `contacts`. */
  readonly path: string;
  /** HubSpot docs: object type IDs; the same in every account. */
  readonly typeId: string;
  /** Property with the moment of the last change; the two objects spell it differently. */
  readonly modified: string;
}

export const hubSpotObjects: Readonly<Record<CrmObject, HubSpotObject>> = {
  contact: { path: 'contacts', typeId: '0-1', modified: 'lastmodifieddate' },
  order: { path: 'orders', typeId: '0-123', modified: 'hs_lastmodifieddate' },
};

/** Our Shopify ID on every record we keep; unique, so that a lost answer can be looked up and never repeated blindly. */
export const keyProperty = 'samestory_key';

/** All Shopify IDs joined in a contact, `;`-separated. */
export const membersProperty = 'samestory_members';

/** `history` for records made by a backfill, so that workflows can leave them alone; else `live`. */
export const originProperty = 'samestory_origin';

/** The one property group that holds everything of ours, per object. */
export const groupName = 'samestory';
