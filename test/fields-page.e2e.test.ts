import assert from 'node:assert/strict';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { newFolder, run } from './cli/command.ts';
import { openBrowser } from './support/browser.ts';

const folder = newFolder();
const file = join(folder, 'fields.html');
let browser: Browser;
before(async () => {
  copyFileSync(join(import.meta.dirname, '../examples/support.yaml'), join(folder, 'samestory.yaml'));
  const { code, stderr } = await run(['fields', '--to', file], { cwd: folder });
  assert.equal(code, 0, stderr);
  browser = await openBrowser();
});
after(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Runs in the page. */
const measure = `(() => {
  const rows = [...document.querySelectorAll('table.map tbody tr')];
  const cells = rows.flatMap((row) => [...row.querySelectorAll('td')]);
  const sentences = cells.filter((cell) => cell.textContent.length > 40);
  return {
    beyond: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    narrowest: Math.min(...sentences.map((cell) => cell.getBoundingClientRect().width)),
    tallest: Math.max(...rows.map((row) => row.getBoundingClientRect().height)),
  };
})()`;
const measured = z.object({ beyond: z.number(), narrowest: z.number(), tallest: z.number() });

describe('the page of the fields, in a browser', () => {
  for (const width of [390, 820, 1280]) {
    it(`can be read at a width of ${width}: nothing lies beyond the edge, and no sentence stands in a strip`, async () => {
      const page = await browser.newPage({ viewport: { width, height: 900 } });
      await page.goto(pathToFileURL(file).href);
      const { beyond, narrowest, tallest } = measured.parse(await page.evaluate(measure));
      await page.close();
      assert.equal(beyond, 0);
      assert.ok(narrowest >= 100, `a sentence in ${narrowest} pixels`);
      assert.ok(tallest < 420, `a field takes ${tallest} pixels`);
    });
  }
});
