import { dimensionLabels, groupLabel, keptFigure, type ReportDocument, readable } from '../document.ts';
import { amountIds, countIds, figureOf, rateIds } from '../figures.ts';
import type { Dimension, Report, ReportRow } from '../report.ts';
import { barChart, rankChart } from './charts.ts';
import { html, type Markup } from './html.ts';
import { style } from './style.ts';
import { definedTable, moneyColumns, orderColumns, partColumns, rowTable } from './tables.ts';

/** Groups of a dimension that get a line; the others stand in the CSV and the JSON form. */
const longest = 15;

/** One page that needs nothing else: no script, no font and no image from anywhere. Prints on A4. */
export function reportPage(document: ReportDocument): string {
  const { report, from } = document;
  const title = `Orders of ${from}`;
  const currencies = report.rows.total.map((row) => currencySections(report, row));
  return `<!doctype html>\n${
    html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${style}</style></head><body>
<header><h1>${title}</h1>${times(document)}</header>
<main>${currencies}${buyers(report)}${leftOut(document)}</main>
<footer class="soft"><p>Every column adds up to the figure for all orders, and that is the sum of the orders themselves, to the last cent. Currencies are never added together. Made by ${document.product}.</p></footer>
</body></html>`.text
  }\n`;
}

function times({ asOf, nextDue, report }: ReportDocument): Markup {
  const due =
    nextDue === null
      ? html`<div><dt>Next due</dt><dd>nothing is scheduled</dd></div>`
      : html`<div><dt>Next due</dt><dd>${moment(nextDue)}</dd></div>`;
  const span =
    report.firstDay === null
      ? html``
      : html`<div><dt>Orders</dt><dd>${report.firstDay} to ${report.lastDay ?? ''}</dd></div>`;
  const missed =
    nextDue === null
      ? html``
      : html`<p class="soft">Where this day is past and there is no newer report, a run was missed.</p>`;
  return html`<dl class="times"><div><dt>As of</dt><dd>${moment(asOf)}</dd></div>${due}${span}</dl>${missed}`;
}

function moment(text: string): string {
  return `${text.slice(0, 16).replace('T', ' ')} UTC`;
}

function currencySections(report: Report, total: ReportRow): Markup {
  const { currency } = total;
  const of = (dimension: Dimension) => report.rows[dimension].filter((row) => row.currency === currency);
  const periods = of('period');
  const unit = report.unit.charAt(0).toUpperCase() + report.unit.slice(1);
  return html`<section><h2>${currency}</h2>
${definedTable(
  total,
  [...countIds, ...rateIds, ...amountIds].filter((id) => id !== (report.basis === 'store' ? '' : 'net')),
)}
<h2>${currency} by ${report.unit}</h2>
${charts(report, periods)}
${rowTable(unit, periods, total, moneyColumns(report))}
${rowTable(unit, periods, total, partColumns)}
${rowTable(unit, periods, total, orderColumns)}
${(['channel', 'acquisitionSource', 'campaign'] as const).map((dimension) => grouped(report, dimension, of(dimension), total))}</section>`;
}

function charts(report: Report, periods: readonly ReportRow[]): Markup {
  const kept = keptFigure(report);
  const labels = periods.map(({ group }) => groupLabel(group));
  const money = [
    { name: figureOf(kept).label, shade: 'one', values: periods.map((row) => Number(row.amounts[kept] ?? 0)) },
    { name: figureOf('refunded').label, shade: 'two', values: periods.map((row) => Number(row.amounts.refunded ?? 0)) },
  ] as const;
  const people = [
    { name: 'First orders', shade: 'one', values: periods.map((row) => row.newCustomers) },
    { name: figureOf('returningOrders').label, shade: 'two', values: periods.map((row) => row.returningOrders) },
  ] as const;
  return html`<div class="keep"><h3>${money[0].name} and refunds${key(money)}</h3>${barChart('Money', labels, money)}</div>
<div class="keep"><h3>First orders and repeat orders${key(people)}</h3>${barChart('Orders', labels, people)}</div>`;
}

function key(series: readonly { readonly name: string; readonly shade: string }[]): Markup {
  return html`<small class="soft">${series.map(({ name, shade }) => html`<span class="key ${shade}"></span>${name}`)}</small>`;
}

function grouped(
  report: Report,
  dimension: 'channel' | 'acquisitionSource' | 'campaign',
  rows: readonly ReportRow[],
  total: ReportRow,
): Markup {
  const shown = rows.slice(0, longest);
  if (shown.length === 0 || (shown.length === 1 && shown[0]?.group === null)) return html``;
  const title = dimensionLabels[dimension].replace(/^By /, '');
  const more =
    rows.length > shown.length
      ? html`<p class="soft">${rows.length - shown.length} smaller ones are in the CSV and the JSON form.</p>`
      : html``;
  const entries = shown.map((row) => ({ name: groupLabel(row.group), value: row.orders }));
  return html`<div class="keep"><h2>${total.currency} ${dimensionLabels[dimension].toLowerCase()}</h2>
${rankChart('Orders', entries)}</div>
${rowTable(title.charAt(0).toUpperCase() + title.slice(1), shown, rows.length > shown.length ? undefined : total, moneyColumns(report))}${more}`;
}

function buyers({ repeat, history, attribution }: Report): Markup {
  const came =
    repeat.medianDays === null
      ? html`<p>Nobody has ordered twice yet.</p>`
      : html`<p>${readable(repeat.repeatBuyers)} of ${readable(repeat.buyers)} buyers ordered again. Half of the ${readable(repeat.repeatOrders)} repeat orders came within ${repeat.medianDays} days of the order before, nine of ten within ${repeat.nineOfTenDays ?? 0} days.</p>`;
  return html`<section><h2>When buyers come back</h2>${came}<p>${history.reason}</p>
<h2>Where orders come from</h2><p>${readable(attribution.withSource)} of ${readable(attribution.orders)} orders say how the buyer came, ${readable(attribution.withCampaign)} name a campaign.</p></section>`;
}

function leftOut({ leftOut: reasons }: ReportDocument): Markup {
  const entries = Object.entries(reasons);
  if (entries.length === 0) return html``;
  return html`<section><h2>Left out</h2><ul>${entries.map(([reason, number]) => html`<li>${readable(number)}: ${reason}</li>`)}</ul></section>`;
}
