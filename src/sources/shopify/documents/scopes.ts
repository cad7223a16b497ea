import type { OrderPart } from '../../../commerce/order.ts';
import fieldScopes from '../schema/field-scopes.json' with { type: 'json' };

const requiredByField = new Map(Object.entries<readonly string[]>(fieldScopes.fields));

/** Without these two there is no order and no buyer to speak of. */
export const essentialScopes = ['read_orders', 'read_customers'] as const;

/**
 * Scopes to ask for. All of them read; a one-way product has no use for another kind.
 * `read_all_orders` opens orders older than 60 days, `read_customer_merge` the topic customers/merge, `read_fulfillments`
 * the topics fulfillments/* (Shopify docs: access scopes).
 */
export function neededScopes(parts: readonly OrderPart[]): readonly string[] {
  const scopes = ['read_orders', 'read_all_orders', 'read_customers', 'read_fulfillments', 'read_customer_merge'];
  return parts.includes('returns') ? [...scopes, 'read_returns'] : scopes;
}

/**
 * Whether a token with these scopes may select the field ('Order.returns'). One forbidden field on a path that cannot
 * be null takes the whole order away (Shopify docs: access scopes), so it must not even be in the document.
 */
export function mayRead(field: string, granted: ReadonlySet<string>): boolean {
  const anyOf = requiredByField.get(field);
  return anyOf === undefined || anyOf.some((scope) => granted.has(scope));
}

/** The granted scopes with those that they include: permission to write a thing is permission to read it. */
export function withImplied(granted: readonly string[]): ReadonlySet<string> {
  return new Set([...granted, ...granted.map((scope) => scope.replace(/^write_/, 'read_'))]);
}
