import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';
import type { WebhookSubscriptionPlan } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import { webhookCreate, webhookDelete, webhookList, webhookUpdate } from '../documents/account.ts';
import type { Operation } from '../documents/operation.ts';
import type { WebhookListQuery } from '../documents.gen.ts';
import { pageInfo } from '../parse/nodes.ts';
import { type Topic, topics } from './topics.ts';

/** Subscriptions whose address ends so are ours, whichever host they point to. */
const ourPath = '/webhooks/shopify';

const listed: z.ZodType<WebhookListQuery> = z.object({
  webhookSubscriptions: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        topic: z.string(),
        uri: z.string(),
        format: z.string(),
        filter: z.string().nullable(),
        includeFields: z.array(z.string()),
      }),
    ),
    pageInfo,
  }),
});
type Subscription = WebhookListQuery['webhookSubscriptions']['nodes'][number];

/**
 * Compares the subscriptions that exist with the topics that the granted scopes allow. One of ours that points to
 * another address, or that a filter or a field list makes lose deliveries, is to be replaced.
 */
export async function planWebhooks(context: SourceContext, address: string): Promise<WebhookSubscriptionPlan> {
  const { granted } = context.connection();
  const ours = (await listSubscriptions(context)).filter(({ uri }) => isOurs(uri, address));
  const isGood = (subscription: Subscription) =>
    subscription.uri === address &&
    subscription.format === 'JSON' &&
    !subscription.filter &&
    subscription.includeFields.length === 0;
  const kept = new Set(ours.filter(isGood).map(({ topic }) => topic));
  const open = topics.filter(({ scopes }) => isOpen(scopes, granted));
  return {
    create: open.filter(({ subscription }) => !kept.has(subscription)).map(({ name }) => name),
    keep: topics.filter(({ subscription }) => kept.has(subscription)).map(({ name }) => name),
    remove: ours
      .filter((subscription) => !isGood(subscription))
      .map(({ id, topic, uri }) => ({ id, topic: nameOf(topic), address: uri })),
    unavailable: topics
      .filter((topic) => !open.includes(topic))
      .map(({ name, scopes: [scope = ''] }) => ({ topic: name, scope })),
  };
}

function isOpen(scopes: readonly string[], granted: ReadonlySet<string>): boolean {
  return scopes.length === 0 || scopes.some((scope) => granted.has(scope));
}

function isOurs(uri: string, address: string): boolean {
  if (uri === address) return true;
  return URL.canParse(uri) && new URL(uri).pathname.endsWith(ourPath);
}

function nameOf(subscription: string): string {
  return topics.find((topic) => topic.subscription === subscription)?.name ?? subscription;
}

async function listSubscriptions({ client }: SourceContext): Promise<readonly Subscription[]> {
  const found: Subscription[] = [];
  for (let after: string | null = null; ; ) {
    const page: WebhookListQuery = (await client.call(webhookList, { after }, listed)).data;
    const { nodes, pageInfo: next } = page.webhookSubscriptions;
    found.push(...nodes);
    if (!next.hasNextPage || next.endCursor === null) return found;
    after = next.endCursor;
  }
}

/**
 * Carries a plan out. A subscription of a wanted topic that points elsewhere is pointed to the new address in one step,
 * so that nothing is missed between; one that points here and loses deliveries is made anew. Throws ConnectorError.
 */
export async function applyWebhooks(
  context: SourceContext,
  address: string,
  plan: WebhookSubscriptionPlan,
): Promise<void> {
  const wanted = new Set(plan.create);
  for (const { id, topic, address: old } of plan.remove) {
    const repointed = old !== address && wanted.delete(topic);
    if (repointed) await mutate(context, webhookUpdate, { id, subscription: subscriptionTo(address) });
    else await mutate(context, webhookDelete, { id });
  }
  for (const name of wanted) {
    const topic = topics.find((candidate: Topic) => candidate.name === name);
    if (!topic) throw new RangeError(`no such webhook topic: ${name}`);
    const variables = { topic: topic.subscription, subscription: subscriptionTo(address) };
    await mutate(context, webhookCreate, variables);
  }
}

/** No filter and no field list: a filter on a field that does not exist delivers nothing and says nothing. */
function subscriptionTo(address: string): Readonly<Record<string, unknown>> {
  return { uri: address, format: 'JSON' };
}

const outcome = z.record(
  z.string(),
  z
    .looseObject({ userErrors: z.array(z.object({ field: z.array(z.string()).nullable(), message: z.string() })) })
    .nullable(),
);

async function mutate(
  { client }: SourceContext,
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { data } = await client.call(operation, variables, outcome);
  const errors = Object.values(data).flatMap((payload) => payload?.userErrors ?? []);
  // Somebody else made the same subscription meanwhile, or removed it: it is as it should be.
  const serious = errors.filter(({ message }) => !/already been taken|does not exist/i.test(message));
  if (serious.length === 0) return;
  throw new ConnectorError({
    class: 'bug',
    code: 'WEBHOOK_REFUSED',
    message: `Shopify refuses a webhook subscription: ${serious.map(({ message }) => message).join('; ')}`,
  });
}
