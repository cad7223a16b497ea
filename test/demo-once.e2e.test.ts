import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { z } from 'zod';
import { newFolder, run, start } from './cli/command.ts';

const pageOfOrders = z.object({
  results: z.array(z.object({ properties: z.record(z.string(), z.string().nullable()) })),
  paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
});

const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

/** All CRM orders that carry a key of ours, counted with nothing but the printed address and token. */
async function countCrmOrders(url: string, token: string): Promise<{ count: number; link: string }> {
  let count = 0;
  let link = '';
  let after = '';
  do {
    const query = `limit=100&properties=samestory_key,hs_external_order_url${after === '' ? '' : `&after=${after}`}`;
    const response = await fetch(`${url}/crm/objects/2026-09/orders?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, 200, 'HubSpot answers');
    const page = pageOfOrders.parse(await response.json());
    for (const { properties } of page.results) {
      if (!properties['samestory_key']) continue;
      count += 1;
      link = properties['hs_external_order_url'] ?? '';
    }
    after = page.paging?.next.after ?? '';
  } while (after !== '');
  return { count, link };
}

describe('demo --once --json', () => {
  it('ends with both sides equal, and others can count while it holds', async () => {
    const demo = start(['demo', '--once', '--json', '--orders', '120', '--seed', '5', '--hold', '120'], { cwd });
    await demo.printed('Both simulators stay up');
    const stdout = await demo.printed('SAMESTORY_HUBSPOT_URL');
    const document = JSON.parse(stdout);
    assert.deepEqual(document.problems, []);
    for (const row of document.balance) {
      assert.equal(row.waiting + row.unseen + row.extra + row.parkedFields, 0, row.kind);
      const needsYou = Object.values<number>(row.needsYou).reduce((sum, count) => sum + count, 0);
      const leftOut = Object.values<number>(row.leftOut).reduce((sum, count) => sum + count, 0);
      assert.equal(row.listed, row.matching + needsYou + leftOut, row.kind);
    }
    assert.ok(document.money.length > 0);
    for (const { orders, gross, refunded, net } of document.money) {
      assert.equal(orders.different, 0);
      for (const { shopify, crm } of [gross, refunded, net]) assert.equal(Number(shopify), Number(crm));
    }
    assert.equal(document.truth.different, 0);
    assert.equal(document.untouched.violated, 0);
    assert.ok(document.changeToCrmSeconds.measured > 10);
    assert.ok(document.calls.crm > 0 && document.calls.shopify > 0);

    const { url, token } = await crmOf(demo);
    const { count, link } = await countCrmOrders(url, token);
    const orders = document.balance.find((row: { kind: string }) => row.kind === 'order');
    assert.equal(count, orders.inCrm);
    const page = await fetch(link);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Order #\d+/);

    demo.child.kill('SIGINT');
    const { code, stderr } = await demo.ended;
    assert.equal(code, 0, stderr);
  });

  it('ends in the same state without webhooks', async () => {
    const { code, stdout, stderr } = await run(
      ['demo', '--once', '--json', '--orders', '60', '--seed', '5', '--webhooks', 'off'],
      { cwd },
    );
    assert.deepEqual(JSON.parse(stdout).problems, [], stderr);
    assert.equal(code, 0);
  });
});

async function crmOf(demo: ReturnType<typeof start>): Promise<{ url: string; token: string }> {
  const text = await demo.printedAside('SAMESTORY_HUBSPOT_URL=');
  const value = (name: string) => new RegExp(`^${name}=(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { url: value('SAMESTORY_HUBSPOT_URL'), token: value('HUBSPOT_TOKEN') };
}
