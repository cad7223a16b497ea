import { html, type Markup } from './html.ts';

/** One stack of bars per label; heights are only for looking, so plain numbers do. */
export interface Series {
  readonly name: string;
  /** A class of the page's style: `one`, `two`. */
  readonly shade: 'one' | 'two';
  readonly values: readonly number[];
}

const width = 720;
const height = 220;
const left = 64;
const right = 20;
const bottom = 28;
const top = 12;

/** The next round number above: 1, 2 or 5 times a power of ten. */
function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

function short(value: number): string {
  const units = [
    [1e9, 'bn'],
    [1e6, 'm'],
    [1e3, 'k'],
  ] as const;
  const [size, unit] = units.find(([limit]) => Math.abs(value) >= limit) ?? [1, ''];
  return `${Number((value / size).toFixed(1))}${unit}`;
}

/** Upright bars, series stacked on each other; values below zero are drawn as nothing and stand in the table. */
export function barChart(title: string, labels: readonly string[], series: readonly Series[]): Markup {
  const sums = labels.map((_, index) => series.reduce((sum, { values }) => sum + Math.max(0, values[index] ?? 0), 0));
  const scale = roundUp(Math.max(0, ...sums));
  const plot = height - bottom - top;
  const step = (width - left - right) / Math.max(1, labels.length);
  const every = Math.ceil(labels.length / 10);
  const lines = [0, 0.5, 1].map((share) => {
    const y = height - bottom - plot * share;
    return html`<line x1="${left}" x2="${width}" y1="${y}" y2="${y}" class="grid"/><text x="${left - 8}" y="${y + 4}" class="scale">${short(scale * share)}</text>`;
  });
  const bars = labels.flatMap((label, index) => {
    let base = height - bottom;
    const x = left + step * index + step * 0.15;
    return series.map(({ name, shade, values }) => {
      const size = (plot * Math.max(0, values[index] ?? 0)) / scale;
      base -= size;
      return html`<rect x="${x.toFixed(1)}" y="${base.toFixed(1)}" width="${(step * 0.7).toFixed(1)}" height="${size.toFixed(1)}" class="${shade}"><title>${label}, ${name}: ${short(values[index] ?? 0)}</title></rect>`;
    });
  });
  const names = labels.flatMap((label, index) =>
    index % every === 0
      ? [html`<text x="${(left + step * (index + 0.5)).toFixed(1)}" y="${height - 8}" class="label">${label}</text>`]
      : [],
  );
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">${lines}${bars}${names}</svg>`;
}

/** Lying bars with their names, the largest first as they come. */
export function rankChart(
  title: string,
  entries: readonly { readonly name: string; readonly value: number }[],
): Markup {
  const row = 24;
  const name = 200;
  const longest = Math.max(1, ...entries.map(({ value }) => value));
  const bars = entries.map((entry, index) => {
    const size = ((width - name - 60) * Math.max(0, entry.value)) / longest;
    const y = index * row;
    const text = entry.name.length > 30 ? `${entry.name.slice(0, 29)}…` : entry.name;
    return html`<text x="${name - 8}" y="${y + 16}" class="name">${text}</text><rect x="${name}" y="${y + 3}" width="${size.toFixed(1)}" height="${row - 8}" class="one"><title>${entry.name}</title></rect><text x="${(name + size + 6).toFixed(1)}" y="${y + 16}" class="value">${short(entry.value)}</text>`;
  });
  return html`<svg class="chart" viewBox="0 0 ${width} ${Math.max(row, entries.length * row)}" role="img" aria-label="${title}">${bars}</svg>`;
}
