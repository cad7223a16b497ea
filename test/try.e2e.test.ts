import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { run } from './cli/command.ts';
import { withFolder } from './support/exports.ts';

const guard = new URL('./support/no-network.ts', import.meta.url).href;

/** Runs a command that dies with code 99 when it reaches for any network. */
function cutOff(parameters: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return run(parameters, { cwd, env: { ...env, NODE_OPTIONS: `--import ${guard}` } });
}

const samples = fileURLToPath(new URL('./fixtures/shopify-csv/', import.meta.url));
const orders = join(samples, 'orders_export.csv');
const customers = join(samples, 'customers_export.csv');

const document = z.object({
  contacts: z.object({ total: z.number(), customers: z.number(), guests: z.number(), ordersWithoutBuyer: z.number() }),
  files: z.array(
    z.object({ file: z.string(), rows: z.number(), used: z.number(), merged: z.number(), leftOut: z.number() }),
  ),
  rowsLeftOut: z.array(z.object({ place: z.object({ file: z.string(), line: z.number() }), reason: z.string() })),
  report: z.object({
    rows: z.object({
      total: z.array(
        z.object({ currency: z.string(), orders: z.number(), amounts: z.record(z.string(), z.string().nullable()) }),
      ),
    }),
  }),
});

describe('try', () => {
  it('says what the CRM would hold, with the network cut off, in little time', async () => {
    await withFolder(async (cwd) => {
      const { code, stdout, stderr } = await cutOff(['try', orders, customers], cwd);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /8 people, after everybody with the same e-mail was joined/);
      assert.match(stdout, /CAD +7 +2 +4 +0 +1,383\.94 +79\.10 +1,304\.84 +1,000\.00/);
      assert.match(stdout, /orders_export\.csv +12 +8 +4 +0/);
      const cpu = Number(/CPU (\d+) ms/.exec(stderr)?.[1]);
      assert.ok(cpu < 2_000, `${cpu} ms of processor time`);
      assert.deepEqual(await readdir(cwd), []);
    });
  });

  it('would be caught if it reached for the network', async () => {
    await withFolder(async (cwd) => {
      const env = { SHOPIFY_SHOP: 'example', SHOPIFY_ACCESS_TOKEN: 'shpat_0123456789' };
      const { code, stderr } = await cutOff(['export', '--to', cwd], cwd, env);
      assert.equal(code, 99, stderr);
    });
  });

  it('has the same figures as one JSON document, and accounts for every row with line and reason', async () => {
    await withFolder(async (cwd) => {
      const text = await readFile(orders, 'utf8');
      const broken = text
        .replace('#1003,carol@example.com,refunded', '#1003,carol@example.com,refunded,')
        .concat(
          '#1001,jane.doe@example.com,,,,,,,,,,,,,,2026-10-07 09:50:26 -0400,1,Late line,1.00,,,true,true,fulfilled,,,,,,,,,,,,,,,,,,,,,,,,,,,Acme,,,,,,,,,0.00,,,,,,,,,,,,,,,,,,,\n',
        );
      await writeFile(join(cwd, 'orders.csv'), broken);
      const { code, stdout } = await cutOff(['try', 'orders.csv', customers, '--json'], cwd);
      assert.equal(code, 3);
      const found = document.parse(JSON.parse(stdout));
      assert.deepEqual(
        found.files.map(({ file, rows, used, merged, leftOut }) => [file, rows, used, merged, leftOut]),
        [
          ['orders.csv', 13, 7, 4, 2],
          ['customers_export.csv', 3, 3, 0, 0],
        ],
      );
      assert.deepEqual(
        found.rowsLeftOut.map(({ place, reason }) => [place.line, reason]),
        [
          [9, 'The row has 80 cells where the header has 79.'],
          [16, 'The row continues an order whose first row is not above it.'],
        ],
      );
      assert.deepEqual(found.contacts, { total: 7, customers: 3, guests: 4, ordersWithoutBuyer: 1 });
      const [cad] = found.report.rows.total;
      assert.deepEqual([cad?.orders, cad?.amounts['gross'], cad?.amounts['net']], [6, '1361.34', null]);
    });
  });
});

const header =
  'Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Refunded Amount,Id';
const row = '#1,a@example.com,paid,EUR,10.00,2026-10-07 09:50:26 +0200,1,Mug,10.00,0.00,11';

/** Content, what the message must say, and the line that it must name; null = the whole file. */
const badFiles: Readonly<Record<string, readonly [content: string | Uint8Array, says: RegExp, line: number | null]>> = {
  'semicolons.csv': [`${header}\n${row}\n`.replaceAll(',', ';'), /separated by semicolons/, 1],
  'utf16.csv': [Buffer.from(`\uFEFF${header}\n${row}\n`, 'utf16le'), /UTF-16/, null],
  'columns.csv': [`${header.replace('Total', 'Amount')}\n${row}\n`, /lacks the columns? "Total"/, 1],
  'cut-off.csv': [`${header}\n${row}\n#2,"b@exam`, /never closed/, 3],
  'mixed.csv': [
    `${header}\n${row}\n${row.replace('paid,EUR,10.00', ',CAD,').replace(',11', ',')}\n`,
    /in EUR and in CAD/,
    3,
  ],
  'localised.csv': [
    'Name,E-Mail,Zahlungsstatus,Währung,Gesamt,Erstellt am,Artikelmenge,Artikelname,Artikelpreis\n',
    /column titles/,
    1,
  ],
  'old.csv': [`${header.replace(',Refunded Amount', '')}\n${row.replace(',0.00,11', ',11')}\n`, /"Refunded Amount"/, 1],
  'empty.csv': ['', /is empty/, null],
  'customers.csv': ["Customer ID,First Name,Last Name,Email\n'7,A,B,c@example.com\n", /export of customers/, 1],
};

describe('files that cannot be used', () => {
  for (const [name, [content, says, line]] of Object.entries(badFiles)) {
    it(`${name}: one message with file and line, and nothing left behind`, async () => {
      await withFolder(async (cwd) => {
        await writeFile(join(cwd, name), content);
        // What reads a file is the same for all three commands; the others are tried with two of the faults.
        const others = ['empty.csv', 'cut-off.csv'].includes(name)
          ? [
              ['try', name],
              ['report', name, '--to', 'out'],
            ]
          : [];
        for (const command of [['export', name, '--to', 'out'], ...others]) {
          const { code, stdout, stderr } = await run(command, { cwd });
          assert.equal(code, 2, `${command[0]}: ${stderr}`);
          assert.equal(stdout, '', command[0]);
          const lines = stderr.trim().split('\n');
          assert.equal(lines.length, 1, stderr);
          assert.ok(stderr.startsWith(`samestory: ${name}${line === null ? ':' : `, line ${line}:`} `), stderr);
          assert.match(stderr, says);
          const left = (await readdir(cwd, { recursive: true })).filter((path) => path !== name && path !== 'out');
          assert.deepEqual(left, []);
        }
      });
    });
  }
});
