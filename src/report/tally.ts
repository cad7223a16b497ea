import { Group } from './group.ts';
import { historyAdvice } from './history.ts';
import type { Basis, OrderFacts } from './order-facts.ts';
import { type PeriodUnit, periodOf } from './period.ts';
import { OrderLog } from './repeat.ts';
import { type Dimension, dimensions, type Report, type ReportRow } from './report.ts';

const dayMs = 86_400_000;

/**
 * Adds up orders as they come, in any sequence. Memory grows with the different groups and by 16 bytes an order; the
 * orders themselves are not kept.
 */
export class ReportTally {
  readonly #basis: Basis;
  readonly #unit: PeriodUnit;
  readonly #groups: Readonly<Record<Dimension, Map<string, Group>>>;
  /** Every combination of groups that occurs, one per dimension. */
  readonly #cells: Group[][] = [];
  readonly #cellByName = new Map<string, number>();
  readonly #log = new OrderLog();
  readonly #attribution = { orders: 0, withSource: 0, withCampaign: 0 };
  #firstDay: string | null = null;
  #lastDay: string | null = null;

  constructor(basis: Basis, unit: PeriodUnit) {
    this.#basis = basis;
    this.#unit = unit;
    this.#groups = {
      total: new Map(),
      period: new Map(),
      channel: new Map(),
      acquisitionSource: new Map(),
      campaign: new Map(),
    };
  }

  add(order: OrderFacts): void {
    const cell = this.#cellOf(order);
    for (const group of this.#cells[cell] ?? []) group.add(order);
    if (order.person >= 0 && !order.cancelled) this.#log.add(order.person, order.at, cell);
    this.#attribution.orders += 1;
    if (order.acquisitionSource !== null) this.#attribution.withSource += 1;
    if (order.campaign !== null) this.#attribution.withCampaign += 1;
    if (this.#firstDay === null || order.day < this.#firstDay) this.#firstDay = order.day;
    if (this.#lastDay === null || order.day > this.#lastDay) this.#lastDay = order.day;
  }

  #cellOf({ day, channel, acquisitionSource, campaign, currency }: OrderFacts): number {
    const period = periodOf(day, this.#unit);
    const name = JSON.stringify([currency, period, channel, acquisitionSource, campaign]);
    const known = this.#cellByName.get(name);
    if (known !== undefined) return known;
    const names: Readonly<Record<Dimension, string | null>> = {
      total: null,
      period,
      channel,
      acquisitionSource,
      campaign,
    };
    const cell =
      this.#cells.push(dimensions.map((dimension) => this.#group(dimension, names[dimension], currency))) - 1;
    this.#cellByName.set(name, cell);
    return cell;
  }

  #group(dimension: Dimension, name: string | null, currency: string): Group {
    const groups = this.#groups[dimension];
    const key = JSON.stringify([currency, name]);
    const known = groups.get(key);
    if (known) return known;
    const group = new Group(name, currency);
    groups.set(key, group);
    return group;
  }

  /** The figures of everything that was added. To be asked once. */
  report(): Report {
    const repeat = this.#log.walk(({ person, cell, first }) => {
      for (const group of this.#cells[cell] ?? []) group.visit(person, first);
    });
    const rows = (dimension: Dimension) =>
      sorted(
        dimension,
        [...this.#groups[dimension].values()].map((group) => group.row()),
      );
    const [first, last] = [this.#firstDay, this.#lastDay];
    const span = first === null || last === null ? 0 : (Date.parse(last) - Date.parse(first)) / dayMs + 1;
    return {
      basis: this.#basis,
      unit: this.#unit,
      firstDay: first,
      lastDay: last,
      rows: {
        total: rows('total'),
        period: rows('period'),
        channel: rows('channel'),
        acquisitionSource: rows('acquisitionSource'),
        campaign: rows('campaign'),
      },
      repeat,
      history: historyAdvice(repeat, span),
      attribution: { ...this.#attribution },
    };
  }
}

/** Currencies with most orders first; within one, periods by time and everything else by its number of orders. */
function sorted(dimension: Dimension, rows: readonly ReportRow[]): ReportRow[] {
  const perCurrency = new Map<string, number>();
  for (const row of rows) perCurrency.set(row.currency, (perCurrency.get(row.currency) ?? 0) + row.orders);
  const text = (row: ReportRow) => row.group ?? '';
  const byText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);
  return rows.toSorted(
    (left, right) =>
      (perCurrency.get(right.currency) ?? 0) - (perCurrency.get(left.currency) ?? 0) ||
      byText(left.currency, right.currency) ||
      (dimension === 'period' ? 0 : right.orders - left.orders) ||
      byText(text(left), text(right)),
  );
}
