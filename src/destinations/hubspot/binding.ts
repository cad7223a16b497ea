import { ConnectorError } from '../../connector/failure.ts';
import type { CrmObject, FieldType, MappedField } from '../../field-map/types.ts';
import { isDenied } from './denied.ts';
import type { Metadata } from './metadata.ts';
import { keyProperty, membersProperty, originProperty } from './objects.ts';
import { pipelineProperty, resolvePipeline } from './pipeline.ts';
import { isWritten, type Placement } from './placement.ts';

/** One field at its place in the account, with how its values are spelled there. */
export interface BoundField {
  readonly field: string;
  readonly object: CrmObject;
  readonly type: FieldType;
  readonly property: string;
  readonly writable: boolean;
  /** Values that the property accepts, canonical to HubSpot's; null = any text. */
  readonly options: ReadonlyMap<string, string> | null;
}

/** Where everything lies in the account as it was when it was bound. */
export interface Binding {
  readonly portalId: string;
  readonly uiDomain: string;
  readonly orderToContact: number;
  /** Goes along with a stage when an order is made; a stage means nothing outside its pipeline. */
  readonly pipelineId: string | null;
  readonly byField: ReadonlyMap<string, BoundField>;
  readonly byProperty: Readonly<Record<CrmObject, ReadonlyMap<string, BoundField>>>;
  readonly hasOrigin: Readonly<Record<CrmObject, boolean>>;
}

/**
 * Binds fields to the properties that exist now. Throws ConnectorError (map) when the properties that carry identity
 * are missing: without them nothing that is written could be found again.
 */
export function bindPlacements(
  fields: readonly MappedField[],
  placements: readonly Placement[],
  metadata: Metadata,
): Binding {
  assertIdentity(placements, metadata);
  const stage = fields.find(({ name }) => name === 'order.stage');
  const pipeline = resolvePipeline(metadata.pipelines, stage?.choices?.map(({ value }) => value) ?? []);
  const byName = new Map(fields.map((field) => [field.name, field]));
  const bound: BoundField[] = [];
  for (const { step, place } of placements) {
    const field = place === null || step.action !== 'keep' ? undefined : byName.get(place.field);
    if (field === undefined || place === null) continue;
    bound.push({
      field: field.name,
      object: field.object,
      type: field.type,
      property: place.property,
      writable: isWritten(field) && !isDenied(place.property),
      options:
        place.property === pipelineProperty
          ? (pipeline?.stageIds ?? new Map())
          : optionsOf(field, place.property, metadata),
    });
  }
  const propertiesOf = (object: CrmObject) =>
    new Map(bound.filter((one) => one.object === object).map((one) => [one.property, one]));
  const { contact, order } = metadata.properties;
  return {
    portalId: metadata.account.portalId,
    uiDomain: metadata.account.uiDomain,
    orderToContact: metadata.orderToContact,
    pipelineId: pipeline?.id ?? null,
    byField: new Map(bound.map((one) => [one.field, one])),
    byProperty: { contact: propertiesOf('contact'), order: propertiesOf('order') },
    hasOrigin: { contact: contact.has(originProperty), order: order.has(originProperty) },
  };
}

function assertIdentity(placements: readonly Placement[], metadata: Metadata): void {
  const blocker = placements.find((one) => one.blocker !== null && one.step.field === null)?.blocker;
  const { contact, order } = metadata.properties;
  const missing = !contact.has(keyProperty) || !order.has(keyProperty) || !contact.has(membersProperty);
  if (blocker === undefined && !missing) return;
  const message =
    blocker ??
    `This HubSpot account is not set up: ${keyProperty} or ${membersProperty} is missing. Run "samestory setup" first.`;
  throw new ConnectorError({ class: 'map', code: 'NOT_SET_UP', message });
}

/**
 * An enumeration accepts its options alone. An option is taken by its exact value; for a field with declared choices
 * also by its exact label, because the choices say what the label means. Nothing else is guessed.
 */
function optionsOf(field: MappedField, property: string, metadata: Metadata): ReadonlyMap<string, string> | null {
  const definition = metadata.properties[field.object].get(property);
  if (definition === undefined || definition.type !== 'enumeration') return null;
  const options = new Map(definition.options.map(({ value }) => [value, value]));
  for (const choice of field.choices ?? []) {
    const byLabel = definition.options.find(({ label }) => label === choice.label || label === choice.value);
    if (!options.has(choice.value) && byLabel !== undefined) options.set(choice.value, byLabel.value);
  }
  return options;
}
