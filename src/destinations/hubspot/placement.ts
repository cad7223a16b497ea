import type { FieldPlace, SetupStep } from '../../connector/destination.ts';
import type { CrmObject, MappedField } from '../../field-map/types.ts';
import type { Property } from './answers.ts';
import { isDenied } from './denied.ts';
import type { Metadata } from './metadata.ts';
import { hubSpotObjects, keyProperty } from './objects.ts';
import { pipelineProperty } from './pipeline.ts';
import {
  definitionOf,
  fits,
  isStandardOnly,
  keyDefinition,
  membersDefinition,
  originDefinition,
  type PropertyDefinition,
  ruleOf,
} from './properties.ts';

/** What would be done about one field, or about a property that carries identity (`place: null`). */
export interface Placement {
  readonly step: SetupStep;
  readonly place: FieldPlace | null;
  readonly definition: PropertyDefinition | null;
  /** Who is left out first when the account has no room: lowest first; null = never. */
  readonly rank: number | null;
  readonly blocker: string | null;
}

/** Left out before anything else: workflows that look at contacts can look at their orders' origin. */
const contactOriginRank = -1;
/** A field that HubSpot's own property cannot hold here still matters more than what is declared dispensable. */
const substituteRank = Number.MAX_SAFE_INTEGER - 1;
/** Left out last: without it the account's workflows take history for news. */
const orderOriginRank = Number.MAX_SAFE_INTEGER;

/** HubSpot docs: at most ten unique properties per object, counting those of other apps. */
const uniqueLimit = 10;

export function isWritten(field: MappedField): boolean {
  return field.owner === 'shopify' || field.fill === 'once';
}

export function placeField(field: MappedField, metadata: Metadata): Placement {
  if (field.property !== undefined) return placeChosen(field, field.property, metadata);
  const rule = ruleOf(field.name);
  const why: string[] = [];
  if (rule.standard !== null) {
    const property = metadata.properties[field.object].get(rule.standard);
    const fault = standardFault(field, rule.standard, property);
    if (fault === null && property !== undefined) return keepStandard(field, property);
    if (fault !== null) why.push(fault);
  }
  if (!isWritten(field))
    return leaveOut(
      field,
      rule.standard ?? field.name,
      why[0] ??
        `${field.label} belongs to ${field.owner === 'crm' ? 'the CRM' : 'marketing'} and nothing of ours holds it.`,
    );
  if (rule.custom === null) return leaveOut(field, rule.standard ?? field.name, why.join(' '));
  return placeCustom(field, rule.custom, metadata, why, rule.standard !== null);
}

/**
 * At a property that the map names nothing is made do with: whoever named it is told what stands in the way. A property
 * that is not there is made, unless its name is one that HubSpot keeps for itself.
 */
function placeChosen(field: MappedField, name: string, metadata: Metadata): Placement {
  const property = metadata.properties[field.object].get(name);
  const own = name.startsWith('hs_') || isStandardOnly(field.name);
  if (property === undefined && isWritten(field) && !own && !isDenied(name)) {
    return placeCustom(field, name, metadata, [], false);
  }
  const fault = standardFault(field, name, property);
  if (fault === null && property !== undefined) return keepStandard(field, property);
  if (!isWritten(field)) return leaveOut(field, name, fault ?? '');
  const blocker = `${field.label} (${field.name}) is to go to ${name} of ${hubSpotObjects[field.object].path}: ${fault} Name another property in the field map, or mend this one in HubSpot.`;
  return {
    step: stepOf('blocked', field.object, name, field.name, field.label, blocker),
    place: null,
    definition: null,
    rank: null,
    blocker,
  };
}

/** Values of a field that HubSpot would refuse at this property, because it has no option for them. */
function missingOptions(field: MappedField, property: Property | undefined): string | null {
  if (property?.type !== 'enumeration' || property.name === pipelineProperty) return null;
  const known = new Set(property.options.flatMap(({ value, label }) => [value, label]));
  const missing = (field.choices ?? []).filter(({ value, label }) => !known.has(value) && !known.has(label));
  if (missing.length === 0) return null;
  return `It has no option for ${missing.map(({ value }) => value).join(', ')}: add ${missing.length === 1 ? 'it' : 'them'} there.`;
}

function standardFault(field: MappedField, name: string, property: Property | undefined): string | null {
  if (isWritten(field) && isDenied(name)) return `HubSpot's ${name} is decided by your team and never written.`;
  if (property === undefined) return `This account has no property ${name}.`;
  if (isWritten(field) && isReadOnly(property)) return `HubSpot's ${name} is read-only in this account.`;
  if (!fits(field.type, property.type)) return `HubSpot's ${name} is of type ${property.type} in this account.`;
  return isWritten(field) ? missingOptions(field, property) : null;
}

