import type { SetupPlan } from '../connector/destination.ts';
import type { WebhookSubscriptionPlan } from '../connector/source.ts';
import { coreFieldMap } from '../field-map/core.ts';
import type { Platforms } from './platforms.ts';

export interface SetupPlans {
  readonly crm: SetupPlan;
  /** Null = no public address: nothing is subscribed, the product polls. */
  readonly webhooks: { readonly address: string; readonly plan: WebhookSubscriptionPlan } | null;
}

/** What `setup` would do, without doing it. */
export async function planSetup(platforms: Platforms, webhookAddress: string | null): Promise<SetupPlans> {
  const crm = await platforms.destination.plan(coreFieldMap.fields);
  if (webhookAddress === null) return { crm, webhooks: null };
  const plan = await platforms.source.planWebhooks(webhookAddress);
  return { crm, webhooks: { address: webhookAddress, plan } };
}

/** Makes the properties, then subscribes to webhooks. Both can be repeated. Throws ConnectorError. */
export async function applySetup({ source, destination }: Platforms, plans: SetupPlans): Promise<void> {
  await destination.apply(plans.crm);
  await destination.bind(coreFieldMap.fields);
  if (plans.webhooks !== null) await source.applyWebhooks(plans.webhooks.address, plans.webhooks.plan);
}

/** Subscriptions that are missing or point elsewhere are put right; returns how many there were. */
export async function repairWebhooks({ source }: Platforms, address: string): Promise<number> {
  const plan = await source.planWebhooks(address);
  const wrong = plan.create.length + plan.remove.length;
  if (wrong > 0) await source.applyWebhooks(address, plan);
  return wrong;
}
