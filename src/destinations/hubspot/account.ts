import { z } from 'zod';
import type { DestinationAccount } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import { type AccountAnswer, apiUsageSchema, type PropertyLimits, recordLimitsSchema } from './answers.ts';
import type { Client } from './client.ts';
import { HubSpotError, missingScopes } from './errors.ts';
import { readAccount, readPropertyLimits } from './metadata.ts';
import { hubSpotObjects } from './objects.ts';
import { readToken } from './token.ts';

/** HubSpot docs: scopes. Without one of these something that we promise does not work. */
export const neededScopes: readonly string[] = [
  'crm.objects.contacts.read',
  'crm.objects.contacts.write',
  'crm.objects.orders.read',
  'crm.objects.orders.write',
  'crm.schemas.contacts.read',
  'crm.schemas.contacts.write',
  'crm.schemas.orders.read',
  'crm.schemas.orders.write',
  'crm.pipelines.orders.read',
];

type Limit = DestinationAccount['limits'][number];

/**
 * The account behind the token. Throws ConnectorError naming the step that failed. Missing scopes are an answer, not an
 * error; only as far as they can be seen without writing: those that the token's description lacks, and those that a
 * refused read names.
 */
export async function checkAccount(client: Client): Promise<DestinationAccount> {
  const account = await step('reading the account', () => readAccount(client));
  const missing = await step('asking for scopes', () => findMissingScopes(client));
  const properties = await step('reading the limits', () => unlessForbidden(() => readPropertyLimits(client)));
  const calls = await step('reading the API usage', () => unlessForbidden(() => readApiUsage(client)));
  const records = await step('asking for room', () => unlessForbidden(() => readRecordLimits(client)));
  const limits = [...propertyLimits(properties), ...(calls ?? []), ...(records ?? [])];
  return {
    destination: `hubspot/${account.portalId}`,
    crm: 'HubSpot',
    name: `HubSpot account ${account.portalId}`,
    accountType: account.accountType,
    currencies: [...new Set([account.companyCurrency ?? [], account.additionalCurrencies ?? []].flat())],
    timeZone: account.timeZone ?? null,
    limits,
    scopes: { needed: neededScopes, missing },
    warnings: warningsOf(account, limits, missing),
    newContacts: marketingContacts,
  };
}

async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new ConnectorError(
      { ...error.failure, message: `HubSpot check failed at ${name}. ${error.failure.message}` },
      { cause: error },
    );
  }
}

async function findMissingScopes(client: Client): Promise<string[]> {
  const granted = (await readToken(client))?.scopes;
  const unseen = granted == null ? [] : neededScopes.filter((scope) => !granted.includes(scope));
  const { contact, order } = hubSpotObjects;
  const reads = [
    `/crm/objects/${client.version}/${contact.path}?limit=1`,
    `/crm/objects/${client.version}/${order.path}?limit=1`,
    `/crm/properties/${client.version}/${contact.path}?archived=false`,
    `/crm/properties/${client.version}/${order.path}?archived=false`,
    `/crm/pipelines/${client.version}/${order.path}`,
  ];
  const refused = await Promise.all(reads.map((path) => scopesRefused(client, path)));
  return [...new Set([...unseen, ...refused.flat()])];
}

async function scopesRefused(client: Client, path: string): Promise<string[]> {
  try {
    await client.send({ operation: 'check.read', method: 'GET', path, kind: 'read' }, z.unknown());
    return [];
  } catch (error) {
    if (error instanceof HubSpotError && error.status === 403 && error.problem !== null) {
      const scopes = missingScopes(error.problem);
      if (scopes.length > 0) return scopes;
    }
    throw error;
  }
}

async function unlessForbidden<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof HubSpotError && (error.status === 403 || error.status === 404)) return null;
    throw error;
  }
}

/** HubSpot docs: default marketing statuses for newly created contacts; the status itself is read-only for the API. */
const marketingContacts =
  'Whether new contacts count as marketing contacts, which are paid for, is unknown: HubSpot does not tell. ' +
  'Look at Settings, Integrations, Marketing contacts.';

async function readRecordLimits(client: Client): Promise<Limit[]> {
  const path = `/crm/limits/${client.version}/records`;
  const { hubspotDefinedObjectTypes } = await client.send(
    { operation: 'limits.records', method: 'GET', path, kind: 'read' },
    recordLimitsSchema,
  );
  return Object.values(hubSpotObjects).flatMap(({ path: name, typeId }) =>
    hubspotDefinedObjectTypes
      .filter(({ objectTypeId }) => objectTypeId === typeId)
      .map(({ limit, usage }) => ({ name, limit, used: usage })),
  );
}

async function readApiUsage(client: Client): Promise<Limit[]> {
  const path = `/account-info/${client.version}/api-usage/daily/private-apps`;
  const { results } = await client.send(
    { operation: 'account.usage', method: 'GET', path, kind: 'read' },
    apiUsageSchema,
  );
  return results.map(({ usageLimit, currentUsage }) => ({
    name: 'API calls per day',
    limit: usageLimit,
    used: currentUsage,
  }));
}

function propertyLimits(limits: PropertyLimits | null): Limit[] {
  if (limits === null) return [];
  const overall = { name: 'custom properties', limit: limits.overallLimit, used: limits.overallUsage ?? 0 };
  const perObject = Object.values(hubSpotObjects).flatMap(({ path, typeId }) =>
    limits.byObjectType
      .filter(({ objectTypeId }) => objectTypeId === typeId)
      .map(({ limit, usage }) => ({ name: `custom properties of ${path}`, limit, used: usage })),
  );
  return [...(overall.limit == null ? [] : [{ ...overall, limit: overall.limit }]), ...perObject];
}

function warningsOf(account: AccountAnswer, limits: readonly Limit[], missing: readonly string[]): string[] {
  const warnings: string[] = [];
  if (account.accountType !== 'STANDARD')
    warnings.push(`This is a ${account.accountType} account, not a company's own.`);
  if (missing.length > 0) warnings.push(`The access token lacks scopes: ${missing.join(', ')}.`);
  for (const { name, limit, used } of limits) {
    if (limit > 0 && used / limit >= 0.9) warnings.push(`${used} of ${limit} ${name} are used.`);
  }
  return warnings;
}
