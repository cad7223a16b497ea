import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Draws the README's picture from what the demo really printed:
 * `npm run demo -- --once | node scripts/readme-picture.ts`. The sections are cut out, never rewritten.
 */
const target = new URL('../docs/images/demo.svg', import.meta.url);
const sections: readonly { readonly from: RegExp; readonly lines: number }[] = [
  { from: /^Balance/, lines: 6 },
  { from: /^Order for/, lines: 22 },
  { from: /^Also proved/, lines: 7 },
  { from: /^Both sides tell/, lines: 1 },
];
const lineHeight = 18;
const charWidth = 7.83;
const padding = 20;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function cutOut(lines: readonly string[]): string[] {
  return sections.flatMap(({ from, lines: count }) => {
    const start = lines.findIndex((line) => from.test(line));
    if (start < 0)
      throw new Error(`the demo printed no line like ${from}: pipe the output of "npm run demo -- --once"`);
    return [...lines.slice(start, start + count).map((line) => line.trimEnd()), ''];
  });
}

function draw(lines: readonly string[]): string {
  const width = Math.ceil(Math.max(...lines.map((line) => line.length)) * charWidth + 2 * padding);
  const height = lines.length * lineHeight + 2 * padding;
  const rows = lines.map((line, index) => {
    const heading = sections.some(({ from }) => from.test(line));
    const y = padding + (index + 1) * lineHeight - 5;
    const look = heading ? ' fill="#7ee2a8" font-weight="bold"' : '';
    return `<text x="${padding}" y="${y}"${look} xml:space="preserve">${escaped(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="What the demo prints at its end">`,
    `<rect width="100%" height="100%" rx="10" fill="#14181d"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13" fill="#d7dde4">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

writeFileSync(target, draw(cutOut(readFileSync(0, 'utf8').split('\n'))));
