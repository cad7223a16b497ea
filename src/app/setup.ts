import type { SetupPlan } from '../connector/destination.ts';
import type { WebhookSubscriptionPlan } from '../connector/source.ts';
import type { FieldMap } from '../field-map/types.ts';
import { declareOff, lookForWriters, type WriterContext, type WriterReport } from '../sync/other-writers.ts';
import { offFlag } from './other-writers.ts';
import type { Platforms } from './platforms.ts';

export interface SetupPlans {
  /** One that still runs is a blocker too: two connections would write the same records. */
  readonly crm: SetupPlan;
  /** Other connections that bring this store's records into the CRM, or have done so. */
  readonly otherWriters: readonly WriterReport[];
  /** Null = no public address: nothing is subscribed, the product polls. */
  readonly webhooks: { readonly address: string; readonly plan: WebhookSubscriptionPlan } | null;
}

/** What `setup` would do, without doing it. `otherSyncOff`: a person says that the other connections have been switched off. */
export async function planSetup(
  context: WriterContext & { readonly map: FieldMap },
  webhookAddress: string | null,
  options: { readonly otherSyncOff?: boolean } = {},
): Promise<SetupPlans> {
  const plan = await context.destination.plan(context.map.fields);
  if (options.otherSyncOff === true) await declareOff(context, await context.destination.otherWriters());
  const otherWriters = await lookForWriters(context);
  const running = otherWriters.filter((writer) => writer.running);
  const blockers = running.map(({ sentence }) => `${sentence} Then run "samestory setup ${offFlag}".`);
  const crm = { ...plan, blockers: [...plan.blockers, ...blockers] };
  if (webhookAddress === null) return { crm, otherWriters, webhooks: null };
  const webhooks = await context.source.planWebhooks(webhookAddress);
  return { crm, otherWriters, webhooks: { address: webhookAddress, plan: webhooks } };
}

/** Makes the properties, then subscribes to webhooks. Both can be repeated. Throws ConnectorError. */
export async function applySetup({ source, destination }: Platforms, map: FieldMap, plans: SetupPlans): Promise<void> {
  await destination.apply(plans.crm);
  await destination.bind(map.fields);
  if (plans.webhooks !== null) await source.applyWebhooks(plans.webhooks.address, plans.webhooks.plan);
}

/** Subscriptions that are missing or point elsewhere are put right; returns how many there were. */
export async function repairWebhooks({ source }: Pick<Platforms, 'source'>, address: string): Promise<number> {
  const plan = await source.planWebhooks(address);
  const wrong = plan.create.length + plan.remove.length;
  if (wrong > 0) await source.applyWebhooks(address, plan);
  return wrong;
}
