import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playHistory } from '../simulator/merchant/history.ts';
import { merchant } from '../simulator/merchant/merchant.ts';
import { compareFile } from '../src/app/exports/compare.ts';
import { mapFor } from '../src/app/exports/export.ts';
import { storeInput } from '../src/app/exports/store-input.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { orderPartsOf } from '../src/field-map/project.ts';
import { withStore } from './shopify-place.ts';
import { adminExports, asOf, csvInput, exportTo, rowsOf, withFolder } from './support/exports.ts';

type Row = Readonly<Record<string, string>>;

const shopNumber = '548380009';

/** Every documented difference between the store and Shopify's export of it: what the export's value must then be. */
const documented: Readonly<Record<string, (store: Row, file: Row) => boolean>> = {
  order_date: (store, file) => (store['order_date'] ?? '') < (file['order_date'] ?? ''),
  order_fulfillment_status: (store, file) =>
    store['order_fulfillment_status'] === 'Fulfillment not required' &&
    file['order_fulfillment_status'] === 'Fulfilled',
  order_stage: (store, file) =>
    file['order_stage'] === 'shipped' && ['delivered', 'processed'].includes(store['order_stage'] ?? ''),
  order_channel: (_, file) => !['Online Store', 'Point of Sale'].includes(file['order_channel'] ?? ''),
  order_acquisition_source: (_, file) => file['order_acquisition_source'] === '',
  // A buyer without an e-mail cannot be told from the file; a person's key is their customer's, because the file has no dates.
  order_contact_key: (store, file) =>
    file['order_contact_key'] === '' || file['contact_email'] === store['contact_email'],
};

async function withBoth(
  work: (both: {
    store: Row[];
    file: Row[];
    folder: string;
    paths: readonly string[];
    adminBase: string;
    orders: string;
  }) => Promise<void>,
) {
  await withStore(
    async ({ server, source, clock }) => {
      playHistory(merchant(11, { orders: 500, now: asOf, currency: 'CAD' }), server.store);
      const adminBase = server.adminUrl;
      await withFolder(async (folder) => {
        const account = await source.check();
        const fromStore = await exportTo(
          `${folder}/store`,
          storeInput(source, account, mapFor('generic', coreFieldMap), clock),
          'generic',
        );
        const paths = await adminExports(server.store, folder);
        const fromFile = await exportTo(
          `${folder}/file`,
          await csvInput(paths, 'generic', { source: shopNumber, adminBase }),
          'generic',
        );
        assert.deepEqual(
          fromStore.manifest.totals.map(({ net: _, ...rest }) => rest),
          fromFile.manifest.totals.map(({ net: _, ...rest }) => rest),
        );
        const store = await withEmails(fromStore);
        const file = await withEmails(fromFile);
        await work({ store, file, folder, paths, orders: fromStore.orders, adminBase });
      });
    },
    { orderParts: orderPartsOf(coreFieldMap) },
  );
}

/** The rows of orders, each with the e-mail of its contact. */
async function withEmails({
  orders,
  contacts,
}: {
  readonly orders: string;
  readonly contacts: string;
}): Promise<Row[]> {
  const emails = new Map((await rowsOf(contacts)).map((row) => [row['contact_key'], row['contact_email'] ?? '']));
  return (await rowsOf(orders)).map((row) => ({ ...row, contact_email: emails.get(row['order_contact_key']) ?? '' }));
}

describe('a store and the export that its admin makes', () => {
  it('give the same orders, totals and statuses, field by field, but for the documented differences', async () => {
    await withBoth(async ({ store, file, paths, orders, adminBase }) => {
      const byId = new Map(file.map((row) => [row['order_external_id'], row]));
      assert.ok(store.length > 450, 'the store has orders');
      assert.deepEqual(
        store.map((row) => row['order_external_id']).toSorted(),
        file.map((row) => row['order_external_id']).toSorted(),
      );
      const columns = Object.keys(file[0] ?? {}).filter((column) => column !== 'contact_email');
      assert.ok(columns.includes('order_gross_minus_refunded') && !columns.includes('order_net'));
      const differing = new Map<string, number>();
      for (const row of store) {
        const other = byId.get(row['order_external_id']);
        assert.ok(other);
        for (const column of columns) {
          if (row[column] === other[column]) continue;
          const explained = documented[column]?.(row, other) ?? false;
          assert.ok(explained, `${row['order_number']}: ${column} is "${row[column]}" and "${other[column]}"`);
          differing.set(column, (differing.get(column) ?? 0) + 1);
        }
      }
      // Every difference that the documentation names occurs in a shop like this one.
      assert.deepEqual([...differing.keys()].toSorted(), Object.keys(documented).toSorted());
      const comparison = await compareFile({
        path: orders,
        open: (source) => csvInput(paths, 'generic', { source: source ?? '', adminBase }),
        map: mapFor('generic', coreFieldMap),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      assert.deepEqual(
        [comparison.matching, comparison.different, comparison.missing, comparison.extra],
        [store.length, 0, 0, 0],
        JSON.stringify(comparison.differences.slice(0, 3)),
      );
      assert.ok(comparison.totals.every((total) => total.store === total.file) && comparison.totals.length > 4);
    });
  });
});
