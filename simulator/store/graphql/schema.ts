import { readFileSync } from 'node:fs';
import {
  buildSchema,
  defaultFieldResolver,
  GraphQLEnumType,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { companyContactFields, companyFields, companyLocationFields } from './company-fields.ts';
import type { RequestContext, Resolver } from './context.ts';
import { customerFields } from './customer-fields.ts';
import { bulkOperationFields, mutationFields, operationRootFields, subscriptionFields } from './operations-fields.ts';
import { orderLinks, orderMoney, orderPlacement, orderState } from './order-fields.ts';
import { lineItemFields, refundFields, transactionFields } from './payment-fields.ts';
import { eventFields, identifierField, rootFields, shopFields } from './root-fields.ts';
import { requireScope, scopesOfField } from './scopes.ts';
import { fulfillmentFields, returnFields } from './shipping-fields.ts';

const schemaFile = new URL('../../../src/sources/shopify/schema/admin-2026-10.graphql', import.meta.url);

function attach<Source, Args>(
  schema: GraphQLSchema,
  typeName: string,
  ...groups: readonly Readonly<Record<string, Resolver<Source, Args>>>[]
): void {
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new Error(`the schema has no object type ${typeName}`);
  const fields = type.getFields();
  for (const [name, resolve] of groups.flatMap((group) => Object.entries(group))) {
    const field = fields[name];
    if (!field) throw new Error(`the schema has no field ${typeName}.${name}`);
    field.resolve = resolve;
  }
}

let executable: GraphQLSchema | null = null;

/**
 * The official schema, reduced, answering from the store's records and guarded by the access scopes of its fields. It
 * holds nothing of a store, so that all stores of a process share it.
 */
export function executableSchema(): GraphQLSchema {
  executable ??= createExecutableSchema();
  return executable;
}

function createExecutableSchema(): GraphQLSchema {
  const schema = buildSchema(readFileSync(schemaFile, 'utf8'));
  attach(schema, 'Order', orderState, orderPlacement, orderMoney, orderLinks);
  attach(schema, 'LineItem', lineItemFields);
  attach(schema, 'OrderTransaction', transactionFields);
  attach(schema, 'Refund', refundFields);
  attach(schema, 'Fulfillment', fulfillmentFields);
  attach(schema, 'Return', returnFields);
  attach(schema, 'Customer', customerFields);
  attach(schema, 'Company', companyFields);
  attach(schema, 'CompanyContact', companyContactFields);
  attach(schema, 'CompanyLocation', companyLocationFields);
  attach(schema, 'BasicEvent', eventFields);
  attach(schema, 'WebhookSubscription', subscriptionFields);
  attach(schema, 'BulkOperation', bulkOperationFields);
  attach(schema, 'QueryRoot', rootFields, shopFields);
  attach(schema, 'QueryRoot', operationRootFields);
  attach(schema, 'QueryRoot', identifierField);
  attach(schema, 'Mutation', mutationFields);
  attach(schema, 'CustomerVisit', { sourceType: knownTactic(schema) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = resolveType;
    if (isObjectType(type) && !type.name.startsWith('__')) guardFields(type);
  }
  return schema;
}

/** A visit's tactic is an enum; a merchant's word that is no member of it is a visit without one. */
function knownTactic(schema: GraphQLSchema): Resolver<{ readonly sourceType: string | null }> {
  const tactics = schema.getType('MarketingTactic');
  return ({ sourceType }) =>
    sourceType !== null && tactics instanceof GraphQLEnumType && tactics.getValue(sourceType) ? sourceType : null;
}

function resolveType(value: unknown, context: RequestContext): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('__typename' in value && typeof value.__typename === 'string') return value.__typename;
  return context.typeNames.get(value) ?? ('action' in value ? 'BasicEvent' : undefined);
}

function guardFields(type: {
  readonly name: string;
  getFields(): Record<string, { name: string; resolve?: GraphQLFieldResolver<unknown, RequestContext> | undefined }>;
}): void {
  for (const field of Object.values(type.getFields())) {
    const alternatives = scopesOfField(type.name, field.name);
    if (!alternatives) continue;
    const resolve = field.resolve ?? defaultFieldResolver;
    field.resolve = (source, args, context, info) => {
      requireScope(context, field.name, alternatives);
      return resolve(source, args, context, info);
    };
  }
}
