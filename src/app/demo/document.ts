import Big from 'big.js';
import type { LoadSummary } from '../../../simulator/loaders/load-folder.ts';
import type { BalanceReport } from '../../sync/types.ts';
import type { ExplainDocument } from '../documents.ts';
import { sum } from '../status.ts';
import type { Expected } from './expected.ts';
import type { Latencies } from './latency.ts';
import type { TruthComparison } from './truth-check.ts';
import type { Untouched } from './untouched.ts';

/** The one JSON document of `demo --json`. */
export interface DemoDocument {
  /** True = exit code 0. */
  readonly ok: boolean;
  /** Why not, in sentences. */
  readonly problems: readonly string[];
  /** Version of the fields that it ran with: those of samestory.yaml, where there is one. */
  readonly fieldMap: string;
  readonly seed: number;
  readonly webhooks: 'on' | 'off';
  readonly seconds: number;
  readonly balance: BalanceReport['balance'];
  readonly money: BalanceReport['money'];
  readonly calls: { readonly shopify: number; readonly crm: number; readonly crmPer1000Orders: number };
  readonly changeToCrmSeconds: Latencies | null;
  readonly expected: Expected | null;
  readonly explain: ExplainDocument[number] | null;
  readonly truth: TruthComparison | null;
  readonly untouched: Untouched;
  /** Records that were left out, need a person or hold a parked value, by name and reason. */
  readonly named: BalanceReport['named'];
  /** Values and records that rest, with the reason. */
  readonly parked: readonly {
    readonly key: string;
    readonly field: string | null;
    readonly code: string;
    readonly message: string;
  }[];
  /** With `--from`: what became of every row and record. */
  readonly loaded: LoadSummary | null;
}

/** CRM calls for a thousand orders, rounded up. */
export function per1000Orders(calls: number, balance: BalanceReport['balance']): number {
  const orders = balance.filter(({ kind }) => kind === 'order').reduce((total, { listed }) => total + listed, 0);
  return orders === 0 ? 0 : new Big(calls).times(1000).div(orders).round(0, Big.roundUp).toNumber();
}

/** Sentences about everything that a balanced pair of accounts does not have. */
export function imbalances(report: BalanceReport, options: { readonly parkedAllowed: boolean }): string[] {
  const rows = report.balance.flatMap((row) => {
    const zeros: readonly (readonly [string, number])[] = [
      ['waiting', row.waiting],
      ['unseen', row.unseen],
      ['extra', row.extra],
      ['parked fields', options.parkedAllowed ? 0 : row.parkedFields],
      [
        'not accounted for',
        row.listed - row.matching - row.waiting - sum(row.needsYou) - sum(row.leftOut) - row.unseen,
      ],
    ];
    return zeros.filter(([, count]) => count !== 0).map(([what, count]) => `${row.kind}s: ${count} ${what}`);
  });
  const money = report.money
    .filter((row) => {
      const pairs = [row.gross, row.refunded, row.net, row.current];
      return row.orders.different > 0 || pairs.some(({ shopify, crm }) => !new Big(shopify).eq(crm));
    })
    .map((row) => `money of ${row.month} in ${row.currency}: ${row.orders.different} orders differ`);
  return [...rows, ...money, ...(report.inconclusive ? ['the list of the store and its count differ'] : [])];
}
