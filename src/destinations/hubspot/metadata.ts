import type { CrmObject } from '../../field-map/types.ts';
import {
  type AccountAnswer,
  accountSchema,
  labelsSchema,
  type Pipeline,
  type Property,
  type PropertyLimits,
  pipelinesSchema,
  propertiesSchema,
  propertyLimitsSchema,
} from './answers.ts';
import type { Client } from './client.ts';
import { hubSpotObjects } from './objects.ts';

/** What an account looks like now: nothing of it is taken for granted, because accounts differ. */
export interface Metadata {
  readonly account: AccountAnswer;
  readonly properties: Readonly<Record<CrmObject, ReadonlyMap<string, Property>>>;
  readonly limits: PropertyLimits;
  readonly pipelines: readonly Pipeline[];
  /** The association type that links an order to its contact. */
  readonly orderToContact: number;
}

/** HubSpot docs: association type IDs; order to contact in every account seen. */
const usualOrderToContact = 507;

export async function readAccount(client: Client): Promise<AccountAnswer> {
  const path = `/account-info/${client.version}/details`;
  const account = await client.send({ operation: 'account.details', method: 'GET', path, kind: 'read' }, accountSchema);
  client.useTimeZone(account.timeZone ?? null);
  return account;
}

export async function readPropertyLimits(client: Client): Promise<PropertyLimits> {
  const path = `/crm/limits/${client.version}/custom-properties`;
  return client.send({ operation: 'limits.properties', method: 'GET', path, kind: 'read' }, propertyLimitsSchema);
}

export async function readMetadata(client: Client): Promise<Metadata> {
  const account = await readAccount(client);
  const [contact, order, limits, pipelines, orderToContact] = await Promise.all([
    readProperties(client, 'contact'),
    readProperties(client, 'order'),
    readPropertyLimits(client),
    readPipelines(client),
    readOrderToContact(client),
  ]);
  return { account, properties: { contact, order }, limits, pipelines, orderToContact };
}

async function readProperties(client: Client, object: CrmObject): Promise<ReadonlyMap<string, Property>> {
  const { path } = hubSpotObjects[object];
  const { results } = await client.send(
    {
      operation: `${path}.properties`,
      method: 'GET',
      path: `/crm/properties/${client.version}/${path}?archived=false`,
      kind: 'read',
    },
    propertiesSchema,
  );
  return new Map(results.filter(({ archived }) => !archived).map((property) => [property.name, property]));
}

async function readPipelines(client: Client): Promise<readonly Pipeline[]> {
  const path = `/crm/pipelines/${client.version}/orders`;
  const answer = await client.send(
    { operation: 'orders.pipelines', method: 'GET', path, kind: 'read' },
    pipelinesSchema,
  );
  return answer.results
    .filter(({ archived }) => !archived)
    .toSorted((left, right) => left.displayOrder - right.displayOrder);
}

async function readOrderToContact(client: Client): Promise<number> {
  const path = `/crm/associations/${client.version}/orders/contacts/labels`;
  const { results } = await client.send({ operation: 'links.labels', method: 'GET', path, kind: 'read' }, labelsSchema);
  const plain = results.find(({ category, label }) => category === 'HUBSPOT_DEFINED' && (label ?? null) === null);
  return plain?.typeId ?? usualOrderToContact;
}
