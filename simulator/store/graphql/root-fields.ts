import type { EventRecord } from '../state/records.ts';
import type { FieldArguments, RequestContext, Resolver, Resolvers } from './context.ts';
import { visibleOrder } from './context.ts';
import { dateTime } from './formats.ts';
import { gid, idOfType, parseGid } from './gid.ts';
import { rootConnections, type SearchableRoot } from './root-connections.ts';
import { requireTypeScope } from './scopes.ts';

/** How a record of each type is found by its id; sources are what the type's resolvers expect. */
const loaders: Readonly<Record<string, (context: RequestContext, id: string) => object | null>> = {
  Order: visibleOrder,
  Customer: ({ state }, id) => state.customers.get(id) ?? null,
  Company: ({ state }, id) => state.companies.get(id) ?? null,
  // Each company has one location, and the company is its source; a copy keeps the two types apart in a list of nodes.
  CompanyLocation: ({ state }, id) => {
    const company = state.companyOfLocation.get(id);
    return company ? { ...company } : null;
  },
  CompanyContact: ({ state }, id) => {
    const company = state.companyOfContact.get(id);
    const contact = company?.contacts.find((candidate) => candidate.id === id);
    return company && contact ? { company, contact } : null;
  },
  Refund: (context, id) => partOfOrder(context, context.state.refunds.get(id), 'refund'),
  Fulfillment: (context, id) => partOfOrder(context, context.state.fulfillments.get(id), 'fulfillment'),
  Return: (context, id) => partOfOrder(context, context.state.returns.get(id), 'record'),
  WebhookSubscription: ({ subscriptions }, id) => subscriptions.find(id),
  BulkOperation: ({ bulk }, id) => bulk.find(id),
};

function partOfOrder<Name extends string>(
  context: RequestContext,
  part: { readonly orderId: string } | undefined,
  name: Name,
) {
  const order = part && visibleOrder(context, part.orderId);
  return order ? { order, [name]: part } : null;
}

/** A single record, or null: nothing tells a deleted record from one that the caller may not see. */
function byId(type: string): Resolver<unknown> {
  return (_root, { id: text = '' }, context) => {
    const id = idOfType(text, type);
    return id === null ? null : (loaders[type]?.(context, id) ?? null);
  };
}

function loadNode(context: RequestContext, text: string): object | null {
  const { type, id } = parseGid(text);
  const record = loaders[type]?.(context, id) ?? null;
  if (record === null) return null;
  requireTypeScope(context, type);
  context.typeNames.set(record, type);
  return record;
}

/** Order and duplicates of the ids are kept; a refused type fails its own place in the list only. */
const nodes: Resolver<unknown> = (_root, { ids = [] }, context) =>
  ids.map((id) => {
    try {
      return loadNode(context, id);
    } catch (error) {
      return error;
    }
  });

function connection(root: SearchableRoot): Resolver<unknown> {
  return (_root, args, context, { path }) => root.page(context, args, path);
}

function count(root: SearchableRoot): Resolver<unknown> {
  return (_root, args, context, { path }) => root.count(context, args, path);
}

interface IdentifierArguments extends FieldArguments {
  readonly identifier?: {
    readonly id?: string | null;
    readonly emailAddress?: string | null;
    readonly phoneNumber?: string | null;
  };
}

/** An exact look-up in the records themselves, not through the search index. */
const customerByIdentifier: Resolver<unknown, IdentifierArguments> = (_root, { identifier = {} }, { state }) => {
  const { id, emailAddress, phoneNumber } = identifier;
  const found =
    (typeof id === 'string' ? idOfType(id, 'Customer') : null) ??
    (typeof emailAddress === 'string' ? state.customerByEmail.get(emailAddress.toLowerCase()) : undefined) ??
    (typeof phoneNumber === 'string' ? state.customerByPhone.get(phoneNumber) : undefined);
  return found === undefined ? null : (state.customers.get(found) ?? null);
};

