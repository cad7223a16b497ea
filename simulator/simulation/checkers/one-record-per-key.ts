import { keysOf, type SeenCrm, type SeenRecord } from '../seen-crm.ts';

/** No two live records of a kind answer for the same Shopify record, at any moment. */
export function checkOneRecordPerKey(crm: SeenCrm): string[] {
  return [...doubled('contact', crm.contacts), ...doubled('order', crm.orders)];
}

function doubled(kind: string, records: readonly SeenRecord[]): string[] {
  const holders = new Map<string, string[]>();
  for (const record of records) {
    for (const key of keysOf(record)) holders.set(key, [...(holders.get(key) ?? []), record.id]);
  }
  return [...holders]
    .filter(([, ids]) => ids.length > 1)
    .map(([key, ids]) => `${ids.length} ${kind}s answer for ${key}: ${ids.join(', ')}`);
}
