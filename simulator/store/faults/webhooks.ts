import type { Doses } from '../../faults/dose.ts';
import type { NamedFault } from '../../faults/named-fault.ts';
import type { StoreTarget } from './target.ts';

const minuteMs = 60_000;
const source = 'Shopify docs: webhooks (no order, at least once, delivery not guaranteed)';

function onDeliveries(
  entry: Omit<NamedFault<StoreTarget>, 'arm' | 'source' | 'recovery'>,
  change: (copies: readonly number[], measure: { minutes: number; draw: () => number }) => readonly number[],
): NamedFault<StoreTarget> {
  return {
    ...entry,
    source,
    recovery: 'by itself',
    arm: ({ deliveries }, { doses, minutes, random }) => {
      deliveries.addFault((_delivery, copies) =>
        doses.strikes() ? change(copies, { minutes, draw: () => random.next() }) : null,
      );
      return undefined;
    },
  };
}

export const webhookFaults: readonly NamedFault<StoreTarget>[] = [
  onDeliveries(
    {
      name: 'shopify-webhooks-late',
      happens: 'webhooks come hours late, with what was true when they left',
      promise:
        'what they say is looked up: a late webhook changes nothing that is true already, and polling was faster',
      dose: { share: 0.5 },
      minutes: 180,
    },
    (copies, { minutes }) => copies.map((delay) => delay + minutes * minuteMs),
  ),
  onDeliveries(
    {
      name: 'shopify-webhooks-doubled',
      happens: 'webhooks come twice, with the same Webhook-Id',
      promise: 'the second is answered 200 and makes no work',
      dose: { share: 0.5 },
    },
    (copies) => [...copies, ...copies],
  ),
  onDeliveries(
    {
      name: 'shopify-webhooks-reordered',
      happens: 'webhooks come in any order, orders/updated before orders/create',
      promise: 'the order of arrival does not matter: the record is read again',
      dose: { share: 0.6 },
      minutes: 0.05,
    },
    (copies, { minutes, draw }) => copies.map((delay) => delay + draw() * minutes * minuteMs),
  ),
  onDeliveries(
    {
      name: 'shopify-webhooks-dropped',
      happens: 'webhooks never come, and nothing says so',
      promise: 'the next sweep finds what changed',
      dose: { share: 0.5 },
    },
    () => [],
  ),
  {
    name: 'shopify-subscription-removed',
    happens: 'Shopify deletes a webhook subscription after eight failed deliveries',
    source: 'Shopify docs: webhooks, retries',
    promise: 'sweeps find the changes meanwhile; the subscription is made again within six hours, and that is told',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ({ deliveries, subscriptions }, { doses }) => {
      deliveries.addFault((delivery) => removedAt(subscriptions, delivery.topic, doses));
      return undefined;
    },
  },
];

function removedAt(subscriptions: StoreTarget['subscriptions'], topic: string, doses: Doses): readonly number[] | null {
  const wanted = topic.toUpperCase().replaceAll(/[/.]/g, '_');
  const known = subscriptions.ofTopic(wanted);
  if (known.length === 0 || !doses.strikes()) return null;
  for (const { id } of known) subscriptions.delete(id);
  return [];
}
