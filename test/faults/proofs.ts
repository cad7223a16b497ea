import type { FaultEntry } from '../../simulator/faults/catalogue.ts';

const beginnings: readonly (readonly [begins: string, file: string])[] = [
  ['shopify-bulk-', 'test/faults/history.test.ts'],
  ['shopify-webhooks-', 'test/faults/deliveries.test.ts'],
  ['shopify-subscription-', 'test/faults/deliveries.test.ts'],
  ['shopify-token-', 'test/faults/tokens.test.ts'],
  ['shopify-refresh-', 'test/faults/tokens.test.ts'],
  ['shopify-slow', 'test/faults/healing.test.ts'],
  ['hubspot-slow', 'test/faults/healing.test.ts'],
];

/** The file in which a fault is proved against the product. */
export function proofOf({ name, recovery }: Pick<FaultEntry, 'name' | 'recovery'>): string {
  const begun = beginnings.find(([begins]) => name.startsWith(begins));
  if (begun !== undefined) return begun[1];
  return recovery === 'by itself' ? 'test/faults/healing.test.ts' : 'test/faults/people.test.ts';
}

/** Where the troubles are tested that no platform is to blame for. */
export const proofOfCondition: Readonly<Record<string, string>> = {
  restart: 'test/simulation (crashes), scripts/kill-product.ts',
  'wrong-clock': 'test/faults/tokens.test.ts',
  'repeated-ids': 'test/faults/conditions.test.ts',
  'two-stores-same-ids': 'test/faults/conditions.test.ts',
  'shared-email': 'src/identity/decide.test.ts',
};
