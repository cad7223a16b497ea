import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { playHistory } from '../simulator/merchant/history.ts';
import { merchant } from '../simulator/merchant/merchant.ts';
import { type CliWorld, openCliWorld, secrets } from './cli/world.ts';
import { importExport } from './support/hubspot-import.ts';
import { newOrder } from './support/world.ts';

const status = z.object({
  balance: z.object({
    balance: z.array(
      z.object({
        kind: z.string(),
        listed: z.number(),
        matching: z.number(),
        waiting: z.number(),
        unseen: z.number(),
        extra: z.number(),
        leftOut: z.record(z.string(), z.number()),
        needsYou: z.record(z.string(), z.number()),
      }),
    ),
    differences: z.array(z.unknown()),
    money: z.array(z.object({ orders: z.object({ different: z.number() }) })),
  }),
});

describe('files of the store itself', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ crm: { importDurationMs: 10 } });
    const now = new Date(Date.now() - 86_400_000);
    playHistory(merchant(5, { orders: 60, now, currency: 'EUR', months: 3 }), world.store.store);
    // A guest of two months: the history is read newest first, so the contact's Shopify ID is met after the contact.
    for (const days of [70, 5]) {
      const createdAt = new Date(Date.now() - days * 86_400_000);
      world.store.store.createOrder(newOrder({ customerId: null, email: 'twice@example.com', createdAt }));
    }
  });
  after(() => world.close());

  it('are exported, imported into HubSpot, and the balance of both sides shows no difference', async () => {
    assert.equal((await world.command('setup', '--yes')).code, 0);
    const before = world.writeCalls();
    const exported = await world.command('export', '--layout', 'hubspot', '--to', 'out');
    assert.equal(exported.code, 0, exported.stderr);
    assert.equal(world.writeCalls(), before, 'an export writes nothing to the CRM');
    const [version = ''] = readdirSync(join(world.cwd, 'out'));
    const refused = await importExport(join(world.cwd, 'out', version), world.crm.url, secrets.token);
    assert.deepEqual(
      refused.filter((type) => type !== 'INVALID_EMAIL'),
      [],
    );

    const since = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
    const taken = await world.command('backfill', '--since', since, '--yes');
    const checked = await world.command('status', '--full', '--json');
    const { balance } = status.parse(JSON.parse(checked.stdout));
    assert.deepEqual(balance.differences, [], taken.stdout);
    for (const { kind, listed, matching, leftOut, ...rest } of balance.balance) {
      const out = Object.values(leftOut).reduce((sum, count) => sum + count, 0);
      assert.deepEqual(
        { kind, matching: matching + out, ...rest },
        { kind, matching: listed, waiting: 0, unseen: 0, extra: 0, needsYou: {} },
      );
    }
    assert.ok(balance.money.length > 0 && balance.money.every(({ orders }) => orders.different === 0));
  });

  it('are compared with the store, and reported from it', async () => {
    const [version = ''] = readdirSync(join(world.cwd, 'out'));
    const orders = readdirSync(join(world.cwd, 'out', version)).find((name) => name.startsWith('orders_')) ?? '';
    const compared = await world.command('compare', join('out', version, orders));
    assert.equal(compared.code, 0, compared.stdout);
    assert.match(compared.stdout, /The same on both sides/);
    const reported = await world.command('report', '--by', 'quarter', '--to', 'reports');
    assert.equal(reported.code, 0, reported.stderr);
    assert.match(reported.stdout, /By quarter/);
    const [report = ''] = readdirSync(join(world.cwd, 'reports'));
    assert.deepEqual(
      readdirSync(join(world.cwd, 'reports', report))
        .map((name) => name.replace(/^.*\./, ''))
        .toSorted(),
      ['csv', 'html', 'json'],
    );
  });
});
