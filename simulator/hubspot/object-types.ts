/** A CRM object type as HubSpot names it in paths, messages and scopes. */
export interface ObjectType {
  readonly id: string;
  readonly singular: string;
  readonly plural: string;
  /** The upper-case name used in messages ("Could not get some CONTACT objects"). */
  readonly noun: string;
  readonly label: string;
  readonly pluralLabel: string;
  readonly createdName: string;
  readonly modifiedName: string;
  /** What a read answers with when it names no properties. */
  readonly defaultNames: readonly string[];
  /** What the `query` of a search looks into. */
  readonly searchable: readonly string[];
  /** Properties that hold the pipeline and its stage, where the type has one. */
  readonly pipeline: { readonly name: string; readonly stage: string } | null;
}

const CONTACT: ObjectType = {
  id: '0-1',
  singular: 'contact',
  plural: 'contacts',
  noun: 'CONTACT',
  label: 'Contact',
  pluralLabel: 'Contacts',
  createdName: 'createdate',
  modifiedName: 'lastmodifieddate',
  defaultNames: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
  searchable: ['firstname', 'lastname', 'email', 'phone', 'company', 'hs_additional_emails'],
  pipeline: null,
};

const COMPANY: ObjectType = {
  id: '0-2',
  singular: 'company',
  plural: 'companies',
  noun: 'COMPANY',
  label: 'Company',
  pluralLabel: 'Companies',
  createdName: 'createdate',
  modifiedName: 'hs_lastmodifieddate',
  defaultNames: ['createdate', 'domain', 'hs_lastmodifieddate', 'hs_object_id', 'name'],
  searchable: ['name', 'domain', 'phone', 'website'],
  pipeline: null,
};

const DEAL: ObjectType = {
  id: '0-3',
  singular: 'deal',
  plural: 'deals',
  noun: 'DEAL',
  label: 'Deal',
  pluralLabel: 'Deals',
  createdName: 'createdate',
  modifiedName: 'hs_lastmodifieddate',
  defaultNames: [
    'amount',
    'closedate',
    'createdate',
    'dealname',
    'dealstage',
    'hs_lastmodifieddate',
    'hs_object_id',
    'pipeline',
  ],
  searchable: ['dealname'],
  pipeline: { name: 'pipeline', stage: 'dealstage' },
};

const LINE_ITEM: ObjectType = {
  id: '0-8',
  singular: 'line_item',
  plural: 'line_items',
  noun: 'LINE_ITEM',
  label: 'Line item',
  pluralLabel: 'Line items',
  createdName: 'createdate',
  modifiedName: 'hs_lastmodifieddate',
  defaultNames: ['amount', 'createdate', 'hs_lastmodifieddate', 'hs_object_id', 'hs_product_id', 'price', 'quantity'],
  searchable: ['name', 'hs_sku'],
  pipeline: null,
};

const ORDER: ObjectType = {
  id: '0-123',
  singular: 'order',
  plural: 'orders',
  noun: 'ORDER',
  label: 'Order',
  pluralLabel: 'Orders',
  createdName: 'hs_createdate',
  modifiedName: 'hs_lastmodifieddate',
  defaultNames: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
  searchable: ['hs_order_name', 'hs_external_order_id'],
  pipeline: { name: 'hs_pipeline', stage: 'hs_pipeline_stage' },
};

export const objectTypes: readonly ObjectType[] = [CONTACT, COMPANY, DEAL, LINE_ITEM, ORDER];

const byName = new Map<string, ObjectType>();
for (const type of objectTypes) {
  for (const name of [type.id, type.singular, type.plural]) byName.set(name, type);
}

/** The type behind a path segment: plural name, singular name or type id, in any letter case. */
export function findObjectType(name: string): ObjectType | undefined {
  return byName.get(name.toLowerCase());
}

/** As `findObjectType`, for callers inside the simulator; throws RangeError for an unknown name. */
export function objectTypeOf(name: string): ObjectType {
  const type = findObjectType(name);
  if (!type) throw new RangeError(`unknown object type ${name}`);
  return type;
}
