import type { WorkKey } from '../../commerce/keys.ts';

/** Addresses of records in the store's admin, where people read them. */
export interface AdminLinks {
  order(id: string): string;
  customer(id: string): string;
  of(key: WorkKey): string;
}

/** `base`: `https://admin.shopify.com/store/{handle}` without a trailing slash, or a simulator's address. */
export function createAdminLinks(base: string): AdminLinks {
  const order = (id: string) => `${base}/orders/${id}`;
  const customer = (id: string) => `${base}/customers/${id}`;
  return {
    order,
    customer,
    of: ({ kind, id }) => {
      if (kind === 'customer') return customer(id);
      // A guest has no page: the order that they placed is where they are found.
      return kind === 'company' ? `${base}/companies/${id}` : order(id);
    },
  };
}

/** `example.myshopify.com` → `https://admin.shopify.com/store/example`. */
export function adminBaseOf(domain: string): string {
  return `https://admin.shopify.com/store/${domain.replace(/\.myshopify\.com$/, '')}`;
}
