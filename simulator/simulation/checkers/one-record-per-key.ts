import { keysOf, type SeenCrm, type SeenRecord } from '../seen-crm.ts';

/**
 * No two live records of a kind answer for the same Shopify record, at any moment. While Shopify has merged customers and
 * nobody has merged their contacts, those who came along with them are named in both: then (`sharing`) only the Shopify
 * ID itself counts, and the rest at the end, when people have done what they were asked for.
 */
export function checkOneRecordPerKey(crm: SeenCrm, sharing: boolean): string[] {
  const own = ({ key }: SeenRecord) => (key === null ? [] : [key]);
  return [...doubled('contact', crm.contacts, sharing ? own : keysOf), ...doubled('order', crm.orders, keysOf)];
}

function doubled(
  kind: string,
  records: readonly SeenRecord[],
  keysHeld: (record: SeenRecord) => readonly string[],
): string[] {
  const holders = new Map<string, string[]>();
  for (const record of records) {
    for (const key of keysHeld(record)) holders.set(key, [...(holders.get(key) ?? []), record.id]);
  }
  return [...holders]
    .filter(([, ids]) => ids.length > 1)
    .map(([key, ids]) => `${ids.length} ${kind}s answer for ${key}: ${ids.join(', ')}`);
}
