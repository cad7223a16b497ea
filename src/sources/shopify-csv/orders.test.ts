import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { csvFile } from './file.ts';
import { readOrdersCsv } from './orders.ts';
import { CsvProblem, type UnusedRow } from './problem.ts';
import type { CsvFile } from './rows.ts';
import type { CsvOrder } from './types.ts';

const sample = fileURLToPath(new URL('../../../test/fixtures/shopify-csv/orders_export.csv', import.meta.url));

/** Of the heap, without what nobody can reach any more. */
function aliveBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

/** A file that arrives in pieces of a few bytes, so that cells and characters are cut everywhere. */
function file(content: string | Uint8Array, name = 'orders_export.csv', piece = 7): CsvFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  return { name, bytes: pieces() };
}

async function read(source: CsvFile): Promise<{ orders: CsvOrder[]; unused: UnusedRow[] }> {
  const orders: CsvOrder[] = [];
  const unused: UnusedRow[] = [];
  for await (const item of readOrdersCsv(source)) {
    if (item.kind === 'order') orders.push(item);
    else unused.push(item);
  }
  return { orders, unused };
}

const columns =
  'Name,Email,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Shipping Zip,Notes,Id';
const firstRow = (
  name: string,
  id: string,
  rest: Partial<Record<'total' | 'created' | 'quantity' | 'zip' | 'note', string>> = {},
) =>
  `${name},a@example.com,paid,EUR,10.00,0.00,0.00,${rest.total ?? '10.00'},${rest.created ?? '2026-10-07 09:50:26 +0200'},${rest.quantity ?? '1'},Mug,10.00,M,true,true,${rest.zip ?? ''},${rest.note ?? ''},${id}`;
const nextRow = (name: string, item = 'Socks', quantity = '2', price = '3.00', ships = 'true') =>
  `${name},a@example.com,,,,,,,2026-10-07 09:50:26 +0200,${quantity},${item},${price},,${ships},${ships},,,`;
const table = (...rows: string[]) => `${[columns, ...rows].join('\n')}\n`;

