import type { CrmObject, FieldType, MappedField } from '../../field-map/types.ts';
import { keyProperty, membersProperty, originProperty } from './objects.ts';

/** Where a canonical field goes: HubSpot's own property if the account has a usable one, else one of ours. */
export interface PropertyRule {
  readonly standard: string | null;
  /** Null where a property of ours would not do the same work (the address HubSpot de-duplicates by). */
  readonly custom: string | null;
}

const standardProperties: Readonly<Record<string, string>> = {
  'contact.email': 'email',
  'contact.first_name': 'firstname',
  'contact.last_name': 'lastname',
  'contact.phone': 'phone',
  'contact.lead_status': 'hs_lead_status',
  'contact.lifecycle_stage': 'lifecyclestage',
  'contact.rep': 'hubspot_owner_id',
  'order.number': 'hs_order_name',
  'order.external_id': 'hs_external_order_id',
  'order.shopify_url': 'hs_external_order_url',
  'order.date': 'hs_processed_date',
  'order.currency': 'hs_currency_code',
  'order.current_total': 'hs_total_price',
  'order.payment_status': 'hs_payment_status',
  'order.fulfillment_status': 'hs_fulfillment_status',
  'order.state': 'hs_external_order_status',
  'order.stage': 'hs_pipeline_stage',
  'order.store': 'hs_source_store',
  'order.note': 'hs_order_note',
  'order.tags': 'hs_tags',
  'order.tracking_number': 'hs_shipping_tracking_number',
  'order.tracking_url': 'hs_shipping_status_url',
  'contact.original_source': 'hs_analytics_source',
};

/** Names of ours that differ from the canonical one. */
const customNames: Readonly<Record<string, string>> = { 'order.acquisition_source': 'samestory_source' };

const standardOnly = new Set([
  'contact.email',
  'contact.lead_status',
  'contact.original_source',
  'contact.campaign',
  'contact.lifecycle_stage',
  'contact.rep',
  'contact.tags',
  'contact.marketing_consent',
  'order.stage',
  'order.note',
]);

/** HubSpot docs: property names are lower-case letters, digits and underscores, at most 100 characters. */
export function ruleOf(field: string): PropertyRule {
  const name = field.slice(field.indexOf('.') + 1).toLowerCase();
  return {
    standard: standardProperties[field] ?? null,
    custom: isStandardOnly(field)
      ? null
      : (customNames[field] ?? `samestory_${name.replace(/[^a-z0-9]+/g, '_')}`.slice(0, 100)),
  };
}

/** Whether a field means nothing outside HubSpot's own property. */
export function isStandardOnly(field: string): boolean {
  return standardOnly.has(field);
}

/** Types of HubSpot property that hold a field's values without loss. */
const fittingTypes: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['string', 'enumeration'],
  email: ['string'],
  phone: ['string', 'phone_number'],
  url: ['string'],
  money: ['number', 'string'],
  number: ['number', 'string'],
  // A property of type `date` would lose the time of day.
  datetime: ['datetime', 'string'],
  choice: ['string', 'enumeration'],
  currency: ['string', 'enumeration'],
};

export function fits(type: FieldType, propertyType: string): boolean {
  return fittingTypes[type].includes(propertyType);
}

/** The body that creates a property of ours. */
export interface PropertyDefinition {
  readonly object: CrmObject;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly type: string;
  readonly fieldType: string;
  readonly hasUniqueValue: boolean;
  readonly options?: readonly { readonly label: string; readonly value: string }[];
}

const shapes: Partial<Record<FieldType, { readonly type: string; readonly fieldType: string }>> = {
  money: { type: 'number', fieldType: 'number' },
  number: { type: 'number', fieldType: 'number' },
  datetime: { type: 'datetime', fieldType: 'date' },
};

const units: Partial<Record<FieldType, string>> = {
  money: "Unit: the order's currency.",
  datetime: 'Unit: a moment, shown in your time zone.',
};

/** A property of ours for a field; its description says meaning, unit, owner and what happens to changes. */
export function definitionOf(field: MappedField, name: string): PropertyDefinition {
  const written = field.owner === 'shopify';
  const owner = written
    ? `Owner: Shopify (${field.from}). Changes made here are overwritten.`
    : 'Owner: you. Filled once, when the record is made; changes made here stay.';
  return {
    object: field.object,
    name,
    label: field.label,
    description: [field.meaning, units[field.type], owner].filter((part) => part !== undefined).join(' '),
    ...(shapes[field.type] ?? { type: 'string', fieldType: 'text' }),
    hasUniqueValue: false,
  };
}

const overwritten = 'Owner: samestory. Changes made here are overwritten.';

export function keyDefinition(object: CrmObject): PropertyDefinition {
  return {
    object,
    name: keyProperty,
    label: 'Shopify ID',
    description: `Which Shopify record this is: shop number, kind and ID. Never change or copy it. ${overwritten}`,
    type: 'string',
    fieldType: 'text',
    hasUniqueValue: true,
  };
}

export const membersDefinition: PropertyDefinition = {
  object: 'contact',
  name: membersProperty,
  label: 'Shopify records of this person',
  description: `The Shopify IDs of all customers and guest orders that are this person, separated by semicolons. ${overwritten}`,
  type: 'string',
  // A person may have hundreds of guest orders: more than one line holds.
  fieldType: 'textarea',
  hasUniqueValue: false,
};

export function originDefinition(object: CrmObject): PropertyDefinition {
  return {
    object,
    name: originProperty,
    label: 'Shopify origin',
    description: `history: made by an import of past orders, so that workflows can leave it out; live: made as it happened. Set once. ${overwritten}`,
    type: 'enumeration',
    fieldType: 'select',
    hasUniqueValue: false,
    options: [
      { label: 'History', value: 'history' },
      { label: 'Live', value: 'live' },
    ],
  };
}
