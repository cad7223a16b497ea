import type { BulkOperation } from '../bulk/types.ts';
import type { Subscription, SubscriptionInput } from '../webhooks/subscriptions.ts';
import { pageOfList } from './connection.ts';
import type { FieldArguments, RequestContext, Resolver, Resolvers } from './context.ts';
import { dateTime, dateTimeOrNull, exactCount } from './formats.ts';
import { gid, idOfType } from './gid.ts';

interface OperationArguments extends FieldArguments {
  readonly topic?: string;
  readonly topics?: readonly string[] | null;
  readonly uri?: string | null;
  readonly format?: string | null;
  readonly webhookSubscription?: SubscriptionInput;
  readonly groupObjects?: boolean;
}

export const subscriptionFields: Resolvers<Subscription> = {
  id: ({ id }) => gid('WebhookSubscription', id),
  createdAt: ({ createdAt }) => dateTime(createdAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  apiVersion: ({ apiVersion }) => ({ handle: apiVersion, displayName: apiVersion, supported: true }),
};

export const bulkOperationFields: Resolvers<BulkOperation> = {
  id: ({ id }) => gid('BulkOperation', id),
  type: () => 'QUERY',
  createdAt: ({ createdAt }) => dateTime(createdAt),
  completedAt: ({ completedAt }) => dateTimeOrNull(completedAt),
  objectCount: ({ objectCount }) => String(objectCount),
  rootObjectCount: ({ rootObjectCount }) => String(rootObjectCount),
  fileSize: ({ fileSize }) => (fileSize === null ? null : String(fileSize)),
};

const webhookSubscriptions: Resolver<unknown, OperationArguments> = (_root, args, context) => {
  const wanted = context.subscriptions.list().filter(({ topic, uri, format }) => {
    if (args.topics && !args.topics.includes(topic)) return false;
    if (typeof args.uri === 'string' && args.uri !== uri) return false;
    return typeof args.format !== 'string' || args.format === format;
  });
  return pageOfList(context, args, wanted, ({ id }) => id);
};

/** The query of `bulkOperations` knows `status:` and `operation_type:`. */
const bulkOperations: Resolver<unknown, OperationArguments> = (_root, args, context) => {
  const status = /\bstatus:'?(\w+)/.exec(args.query ?? '')?.[1]?.toUpperCase();
  const isMutation = /\boperation_type:'?mutation/i.test(args.query ?? '');
  const found = context.bulk
    .list()
    .filter((operation) => !isMutation && (status === undefined || operation.status === status));
  return pageOfList(context, args, found, ({ id }) => id);
};

export const operationRootFields: Readonly<Record<string, Resolver<unknown, OperationArguments>>> = {
  webhookSubscriptions,
  webhookSubscriptionsCount: (_root, _args, { subscriptions }) => exactCount(subscriptions.list().length),
  bulkOperations,
  currentBulkOperation: (_root, _args, { bulk }) => bulk.list().at(-1) ?? null,
};

function caller({ scopes, apiVersion, app }: RequestContext) {
  return { scopes, apiVersion, appId: app.id };
}

export const mutationFields: Readonly<Record<string, Resolver<unknown, OperationArguments>>> = {
  webhookSubscriptionCreate: (_root, { topic = '', webhookSubscription = {} }, context) => {
    const { subscription, userErrors } = context.subscriptions.create(topic, webhookSubscription, caller(context));
    return { webhookSubscription: subscription, userErrors };
  },
  webhookSubscriptionUpdate: (_root, { id = '', webhookSubscription = {} }, context) => {
    const known = idOfType(id, 'WebhookSubscription') ?? '';
    const { subscription, userErrors } = context.subscriptions.update(known, webhookSubscription, caller(context));
    return { webhookSubscription: subscription, userErrors };
  },
  webhookSubscriptionDelete: (_root, { id = '' }, { subscriptions }) => {
    const deleted = subscriptions.delete(idOfType(id, 'WebhookSubscription') ?? '');
    return deleted
      ? { deletedWebhookSubscriptionId: id, userErrors: [] }
      : {
          deletedWebhookSubscriptionId: null,
          userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
        };
  },
  bulkOperationRunQuery: (_root, { query, groupObjects }, context) => {
    const { operation, userErrors } = context.bulk.run(query ?? '', groupObjects === true, context);
    return { bulkOperation: operation, userErrors };
  },
  bulkOperationCancel: (_root, { id = '' }, { bulk }) => {
    const { operation, userErrors } = bulk.cancel(idOfType(id, 'BulkOperation') ?? '');
    return { bulkOperation: operation, userErrors };
  },
};
