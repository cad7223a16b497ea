import type { Story } from '../../../simulator/merchant/story-plan.ts';
import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import type { BalanceDocument } from '../documents.ts';

type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What has to come out, told before the product is asked. */
export interface Expected {
  /** Kind → class → records that end as "needs you". */
  readonly needsYou: Counts;
  /** Kind → reason → records that end left out. */
  readonly leftOut: Counts;
  readonly ordersWithoutBuyer: number;
}

/**
 * What the story planted, and what the set-up adds: imported orders have a business date from years before the cutoff,
 * and two customers merged in Shopify need a person, because the CRM has a contact of each and only a person merges
 * contacts there.
 */
export function expectedOf({ acts, expected: story }: Story, truth: TruthJson, since: Date): Expected {
  const early = truth.orders.filter(
    (order) => !order.deleted && !order.test && !order.company && Date.parse(order.processedAt) < since.getTime(),
  );
  const leftOut = { ...story.leftOut };
  if (early.length > 0) leftOut['order'] = { ...leftOut['order'], 'before the cutoff': early.length };
  const merges = acts.filter(({ kind }) => kind === 'merge customers').length;
  const needsYou = { ...story.needsYou };
  if (merges > 0) {
    needsYou['customer'] = { ...needsYou['customer'], identity: (needsYou['customer']?.['identity'] ?? 0) + merges };
  }
  return { needsYou, leftOut, ordersWithoutBuyer: story.ordersWithoutBuyer };
}

/** Sentences about where the balance is not what was expected; guests follow their orders and are not counted apart. */
export function unexpected(balance: BalanceDocument['balance'], expected: Expected): string[] {
  return balance
    .filter((row) => row.kind !== 'guest')
    .flatMap((row) => [
      ...countsDiffer(`${row.kind}s that need you`, row.needsYou, expected.needsYou[row.kind] ?? {}),
      ...countsDiffer(`${row.kind}s left out`, row.leftOut, expected.leftOut[row.kind] ?? {}),
    ]);
}

function countsDiffer(
  what: string,
  found: Readonly<Record<string, number>>,
  planted: Readonly<Record<string, number>>,
): string[] {
  const names = new Set([...Object.keys(found), ...Object.keys(planted)]);
  return [...names]
    .filter((name) => (found[name] ?? 0) !== (planted[name] ?? 0))
    .map((name) => `${what}: ${found[name] ?? 0} ${name}, expected ${planted[name] ?? 0}`);
}
