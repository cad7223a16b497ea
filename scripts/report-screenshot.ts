/**
 * Takes the picture of the report that stands in the README: docs/images/report.png, from a simulated shop, so that
 * everybody's picture is the same.
 *
 *   node scripts/report-screenshot.ts
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { reportPage } from '../src/report/page/page.ts';
import { openBrowser } from '../test/support/browser.ts';
import { reportOfShop } from '../test/support/reported-shop.ts';

const folder = join(import.meta.dirname, '../docs/images');
await mkdir(folder, { recursive: true });
const html = reportPage(await reportOfShop(3_000, 'Northwind Outfitters'));
const browser = await openBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1040, height: 1_560 } });
  await page.setContent(html);
  await page.screenshot({ path: join(folder, 'report.png') });
} finally {
  await browser.close();
}
