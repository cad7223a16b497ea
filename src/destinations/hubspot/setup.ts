import { z } from 'zod';
import type { SetupPlan } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { CrmObject, MappedField } from '../../field-map/types.ts';
import { propertySchema } from './answers.ts';
import { type Binding, bindPlacements } from './binding.ts';
import type { Client } from './client.ts';
import { HubSpotError } from './errors.ts';
import { readMetadata } from './metadata.ts';
import { groupName, hubSpotObjects } from './objects.ts';
import { type Placement, placeField, placeIdentity } from './placement.ts';
import type { PropertyDefinition } from './properties.ts';
import { fitInto, roomOf } from './room.ts';

export interface Setup {
  plan(fields: readonly MappedField[]): Promise<SetupPlan>;
  apply(plan: SetupPlan): Promise<void>;
  bind(fields: readonly MappedField[]): Promise<{ readonly plan: SetupPlan; readonly binding: Binding }>;
}

/** What an account must have for a field map, as a dry run, made, or found. */
export function createSetup(client: Client): Setup {
  // A plan names properties; how they are made follows from the fields, which only `plan` and `bind` are given.
  const definitions = new Map<string, PropertyDefinition>();

  const survey = async (fields: readonly MappedField[]) => {
    const metadata = await readMetadata(client);
    const wanted = [...placeIdentity(metadata), ...fields.map((field) => placeField(field, metadata))];
    const placements = fitInto(roomOf(metadata.limits), wanted);
    for (const { definition } of placements) if (definition !== null) definitions.set(nameOf(definition), definition);
    return { metadata, placements };
  };

  return {
    async plan(fields) {
      return planOf((await survey(fields)).placements, 'planned');
    },
    async apply(plan) {
      if (plan.blockers.length > 0) {
        throw new ConnectorError({ class: 'map', code: 'PLAN_BLOCKED', message: plan.blockers.join(' ') });
      }
      const made = plan.steps
        .filter(({ action }) => action === 'create')
        .map((step) => {
          const definition = definitions.get(nameOf({ object: step.object, name: step.property }));
          if (definition === undefined) throw unknownPlan(step.property);
          return definition;
        });
      const objects = new Set<CrmObject>(made.map(({ object }) => object));
      for (const object of objects) await makeGroup(client, hubSpotObjects[object].path);
      for (const definition of made) await makeProperty(client, definition);
    },
    async bind(fields) {
      const { metadata, placements } = await survey(fields);
      return { plan: planOf(placements, 'existing'), binding: bindPlacements(fields, placements, metadata) };
    },
  };
}

function nameOf({ object, name }: Pick<PropertyDefinition, 'object' | 'name'>): string {
  return `${object}.${name}`;
}

function unknownPlan(property: string): ConnectorError {
  const message = `The plan makes ${property}, which was never planned here: plan again, then apply that plan.`;
  return new ConnectorError({ class: 'bug', code: 'PLAN_UNKNOWN', message });
}

/** `existing`: a property that would still have to be made holds nothing, so its field counts as omitted. */
function planOf(placements: readonly Placement[], mode: 'planned' | 'existing'): SetupPlan {
  const held = placements.filter(
    ({ step }) => step.action === 'keep' || (mode === 'planned' && step.action === 'create'),
  );
  return {
    steps: placements.map(({ step }) => step),
    places: held.flatMap(({ place }) => (place === null ? [] : [place])),
    blockers: [...new Set(placements.flatMap(({ blocker }) => (blocker === null ? [] : [blocker])))],
    omitted: placements.flatMap((one) => (one.step.field === null || held.includes(one) ? [] : [one.step.field])),
  };
}

async function makeGroup(client: Client, path: string): Promise<void> {
  const body = { name: groupName, label: 'Shopify (samestory)', displayOrder: -1 };
  await createOnce(client, `${path}.groups.create`, `/crm/properties/${client.version}/${path}/groups`, body);
}

async function makeProperty(client: Client, definition: PropertyDefinition): Promise<void> {
  const { object, options, ...body } = definition;
  const { path } = hubSpotObjects[object];
  const base = `/crm/properties/${client.version}/${path}`;
  const ordered = options?.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false }));
  await createOnce(client, `${path}.properties.create`, base, {
    ...body,
    groupName,
    ...(ordered === undefined ? {} : { options: ordered }),
  });
  // A name that was archived before comes back as it was: what exists now is looked at, not assumed.
  const made = await client.send(
    { operation: `${path}.property`, method: 'GET', path: `${base}/${definition.name}`, kind: 'read' },
    propertySchema,
  );
  if (definition.hasUniqueValue && !made.hasUniqueValue) {
    const message = `HubSpot brought back an archived property ${definition.name} of ${path} that does not keep values unique. Delete it for good in HubSpot (archive it, then delete it from the archived properties) and run the set-up again.`;
    throw new ConnectorError({ class: 'map', code: 'KEY_NOT_UNIQUE', message });
  }
}

/** Making the same thing twice answers 409, so repeating is safe and "exists already" is success. */
async function createOnce(client: Client, operation: string, path: string, body: unknown): Promise<void> {
  try {
    await client.send({ operation, method: 'POST', path, body, kind: 'repeatable write' }, z.unknown());
  } catch (error) {
    if (error instanceof HubSpotError && error.status === 409) return;
    throw error;
  }
}
