import type { OrderEntry } from './entry.ts';

/** An order field of Shopify's that needs nothing but the scope for orders. */
export function orderEntry(
  entry: Omit<OrderEntry, 'object' | 'scopes' | 'owner'> & Partial<Pick<OrderEntry, 'scopes' | 'owner'>>,
): OrderEntry {
  return { object: 'order', scopes: ['read_orders'], owner: 'shopify', ...entry };
}