describe('orders export', () => {
  it('reads a real export: rows of one order, tips, taxes, times with offset, guarded zip codes', async () => {
    const { orders, unused } = await read(csvFile(sample));
    assert.deepEqual(unused, []);
    assert.deepEqual(
      orders.map(({ line, rows, id, name, total }) => [line, rows, id, name, total]),
      [
        [2, 3, '5000000001001', '#1001', '107.35'],
        [7, 2, '5000000001002', '#1002', '113.00'],
        [9, 1, '5000000001003', '#1003', '22.60'],
        [10, 1, '5000000001004', '#1004', '56.50'],
        [11, 1, '5000000001005', '#1005', '22.99'],
        [12, 1, '5000000001006', '#1006', '1000.00'],
        [13, 1, '5000000001007', '#1007', '80.00'],
        [14, 2, '5000000001008', '#1008', '61.50'],
      ],
    );
    const [first, , , , counter, terms, foreign, tipped] = orders;
    assert.equal(first?.createdAt.toISOString(), '2026-10-07T13:50:26.000Z');
    assert.equal(first?.note, 'Please leave "at the door"\nThanks');
    assert.equal(first?.noteAttributes, 'gift: true\nutm_source: google');
    assert.equal(first?.billing?.zip, 'K1A 0B1');
    assert.deepEqual(first?.taxLines, [{ name: 'HST 13%', value: '12.35' }]);
    assert.deepEqual(
      first?.lines.map(({ line, quantity }) => [line, quantity]),
      [
        [2, 1],
        [5, 2],
        [6, 1],
      ],
    );
    assert.deepEqual([counter?.email, counter?.source, counter?.taxLines.length], [null, 'pos', 2]);
    assert.deepEqual([terms?.paymentTerms, terms?.outstanding], ['Net 30', '1000.00']);
    assert.equal(terms?.nextPaymentDueAt?.toISOString(), '2026-11-12T16:00:00.000Z');
    assert.deepEqual([foreign?.currency, foreign?.shippingAddress?.zip], ['EUR', '75008']);
    assert.deepEqual(foreign?.paymentMethods, ['gift_card', 'Shopify Payments']);
    assert.deepEqual([tipped?.tip, tipped?.lines.length], ['5.00', 1]);
    assert.deepEqual(tipped?.paymentReferences, ['rBBBB1', 'rBBBB2']);
  });

  it('reads old files with fewer columns, a BOM, Windows line ends and breaks inside cells', async () => {
    const text = `\uFEFF${table(firstRow('#1', '11', { zip: "'75008", note: '"one\n""two"""' }), nextRow('#1')).replaceAll('\n', '\r\n')}`;
    const { orders, unused } = await read(file(text));
    assert.deepEqual(unused, []);
    assert.equal(orders.length, 1);
    assert.deepEqual([orders[0]?.shippingAddress?.zip, orders[0]?.note], ['75008', 'one\r\n"two"']);
    assert.deepEqual(
      orders[0]?.lines.map(({ line }) => line),
      [2, 4],
    );
    assert.deepEqual([orders[0]?.duties, orders[0]?.paymentTerms, orders[0]?.refunded], [null, null, null]);
  });

  it('keeps two orders of one name apart by their Id', async () => {
    const { orders } = await read(
      file(table(firstRow('#1', '11'), nextRow('#1'), firstRow('#1', '12'), nextRow('#1'))),
    );
    assert.deepEqual(
      orders.map(({ id, lines }) => [id, lines.length]),
      [
        ['11', 2],
        ['12', 2],
      ],
    );
  });

  it('takes a line item for a tip only when it is one', async () => {
    const { orders } = await read(
      file(
        table(
          firstRow('#1', '11'),
          nextRow('#1', 'Tip', '1', '2.50', 'false'),
          nextRow('#1', 'Tip', '1', '9.00', 'true'),
        ),
      ),
    );
    assert.deepEqual([orders[0]?.tip, orders[0]?.lines.map(({ price }) => price)], ['2.50', ['10.00', '9.00']]);
  });

  it('yields rows that it cannot use with line and reason, and goes on', async () => {
    const text = table(
      nextRow('#0'),
      firstRow('#1', '11', { total: '10,00' }),
      nextRow('#1'),
      firstRow('#2', '12', { created: 'yesterday' }),
      firstRow('#3', '13'),
      nextRow('#3', 'Socks', 'two'),
      'stray,row',
      firstRow('#4', '1.4E+12'),
      firstRow('#5', '15', { quantity: '' }),
    ).replace('10,00', '"10,00"');
    const { orders, unused } = await read(file(text));
    assert.deepEqual(
      orders.map(({ name, rows, lines }) => [name, rows, lines.length]),
      [
        ['#3', 1, 1],
        ['#5', 1, 0],
      ],
    );
    assert.deepEqual(
      unused.map(({ line, rows, problem }) => [line, rows, problem.what]),
      [
        [2, 1, 'The row continues an order whose first row is not above it.'],
        [3, 2, 'The cell "Total" is not an amount with a decimal point.'],
        [5, 1, 'The cell "Created at" is not a time such as 2026-10-07 09:50:26 -0400.'],
        [8, 1, 'The row has 2 cells where the header has 18.'],
        [7, 1, 'The cell "Lineitem quantity" is not a whole number.'],
        [9, 1, 'The cell "Id" is not a whole number; a spreadsheet program may have rounded it.'],
        [10, 0, 'The cell "Lineitem quantity" is empty.'],
      ],
    );
    const rows = orders.reduce((sum, order) => sum + order.rows, 0) + unused.reduce((sum, row) => sum + row.rows, 0);
    assert.equal(rows, 9);
  });

  it('says what is wrong with a file, where, and how to mend it', async () => {
    const utf16 = new Uint8Array(Buffer.from(`\uFEFF${table(firstRow('#1', '11'))}`, 'utf16le'));
    const latin1 = new Uint8Array(Buffer.from(table(firstRow('#1', '11', { note: 'für dich' })), 'latin1'));
    const cases: readonly [string, string | Uint8Array, string, number | null][] = [
      ['empty', '', 'empty file', null],
      ['blank', '\n\n', 'empty file', null],
      ['semicolons', columns.replaceAll(',', ';'), 'wrong delimiter', 1],
      ['tabs', columns.replaceAll(',', '\t'), 'wrong delimiter', 1],
      ['utf-16', utf16, 'not UTF-8', null],
      ['latin-1', latin1, 'not UTF-8', null],
      ['columns', columns.replace('Created at', 'Erstellt am').replace('Total', 'Summe'), 'missing columns', 1],
      ['customers', 'Customer ID,First Name,Last Name,Email\n', 'another export', 1],
      ['cut off', `${table(firstRow('#1', '11'))}#2,"a@exam`, 'broken quotes', 3],
      ['stray quote', table(firstRow('#1', '11'), firstRow('#2', '12', { note: 'a 5" nail' })), 'broken quotes', 3],
    ];
    for (const [label, content, code, line] of cases) {
      await assert.rejects(read(file(content, 'my orders.csv', 64)), (error) => {
        assert.ok(error instanceof CsvProblem, label);
        assert.deepEqual([error.code, error.line, error.file], [code, line, 'my orders.csv'], label);
        assert.match(error.message, /^my orders\.csv(, line \d+)?: \S.+\. [A-Z].+/, label);
        assert.ok(error.mend.length > 10, label);
        return true;
      });
    }
  });

  it('yields what stands before a fault', async () => {
    const text = `${table(firstRow('#1', '11'), firstRow('#2', '12'))}#3,"never closed`;
    const names: string[] = [];
    await assert.rejects(async () => {
      for await (const item of readOrdersCsv(file(text))) if (item.kind === 'order') names.push(item.name);
    }, CsvProblem);
    assert.deepEqual(names, ['#1']);
  });

  it('reads a large file with flat memory', async () => {
    const chunk = new TextEncoder().encode(
      Array.from({ length: 200 }, (_, at) => `${firstRow(`#${at}`, String(at))}\n`).join(''),
    );
    async function* endless() {
      yield new TextEncoder().encode(`${columns}\n`);
      for (let count = 0; count < 250; count += 1) yield chunk;
    }
    let orders = 0;
    let most = 0;
    const before = aliveBytes();
    for await (const item of readOrdersCsv({ name: 'big.csv', bytes: endless() })) {
      if (item.kind === 'order') orders += 1;
      if (orders % 10_000 === 0) most = Math.max(most, aliveBytes() - before);
    }
    assert.equal(orders, 50_000);
    assert.ok(most < 100_000_000, `${most} bytes more than before`);
  });
});
