import { readFileSync } from 'node:fs';
import type { Random } from '../../../src/lib/random.ts';
import { readCustomersCsv } from '../../../src/sources/shopify-csv/customers.ts';
import { identifyExport } from '../../../src/sources/shopify-csv/file.ts';
import { readOrdersCsv } from '../../../src/sources/shopify-csv/orders.ts';
import { CsvProblem } from '../../../src/sources/shopify-csv/problem.ts';
import { damagedBytes, damagedText } from '../mutate.ts';
import { described } from '../outcome.ts';
import type { FuzzTarget } from '../target.ts';

const fixtures = new URL('../../fixtures/shopify-csv/', import.meta.url);

/** A damaged file is refused with its name, or read with every row accounted for. */
export const csv: FuzzTarget = {
  name: 'csv',
  share: 5,
  async open() {
    const files = ['orders_export.csv', 'customers_export.csv'].map((name) => readFileSync(new URL(name, fixtures)));
    return {
      run: async (random) => {
        const bytes = drawFile(random, random.pick(files));
        try {
          return await readThrough(random, bytes);
        } catch (error) {
          if (!(error instanceof CsvProblem)) return described(error);
          return error.message.startsWith('x.csv') && error.mend !== '' ? null : `an unclear message: ${error.message}`;
        }
      },
      close: async () => undefined,
    };
  },
};

function drawFile(random: Random, plain: Buffer): Uint8Array {
  if (random.chance(0.4)) return damagedBytes(random, plain);
  const lines = plain.toString().split('\n');
  for (let change = random.int(4); change >= 0; change -= 1) {
    const at = random.int(lines.length);
    const line = lines[at] ?? '';
    const how = random.int(5);
    if (how === 0) lines.splice(at, 1);
    else if (how === 1) lines.splice(at, 0, random.pick(lines));
    else {
      const cells = line.split(',');
      const cell = random.int(cells.length);
      cells[cell] = damagedText(random, cells[cell] ?? '');
      lines[at] = cells.join(',');
    }
  }
  return Buffer.from(lines.join(random.chance(0.1) ? '\r' : random.chance(0.2) ? '\r\n' : '\n'));
}

async function readThrough(random: Random, bytes: Uint8Array): Promise<string | null> {
  // Chunks end anywhere, inside a character too.
  const cut = random.int(bytes.length + 1);
  const file = () => ({ name: 'x.csv', bytes: chunks(bytes, cut) });
  const kind = await identifyExport(file());
  let counted = 0;
  let accounted = 0;
  const options = {
    onRow: () => {
      counted += 1;
    },
  };
  const rows = kind === 'orders' ? readOrdersCsv(file(), options) : readCustomersCsv(file(), options);
  for await (const row of rows) accounted += 'rows' in row ? row.rows : 1;
  return counted === accounted ? null : `${counted} rows were read and ${accounted} accounted for`;
}

async function* chunks(bytes: Uint8Array, cut: number): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, cut);
  yield bytes.subarray(cut);
}
