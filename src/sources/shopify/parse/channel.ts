import { knownSourceName, namedSource } from '../../../commerce/channel-names.ts';
import type { Channel } from '../../../commerce/order.ts';
import type { OrderNode } from './nodes.ts';

/**
 * Where an order was sold: the attribution (Shopify docs: Order.attribution, since 2026-07), else what the source name
 * is known to mean, else the app. A numeric app id means nothing to people and is never a name.
 */
export function channelOf({ attribution, sourceName, app }: OrderNode): Channel {
  const source = namedSource(sourceName);
  return {
    handle: namedSource(attribution?.handle) ?? source,
    name:
      namedSource(attribution?.displayName) ?? (source && knownSourceName(source)) ?? namedSource(app?.name) ?? source,
  };
}