function isReadOnly(property: Property): boolean {
  return property.calculated || property.modificationMetadata?.readOnlyValue === true;
}

function keepStandard(field: MappedField, property: Property): Placement {
  const reason = isWritten(field)
    ? `HubSpot's own property ${property.name} holds it.`
    : `HubSpot's own property ${property.name}; read, never written: it belongs to your team.`;
  return keep(field, property, reason, false);
}

function keep(field: MappedField, property: Property, reason: string, ours: boolean): Placement {
  return {
    step: stepOf('keep', field.object, property.name, field.name, property.label || field.label, reason),
    place: { field: field.name, property: property.name, ours },
    definition: null,
    rank: null,
    blocker: null,
  };
}

function leaveOut(field: MappedField, property: string, reason: string): Placement {
  return {
    step: stepOf('leave out', field.object, property, field.name, field.label, reason),
    place: null,
    definition: null,
    rank: null,
    blocker: null,
  };
}

function placeCustom(
  field: MappedField,
  name: string,
  metadata: Metadata,
  why: readonly string[],
  substitute: boolean,
): Placement {
  const existing = metadata.properties[field.object].get(name);
  if (existing !== undefined) {
    if (fits(field.type, existing.type) && !isReadOnly(existing)) {
      return keep(field, existing, [...why, 'It exists already.'].join(' '), true);
    }
    const fault = isReadOnly(existing) ? 'is read-only' : `is of type ${existing.type}`;
    return leaveOut(field, name, [...why, `The property ${name} exists but ${fault}.`].join(' '));
  }
  return {
    step: stepOf('create', field.object, name, field.name, field.label, [...why, field.meaning].join(' ')),
    place: { field: field.name, property: name, ours: true },
    definition: definitionOf(field, name),
    rank: field.dispensable ?? (substitute ? substituteRank : null),
    blocker: null,
  };
}

/** The properties that carry identity and origin; they belong to no field. */
export function placeIdentity(metadata: Metadata): Placement[] {
  return [
    placeKey('contact', metadata),
    placeKey('order', metadata),
    placeOwn(membersDefinition, metadata, null),
    placeOwn(originDefinition('order'), metadata, orderOriginRank),
    placeOwn(originDefinition('contact'), metadata, contactOriginRank),
  ];
}

function placeKey(object: CrmObject, metadata: Metadata): Placement {
  const definition = keyDefinition(object);
  const existing = metadata.properties[object].get(keyProperty);
  const { path } = hubSpotObjects[object];
  if (existing !== undefined && !existing.hasUniqueValue) {
    return blocked(
      definition,
      `The property ${keyProperty} of ${path} exists without "unique values", which HubSpot cannot switch on later. In HubSpot, export what it holds if you need it, archive it and delete it from the archived properties (a property that is only archived comes back as it was); then run the set-up again.`,
    );
  }
  const unique = [...metadata.properties[object].values()].filter((one) => one.hasUniqueValue && !one.hubspotDefined);
  if (existing === undefined && unique.length >= uniqueLimit) {
    return blocked(
      definition,
      `${path} already have ${unique.length} properties with unique values, which is HubSpot's limit. Delete one of them (${unique.map(({ name }) => name).join(', ')}), then run the set-up again.`,
    );
  }
  return placeOwn(definition, metadata, null);
}

function placeOwn(definition: PropertyDefinition, metadata: Metadata, rank: number | null): Placement {
  const { object, name, label, description } = definition;
  const existing = metadata.properties[object].get(name);
  const none = { place: null, definition: null, rank: null, blocker: null };
  if (existing === undefined) {
    return { ...none, step: stepOf('create', object, name, null, label, description), definition, rank };
  }
  const usable = !isReadOnly(existing) && (existing.type === 'string' || existing.type === definition.type);
  if (usable) return { ...none, step: stepOf('keep', object, name, null, label, 'It exists already.') };
  const reason = `The property ${name} of ${hubSpotObjects[object].path} exists but cannot hold this: it is read-only or of type ${existing.type}.`;
  if (rank !== null) return { ...none, step: stepOf('leave out', object, name, null, label, reason) };
  return blocked(definition, `${reason} Delete it in HubSpot, then run the set-up again.`);
}

function blocked({ object, name, label }: PropertyDefinition, blocker: string): Placement {
  const step = stepOf('blocked', object, name, null, label, blocker);
  return { step, place: null, definition: null, rank: null, blocker };
}

function stepOf(
  action: SetupStep['action'],
  object: CrmObject,
  property: string,
  field: string | null,
  label: string,
  reason: string,
): SetupStep {
  return { action, object, property, field, label, reason };
}
