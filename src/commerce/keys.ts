/**
 * What a Shopify record is. `guest` is the buyer of an order that has no customer: its id is the order's id, because
 * Shopify gives such a buyer no record of their own.
 */
export type RecordKind = 'customer' | 'guest' | 'order' | 'company';

/**
 * A work key says which record may have changed, and nothing else.
 * `source` is one connection (a store: its numeric shop id); `id` is the digits of Shopify's numeric id.
 */
export interface WorkKey {
  readonly source: string;
  readonly kind: RecordKind;
  readonly id: string;
}

/** `548380009/order/5000000001001`: how a record is named in the CRM, in logs and in the ledger's subjects. */
export function formatKey(key: WorkKey): string {
  return `${key.source}/${key.kind}/${key.id}`;
}

const keyPattern = /^(?<source>[^/]+)\/(?<kind>customer|guest|order|company)\/(?<id>\d+)$/;

/** The key that `formatKey` wrote, or null for any other text. */
export function parseKey(text: string): WorkKey | null {
  const groups = keyPattern.exec(text)?.groups;
  const source = groups?.['source'];
  const kind = groups?.['kind'];
  const id = groups?.['id'];
  if (source === undefined || id === undefined || kind === undefined) return null;
  if (kind !== 'customer' && kind !== 'guest' && kind !== 'order' && kind !== 'company') return null;
  return { source, kind, id };
}
