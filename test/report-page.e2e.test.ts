import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { figures } from '../src/report/figures.ts';
import { reportPage } from '../src/report/page/page.ts';
import { openBrowser } from './support/browser.ts';
import { withFolder } from './support/exports.ts';
import { reportOfShop } from './support/reported-shop.ts';

describe('the report in a real browser', () => {
  let browser: Browser;
  let html: string;
  const said: string[] = [];
  const asked: string[] = [];

  before(async () => {
    browser = await openBrowser();
    html = reportPage(await reportOfShop(400, 'Harbor <Goods> & Söhne'));
  });
  after(() => browser.close());

  async function withPage(work: (page: Page, folder: string) => Promise<void>): Promise<void> {
    await withFolder(async (folder) => {
      const file = join(folder, 'report.html');
      await writeFile(file, html);
      const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
      page.on('console', (message) => said.push(message.text()));
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(file).href);
      await work(page, folder);
      await page.close();
    });
  }

  it('shows charts, every figure with its definition, both dates, and asks nobody for anything', async () => {
    await withPage(async (page) => {
      assert.equal(await page.title(), 'Orders of Harbor <Goods> & Söhne');
      assert.ok((await page.locator('svg.chart').count()) >= 5);
      const bars = page.locator('section').first().locator('svg.chart').first().locator('rect');
      const heights = await bars.evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height));
      assert.ok(heights.filter((height) => height > 20).length >= 6, `bars of ${heights.join(', ')}`);
      const text = await page.locator('body').innerText();
      for (const { id, definition } of figures) assert.ok(text.includes(definition), id);
      assert.match(text, /As of\s+2026-11-22 10:00 UTC/);
      assert.match(text, /Next due\s+2026-11-23 11:00 UTC/);
      assert.match(text, /Gift cards sold\s+[\d,]+\.\d\d/);
    });
    assert.deepEqual(said, []);
    assert.deepEqual(
      asked.filter((url) => !url.startsWith('file:')),
      [],
    );
    assert.doesNotMatch(html, /<script|https?:\/\//);
  });

  it('prints on A4 with nothing cut off', async () => {
    await withPage(async (page, folder) => {
      // The width of the paper without its margins, at 96 dots per inch.
      await page.setViewportSize({ width: Math.floor(((210 - 24) / 25.4) * 96), height: 1_000 });
      await page.emulateMedia({ media: 'print' });
      const [content, paper] = (await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]')) as [
        number,
        number,
      ];
      assert.ok(content <= paper, `${content} pixels on ${paper}`);
      const path = join(folder, 'report.pdf');
      await page.pdf({ path, preferCSSPageSize: true });
      const pdf = (await readFile(path)).toString('latin1');
      const sheets = [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
      assert.ok(sheets.length >= 2);
      for (const [, width, height] of sheets) {
        assert.deepEqual([Math.round(Number(width)), Math.round(Number(height))], [595, 842]);
      }
    });
  });
});
