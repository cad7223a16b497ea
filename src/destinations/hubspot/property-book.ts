import type { PlacedField, PropertyBook, PropertyRefusal } from '../../field-map/property-book.ts';
import { deniedAs, isReadOnlyEverywhere } from './denied.ts';
import { keyProperty, membersProperty, originProperty } from './objects.ts';
import { fits, isStandardOnly, ruleOf } from './properties.ts';

/** HubSpot docs: property names are lower-case letters, digits and underscores, begin with a letter, at most 100 characters. */
const propertyName = /^[a-z][a-z0-9_]{0,99}$/;

const ofOurs = new Set([keyProperty, membersProperty, originProperty]);

/** Types of HubSpot's own properties, where they are no texts: the same in every account unless somebody changed them. */
const types: Readonly<Record<string, string>> = {
  hs_total_price: 'number',
  hs_subtotal_price: 'number',
  hs_tax: 'number',
  hs_shipping_cost: 'number',
  hs_order_discount: 'number',
  hs_exchange_rate: 'number',
  hs_processed_date: 'datetime',
  hs_external_created_date: 'datetime',
  hs_external_modified_date: 'datetime',
  hs_closed_date: 'datetime',
  closedate: 'datetime',
  date_of_birth: 'string',
};

/** HubSpot's own properties that mean one thing: only the field for it belongs there. */
const reserved: Readonly<Record<string, string>> = {
  email: 'contact.email',
  // Written together with the stage.
  hs_pipeline: 'order.stage',
  hs_pipeline_stage: 'order.stage',
};

function refusal(found: string, allowed: string, remedy: string): PropertyRefusal {
  return { found, allowed, remedy };
}

const another = 'Name another property, or leave the line out and samestory uses one of its own.';

/** What is the same in every HubSpot account. */
export const hubSpotBook: PropertyBook = {
  crm: 'HubSpot',
  placeOf({ name }) {
    const { standard, custom } = ruleOf(name);
    if (standard !== null) return { property: standard, ours: false };
    return custom === null ? null : { property: custom, ours: true };
  },
  refusal(field, property) {
    const what = deniedAs(property);
    if (what !== null) {
      const allowed = 'a property that your team, marketing and HubSpot do not decide';
      return refusal(`${property}, which is ${what}: never written`, allowed, another);
    }
    if (!propertyName.test(property)) {
      const allowed = "HubSpot's internal name of a property: lower-case letters, digits and underscores, at most 100";
      const remedy = 'Copy the internal name from Settings > Properties in HubSpot.';
      return refusal(`"${property}"`, allowed, remedy);
    }
    return writtenElsewhere(field, property);
  },
};

function writtenElsewhere(field: PlacedField, property: string): PropertyRefusal | null {
  if (ofOurs.has(property)) {
    return refusal(`${property}, by which records are found again`, 'a property that holds no Shopify ID', another);
  }
  if (isReadOnlyEverywhere(property)) {
    return refusal(`${property}, which HubSpot sets itself: read-only`, 'a property that can be written', another);
  }
  const { standard } = ruleOf(field.name);
  if (isStandardOnly(field.name) && standard !== null && property !== standard) {
    const found = `${property}, for a field that works in ${standard} alone`;
    return refusal(found, standard, 'Remove the line.');
  }
  const owner = reserved[property];
  if (owner !== undefined && owner !== field.name) {
    return refusal(`${property}, which is for ${owner} alone`, 'a property of its own', another);
  }
  const type = types[property];
  if (type === undefined || fits(field.type, type)) return null;
  const allowed = `a property that holds a value of type ${field.type}`;
  return refusal(`${property}, which holds a ${type}: wrong type for ${field.type}`, allowed, another);
}
