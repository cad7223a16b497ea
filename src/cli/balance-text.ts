import type { BalanceDocument } from '../app/documents.ts';
import type { Output } from './output.ts';
import { grouped, tableLines, wrapped } from './table.ts';

const kinds = { customer: 'customers', guest: 'guests', order: 'orders', company: 'companies' } as const;

type Row = BalanceDocument['balance'][number];
type MoneyRow = BalanceDocument['money'][number];

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

const kindOrder = Object.keys(kinds);

/**
 * The balance of every kind, its reasons, and what lies outside the equation; `partial` = one month, for which the CRM
 * is not listed and so nothing outside the equation is known.
 */
export function printBalance(
  output: Output,
  report: BalanceDocument,
  options: { readonly partial?: boolean } = {},
): void {
  const { paint, width } = output;
  const whole = options.partial !== true;
  const counted =
    report.depth === 'full' ? 'both sides read just now' : 'from the ledger, use --full to read both sides';
  output.line(paint.bold(`Balance (${counted})`));
  const columns = [
    { title: 'kind', align: 'left' as const },
    ...[
      report.depth === 'full' ? 'Shopify lists' : 'known',
      ...['matching', 'waiting', 'needs you', 'left out', 'unseen'],
      ...(whole ? ['in CRM', 'extra', 'gone'] : []),
    ].map((title) => ({ title, align: 'right' as const })),
  ];
  const sorted = report.balance.toSorted((a, b) => kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
  const rows = sorted.map((row) => [
    kinds[row.kind],
    ...[
      row.listed,
      row.matching,
      row.waiting,
      sum(row.needsYou),
      sum(row.leftOut),
      row.unseen,
      ...(whole ? [row.inCrm, row.extra, row.gone] : []),
    ].map(grouped),
  ]);
  for (const line of tableLines(columns, rows, width)) output.line(line);
  for (const line of sorted.flatMap(reasonLines)) {
    for (const part of wrapped(line, width, '  ')) output.line(paint.dim(part));
  }
  if (report.inconclusive) {
    const text = 'The list of the store and its own count differ just now: look again in a few minutes.';
    output.line(paint.warn(text));
  }
  printNamed(output, report);
}

function reasonLines(row: Row): string[] {
  const listed = (label: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([reason, count]) => `${kinds[row.kind]} ${label}: ${grouped(count)} ${reason}`);
  const parked = row.parkedFields > 0 ? [`${kinds[row.kind]}: ${grouped(row.parkedFields)} values parked`] : [];
  return [...listed('left out', row.leftOut), ...listed('need you', row.needsYou), ...parked];
}

/** Records that differ, or that a person has to look at, by name. */
function printNamed(output: Output, report: BalanceDocument): void {
  for (const { key, name, state, reason } of report.named.filter((entry) => entry.state !== 'left out')) {
    const text = `${state}: ${key.kind} ${name ?? key.id}: ${reason}`;
    for (const line of wrapped(text, output.width, '  ')) output.line(output.paint.warn(line));
  }
  for (const { key, fields, links } of report.differences.slice(0, 10)) {
    const names = [...fields.map(({ field }) => field), ...(links ? ['links'] : [])].join(', ');
    output.line(output.paint.bad(`  differs: ${key.kind} ${key.id}: ${names}`));
  }
}

/** Money of every month, compared order by order and then summed. */
export function printMoney(output: Output, money: BalanceDocument['money']): void {
  if (money.length === 0) return;
  const { paint } = output;
  output.line(paint.bold('Money (compared order by order, then summed)'));
  const columns = [
    { title: 'month', align: 'left' as const },
    { title: 'currency', align: 'left' as const },
    ...['orders', 'gross', 'refunded', 'net', 'worth now'].map((title) => ({ title, align: 'right' as const })),
    { title: 'Shopify and CRM', align: 'left' as const },
  ];
  const rows = money.flatMap((row) =>
    agreesRow(row)
      ? [moneyCells(row, 'shopify', 'agree')]
      : [
          moneyCells(row, 'shopify', `${grouped(row.orders.different)} orders differ; Shopify`),
          moneyCells(row, 'crm', 'CRM'),
        ],
  );
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
}

/** On which side it is known how buyers came; nothing where both sides were not read. */
export function printAttribution(output: Output, { attribution }: BalanceDocument): void {
  if (attribution === undefined || attribution.orders === 0) return;
  const { orders, shopify, crm, open } = attribution;
  const share = (count: number) => `${grouped(count)} (${Math.floor((count * 100) / orders)} %)`;
  const later = open === 0 ? '' : ` Shopify is still working on ${grouped(open)}.`;
  const text = `Where from: of ${grouped(orders)} orders, Shopify says of ${share(shopify)} how the buyer came, the CRM of ${share(crm)}.${later}`;
  for (const line of wrapped(text, output.width)) output.line(line);
}

function agreesRow(row: MoneyRow): boolean {
  const amounts = [row.gross, row.refunded, row.net, row.current];
  return row.orders.different === 0 && amounts.every(({ shopify, crm }) => shopify === crm);
}

function moneyCells(row: MoneyRow, side: 'shopify' | 'crm', verdict: string): string[] {
  const amounts = [row.gross, row.refunded, row.net, row.current].map((amount) => grouped(amount[side]));
  return [row.month, row.currency, grouped(row.orders[side]), ...amounts, verdict];
}
