import type { Channel } from '../../../commerce/order.ts';
import type { OrderNode } from './nodes.ts';

/** Source names that Shopify writes itself, in the words of its admin. Others are an app's, or its bare number. */
const wellKnown: Readonly<Record<string, string>> = {
  web: 'Online Store',
  pos: 'Point of Sale',
  shopify_draft_order: 'Draft order',
  subscription_contract: 'Subscription',
  iphone: 'Shopify for iPhone',
  android: 'Shopify for Android',
};

/**
 * Where an order was sold: the attribution (Shopify docs: Order.attribution, since 2026-07), else what the source name
 * is known to mean, else the app. A numeric app id means nothing to people and is never a name.
 */
export function channelOf({ attribution, sourceName, app }: OrderNode): Channel {
  const source = named(sourceName);
  return {
    handle: named(attribution?.handle) ?? source,
    name: named(attribution?.displayName) ?? (source && wellKnown[source]) ?? named(app?.name) ?? source,
  };
}

function named(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || /^\d+$/.test(trimmed) ? null : trimmed;
}
