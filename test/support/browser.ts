import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * A real browser: the system's own Chromium where there is one, else the one that comes as a package (Linux only). Rejects
 * where neither can run.
 */
export async function openBrowser(): Promise<Browser> {
  const system = systemPaths.find((path) => existsSync(path));
  if (system !== undefined) return driver.launch({ executablePath: system, headless: true });
  // One process for everything would end with the first page that closes.
  const args = chromium.args.filter((argument) => argument !== '--single-process');
  return driver.launch({ executablePath: await chromium.executablePath(), args, headless: true });
}
