import type { NewOrder } from '../store/types.ts';

const known: Readonly<Record<string, NonNullable<NewOrder['channel']>>> = {
  web: { handle: 'web', displayName: 'Online Store' },
  pos: { handle: 'pos', displayName: 'Point of Sale' },
  shopify_draft_order: { handle: 'draft_orders', displayName: 'Draft Orders' },
};

/** The channel that a source name stands for; null for app ids and others, whose names no file tells. */
export function channelOf(sourceName: string): NewOrder['channel'] {
  return known[sourceName] ?? null;
}
