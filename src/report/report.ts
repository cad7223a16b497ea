import type { AmountId, CountId } from './figures.ts';
import type { HistoryAdvice } from './history.ts';
import type { Basis } from './order-facts.ts';
import type { PeriodUnit } from './period.ts';
import type { RepeatInterval } from './repeat.ts';

/** What orders are put together by. Every dimension adds up to the same totals. */
export const dimensions = ['total', 'period', 'channel', 'acquisitionSource', 'campaign'] as const;
export type Dimension = (typeof dimensions)[number];

export interface ReportRow extends Readonly<Record<CountId, number>> {
  /** '2026-10', 'Online Store', 'google'; null = the orders do not say. */
  readonly group: string | null;
  readonly currency: string;
  /** Decimal texts with the currency's decimals; null = not known from this basis. */
  readonly amounts: Readonly<Record<AmountId, string | null>>;
  /** Percent with one decimal. */
  readonly refundRate: string;
  readonly cancellationRate: string;
}

/** Figures of all orders. Currencies are never added together. */
export interface Report {
  readonly basis: Basis;
  readonly unit: PeriodUnit;
  /** First and last day with an order; null without orders. */
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly rows: Readonly<Record<Dimension, readonly ReportRow[]>>;
  readonly repeat: RepeatInterval;
  readonly history: HistoryAdvice;
  readonly attribution: { readonly orders: number; readonly withSource: number; readonly withCampaign: number };
}
