import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { newFolder, run } from './cli/command.ts';

const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString();

function order(id: number, more: object): object {
  return {
    id,
    name: `#${id}`,
    created_at: day(40),
    processed_at: day(40),
    updated_at: day(39),
    currency: 'EUR',
    presentment_currency: 'EUR',
    total_price: '25.00',
    subtotal_price: '25.00',
    total_tax: '0.00',
    financial_status: 'paid',
    line_items: [{ id: id * 10, title: 'Shirt', quantity: 1, price: '25.00' }],
    ...more,
  };
}

describe('demo --from', () => {
  it('accounts for every record of a folder and shows why a value rests', async () => {
    const orders = [
      order(501, { email: 'élise@example.com', customer: { id: 71, email: 'élise@example.com', first_name: 'Élise' } }),
      order(502, { email: 'guest@example.com' }),
      order(503, { email: null }),
      order(504, { email: 'guest@example.com', test: true }),
      order(505, { email: 'old@example.com', created_at: day(900), processed_at: day(900), updated_at: day(899) }),
    ];
    writeFileSync(join(cwd, 'orders.json'), JSON.stringify({ orders }));
    writeFileSync(join(cwd, 'notes.json'), JSON.stringify({ hello: 'world' }));
    const { code, stdout, stderr } = await run(['demo', '--once', '--json', '--from', '.'], { cwd });
    const document = JSON.parse(stdout);
    assert.deepEqual(document.problems, [], stderr);
    assert.equal(code, 0);
    const row = document.balance.find((entry: { kind: string }) => entry.kind === 'order');
    assert.deepEqual([row.listed, row.matching, row.leftOut], [5, 4, { 'test order': 1 }]);
    assert.deepEqual(
      document.parked.map(({ key, field }: { key: string; field: string }) => [key, field]),
      [['548380009/customer/71', 'contact.email']],
    );
    const [file] = document.loaded.files;
    assert.deepEqual([file.file, file.rows, file.rowsLoaded], ['orders.json', 5, 5]);
    assert.equal(document.loaded.ignored[0].file, 'notes.json');
  });

  it('says so when a folder holds nothing', async () => {
    const empty = newFolder();
    const { code, stderr } = await run(['demo', '--once', '--from', empty], { cwd });
    rmSync(empty, { recursive: true });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Nothing in .* could be used/);
  });
});
