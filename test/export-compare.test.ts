import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { compareFile } from '../src/app/exports/compare.ts';
import { mapFor } from '../src/app/exports/export.ts';
import { storeInput } from '../src/app/exports/store-input.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { orderPartsOf } from '../src/field-map/project.ts';
import { csvLine } from '../src/lib/csv-text.ts';
import { aCustomer, anOrder, day, type Place, withStore } from './shopify-place.ts';
import { exportTo, rowsOf, withFolder } from './support/exports.ts';

const map = mapFor('generic', coreFieldMap);

/** A store with a customer, two guests of one address, a name that is a formula, and one in Hebrew. */
async function withShop(
  work: (
    place: Place & { readonly input: () => Promise<ReturnType<typeof storeInput>>; readonly folder: string },
  ) => Promise<void>,
) {
  await withStore(
    async (place) => {
      const { store } = place.server;
      const jane = store.createCustomer({
        ...aCustomer('jane@example.com'),
        firstName: '=HYPERLINK("http://x";"y")',
        phone: '+16135550101',
      });
      store.createOrder(anOrder({ customerId: jane, email: 'jane@example.com' }));
      const billingAddress = { name: 'דנה כהן', countryCode: 'IL' };
      const first = store.createOrder(anOrder({ email: 'dana@example.com', billingAddress, createdAt: day(-5) }));
      store.createOrder(anOrder({ email: 'Dana@example.com', billingAddress }));
      store.refund(first, { at: day(-1), lines: [], amount: '20.00', restock: 'NO_RESTOCK' });
      store.createOrder(anOrder({ email: null, createdAt: day(-3) }));
      await withFolder(async (folder) => {
        const input = async () => storeInput(place.source, await place.source.check(), map, place.clock);
        await work({ ...place, input, folder });
      });
    },
    { orderParts: orderPartsOf(coreFieldMap) },
  );
}

/** Rewrites a CSV cell by cell. */
async function rewrite(path: string, to: string, change: (rows: string[][]) => string[][]): Promise<void> {
  const rows: string[][] = parse(await readFile(path), { record_delimiter: '\r\n' });
  await writeFile(to, change(rows).map(csvLine).join(''));
}

describe('exported files', () => {
  it('are the same bytes for the same data, whole or not there, with formulas neutralised and letters kept', async () => {
    await withShop(async ({ input, folder }) => {
      const [one, two] = [
        await exportTo(`${folder}/1`, await input(), 'generic'),
        await exportTo(`${folder}/2`, await input(), 'generic'),
      ];
      const hashes = (files: typeof one) => files.manifest.files.map(({ sha256 }) => sha256);
      assert.deepEqual(hashes(one), hashes(two));
      const contacts = await rowsOf(one.contacts);
      assert.deepEqual(
        contacts.map((row) => [row['contact_first_name'], row['contact_last_name'], row['contact_phone']]),
        [
          ['\'=HYPERLINK("http://x";"y")', 'Doe', '+16135550101'],
          ['דנה', 'כהן', ''],
        ],
      );
      assert.deepEqual((await readdir(one.path)).filter((name) => !name.startsWith('.')).length, 4);
      const [totals] = one.manifest.totals;
      assert.deepEqual(
        [totals?.orders, totals?.gross, totals?.refunded, totals?.grossMinusRefunded],
        [4, '400.00', '20.00', '380.00'],
      );
      await assert.rejects(
        exportTo(
          `${folder}/1`,
          {
            ...(await input()),
            items: async function* () {
              yield* [];
              throw new Error('the line is cut');
            },
          },
          'hubspot',
        ),
        /the line is cut/,
      );
      assert.deepEqual((await readdir(`${folder}/1`)).length, 1);
    });
  });

  it('compared with the store show what is missing, extra, different, twice, and the sums of both sides', async () => {
    await withShop(async ({ input, folder }) => {
      const { orders, contacts } = await exportTo(folder, await input(), 'generic');
      const compare = (path: string) =>
        compareFile({ path, open: input, map, signal: new AbortController().signal, onProgress: () => undefined });
      const same = await compare(orders);
      assert.deepEqual([same.matching, same.different, same.missing, same.extra, same.duplicates], [4, 0, 0, 0, 0]);
      assert.deepEqual((await compare(contacts)).matching, 2);

      const changed = join(folder, 'changed.csv');
      await rewrite(orders, changed, ([header = [], ...rows]) => {
        const at = (name: string) => header.indexOf(name);
        const [first = [], second = [], third = []] = rows.filter((row) => row[at('order_contact_key')] !== '');
        const stranger = first.with(at('order_key'), '548380009/order/99').with(at('order_external_id'), '99');
        return [
          header,
          first.with(at('order_gross_total'), '999.00'),
          first,
          second.with(at('order_contact_key'), ''),
          third,
          stranger,
        ];
      });
      const found = await compare(changed);
      assert.deepEqual(
        [found.matching, found.different, found.missing, found.extra, found.duplicates],
        [1, 2, 1, 1, 1],
      );
      assert.deepEqual(
        found.differences.map(({ line, fields }) => [line, fields.map(({ field }) => field)]),
        [
          [2, ['order.gross_total']],
          [4, ['contact']],
        ],
      );
      assert.deepEqual(found.duplicateRows, [{ line: 3, firstLine: 2 }]);
      assert.deepEqual(
        found.extraRows.map(({ line }) => line),
        [6],
      );
      const gross = found.totals.find(({ field }) => field === 'order.gross_total');
      assert.deepEqual([gross?.store, gross?.file], ['400.00', '1299.00']);
    });
  });

  it('of HubSpot are known by HubSpot’s own column titles; records without a Shopify ID are not ours', async () => {
    await withShop(async ({ input, folder }) => {
      const { orders } = await exportTo(folder, await input(), 'hubspot');
      const titles: Readonly<Record<string, string>> = {
        samestory_key: 'Shopify ID',
        hs_order_name: 'Order Name',
        hs_total_price: 'Total Price',
        hs_pipeline_stage: 'Pipeline Stage',
        hs_processed_date: 'Processed Date',
      };
      const exported = join(folder, 'hubspot-crm-exports-orders.csv');
      await rewrite(orders, exported, ([header = [], ...rows]) => {
        const kept = header.flatMap((name, column) => (titles[name] === undefined ? [] : [{ name, column }]));
        const cell = (row: readonly string[], name: string, column: number) =>
          name === 'hs_pipeline_stage'
            ? 'Open'
            : name === 'hs_processed_date'
              ? '2026-11-20 04:00'
              : (row[column] ?? '');
        return [
          ['Record ID', ...kept.map(({ name }) => titles[name] ?? '')],
          ...rows.map((row, index) => [String(index), ...kept.map(({ name, column }) => cell(row, name, column))]),
          ['77', ...kept.map(() => '')],
        ];
      });
      const found = await compareFile({
        path: exported,
        open: input,
        map,
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
      assert.deepEqual(
        [found.matching, found.different, found.missing, found.extra, found.withoutKey],
        [4, 0, 0, 0, 1],
      );
      assert.deepEqual(found.unknownColumns, ['Record ID']);
    });
  });
});