const customerMergeJobStatus: Resolver<unknown> = (_root, { jobId = '' }, { state }) => {
  const { id } = parseGid(jobId);
  const merge = state.merges.get(id);
  if (!merge) return null;
  return {
    jobId,
    status: 'COMPLETED',
    resultingCustomerId: gid('Customer', merge.keptId),
    customerMergeErrors: [],
  };
};

export const eventFields: Resolvers<EventRecord> = {
  id: ({ id }) => gid('BasicEvent', id),
  createdAt: ({ at }) => dateTime(at),
  subjectId: ({ subjectType, subjectId }) => gid(capitalized(subjectType), subjectId),
  message: ({ action, subjectType }) => `${capitalized(subjectType)} ${action === 'destroy' ? 'deleted' : 'created'}.`,
};

function capitalized(word: string): string {
  return word.charAt(0) + word.slice(1).toLowerCase();
}

export const rootFields: Resolvers<unknown> = {
  node: (_root, { id = '' }, context) => loadNode(context, id),
  nodes,
  order: byId('Order'),
  customer: byId('Customer'),
  company: byId('Company'),
  companyLocation: byId('CompanyLocation'),
  companyContact: byId('CompanyContact'),
  refund: byId('Refund'),
  fulfillment: byId('Fulfillment'),
  return: byId('Return'),
  webhookSubscription: byId('WebhookSubscription'),
  bulkOperation: byId('BulkOperation'),
  orders: connection(rootConnections.orders),
  customers: connection(rootConnections.customers),
  companies: connection(rootConnections.companies),
  companyLocations: connection(rootConnections.companyLocations),
  events: connection(rootConnections.events),
  ordersCount: count(rootConnections.orders),
  customersCount: count(rootConnections.customers),
  companiesCount: count(rootConnections.companies),
  eventsCount: count(rootConnections.events),
  customerMergeJobStatus,
};

export const identifierField = { customerByIdentifier };

/** Facts about the shop and the installed app. */
export const shopFields: Resolvers<unknown> = {
  shop: (_root, _args, { state, now }) => shop(state.options.shop, now),
  currentAppInstallation: (_root, _args, { app, scopes, apiVersion }) => ({
    id: gid('AppInstallation', app.id),
    app: { ...app, id: gid('App', app.id), webhookApiVersion: apiVersion },
    accessScopes: [...scopes].map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
  }),
  publicApiVersions: (_root, _args, { supportedVersions }) => [
    ...supportedVersions.map((handle, index) => ({
      handle,
      displayName: index === supportedVersions.length - 1 ? `${handle} (Latest)` : handle,
      supported: true,
    })),
    { handle: 'unstable', displayName: 'unstable', supported: false },
  ],
};

const planNames = { standard: 'Basic', advanced: 'Advanced', plus: 'Shopify Plus' } as const;

function shop(profile: RequestContext['state']['options']['shop'], now: number) {
  const host = profile.myshopifyDomain;
  return {
    id: gid('Shop', profile.number),
    name: profile.name,
    myshopifyDomain: host,
    primaryDomain: { id: gid('Domain', profile.number), host, url: `https://${host}` },
    currencyCode: profile.currency,
    enabledPresentmentCurrencies: [profile.currency],
    ianaTimezone: profile.timeZone,
    timezoneOffset: offsetOf(profile.timeZone, now),
    taxesIncluded: false,
    orderNumberFormatPrefix: '#',
    orderNumberFormatSuffix: '',
    updatedAt: dateTime(now),
    plan: {
      publicDisplayName: planNames[profile.plan],
      shopifyPlus: profile.plan === 'plus',
      partnerDevelopment: false,
    },
  };
}

/** `-0500` for a zone at an instant. */
function offsetOf(timeZone: string, now: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(now).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? '+0000' : name.replace('GMT', '').replace(':', '');
}
