import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playHistory } from '../simulator/merchant/history.ts';
import { merchant } from '../simulator/merchant/merchant.ts';
import { mapFor } from '../src/app/exports/export.ts';
import { storeInput } from '../src/app/exports/store-input.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { exportTo, withFolder } from './support/exports.ts';
import { importExport } from './support/hubspot-import.ts';
import { openWorld, type World } from './support/world.ts';

/** Values in the CRM that somebody else than the import has written, told by the CRM's own history. */
function writtenByUs({ crm }: World): string[] {
  return ['orders', 'contacts'].flatMap((type) =>
    crm.account.read.records(type).flatMap((record) =>
      record.historyNames().flatMap((name) => {
        const others = record.history(name).filter(({ source }) => source.sourceType !== 'IMPORT');
        return others.map(({ source, value }) => `${type} ${record.id} ${name} = ${value} (${source.sourceType})`);
      }),
    ),
  );
}

describe('the exported files, imported into HubSpot', () => {
  it('leave nothing to write and no difference to find', async () => {
    const world = await openWorld({ crm: { importDurationMs: 10, enforceLimits: false } });
    try {
      const shop = merchant(5, { orders: 150, now: new Date(Date.now() - 86_400_000), currency: 'EUR' });
      playHistory(shop, world.store.store);
      await withFolder(async (folder) => {
        const { source, sourceAccount, clock } = world.route;
        const input = storeInput(source, sourceAccount, mapFor('hubspot', coreFieldMap), clock);
        const { path, manifest } = await exportTo(folder, input, 'hubspot');
        const refused = await importExport(path, world.crm.url, 'pat-test');
        // Addresses with letters that HubSpot's contacts do not take; the live sync parks the same ones.
        assert.deepEqual(
          refused.filter((type) => type !== 'INVALID_EMAIL'),
          [],
        );
        const [ordersFile, contactsFile] = ['order', 'contact'].map((object) =>
          manifest.files.find((file) => file.object === object),
        );
        assert.equal(world.crm.account.read.count('orders'), ordersFile?.rows);
        assert.equal(world.crm.account.read.count('contacts'), contactsFile?.rows);

        // The first comparison reads every record of both sides, and the loop then takes over what it finds.
        await fullBalance(world.route, { repair: true });
        await world.work();
        assert.deepEqual(writtenByUs(world), [], 'the import left nothing to change');
        const after = await fullBalance(world.route, { repair: false });
        assert.deepEqual(after.differences, []);
        for (const row of after.balance.filter(({ kind }) => kind !== 'company')) {
          const leftOut = Object.values(row.leftOut).reduce((sum, count) => sum + count, 0);
          assert.deepEqual(
            [row.kind, row.matching + leftOut, row.waiting, row.unseen, row.extra],
            [row.kind, row.listed, 0, 0, 0],
          );
        }
        for (const { currency, gross, refunded, net, current, orders: counts } of after.money) {
          assert.equal(counts.different, 0, currency);
          for (const sum of [gross, refunded, net, current]) assert.equal(sum.crm, sum.shopify);
        }
      });
    } finally {
      await world.close();
    }
  });
});
