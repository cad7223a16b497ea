import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCustomersCsv } from './customers.ts';
import { csvFile, sniffExport } from './file.ts';
import { CsvProblem } from './problem.ts';
import type { CsvFile } from './rows.ts';

const folder = new URL('../../../test/fixtures/shopify-csv/', import.meta.url);
const path = (name: string) => fileURLToPath(new URL(name, folder));

function file(text: string): CsvFile {
  async function* bytes() {
    yield new TextEncoder().encode(text);
  }
  return { name: 'customers_export.csv', bytes: bytes() };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('customers export', () => {
  it('reads today’s columns without their apostrophes', async () => {
    const customers = await collect(readCustomersCsv(csvFile(path('customers_export.csv'))));
    const rows = customers.map((item) =>
      item.kind === 'customer' ? [item.line, item.id, item.email, item.phone] : item,
    );
    assert.deepEqual(rows, [
      [2, '7000000000001', 'jane.doe@example.com', '+16135550101'],
      [3, '7000000000002', null, '+16135550102'],
      [4, '7000000000003', 'élise@example.com', null],
    ]);
    const [jane, , elise] = customers;
    assert.ok(jane?.kind === 'customer' && elise?.kind === 'customer');
    assert.deepEqual(jane.tags, ['vip', 'newsletter']);
    assert.deepEqual([elise.note, elise.address?.zip, elise.taxExempt], ['line1\nline2', '75008', true]);
  });

  it('reads old exports, which have no ids', async () => {
    const header =
      'First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Accepts Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt';
    const row =
      "Jane,Doe,jane@example.com,Acme,12 Elm St,,'s-Hertogenbosch,Ontario,ON,Canada,CA,'K1A 0B1,'+27 82 1,yes,1.00,1,,,no";
    const [jane] = await collect(readCustomersCsv(file(`${header}\n${row}\n`)));
    assert.ok(jane?.kind === 'customer');
    assert.deepEqual([jane.id, jane.phone, jane.acceptsEmailMarketing], [null, '+27 82 1', true]);
    assert.deepEqual(
      [jane.address?.company, jane.address?.city, jane.address?.province, jane.address?.country, jane.address?.zip],
      ['Acme', "'s-Hertogenbosch", 'ON', 'CA', 'K1A 0B1'],
    );
  });

  it('yields unusable rows and refuses another export', async () => {
    const [bad, good] = await collect(
      readCustomersCsv(
        file("Customer ID,First Name,Last Name,Email\n'7E+12,A,B,c@example.com\n'71,A,B,c@example.com\n"),
      ),
    );
    assert.deepEqual([bad?.kind, bad?.line, good?.kind], ['unused', 2, 'customer']);
    await assert.rejects(
      collect(readCustomersCsv(csvFile(path('orders_export.csv')))),
      (error) => error instanceof CsvProblem && error.code === 'another export',
    );
  });

  it('tells exports apart by their header', async () => {
    assert.equal(await sniffExport(csvFile(path('orders_export.csv'))), 'orders');
    assert.equal(await sniffExport(csvFile(path('customers_export.csv'))), 'customers');
    assert.equal(await sniffExport(file('Order,Kind,Gateway\n1,sale,x\n')), null);
  });
});
