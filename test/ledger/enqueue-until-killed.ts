import { openLedger } from '../../src/ledger/open.ts';

/** Makes one key after another due in the ledger of a folder, and prints each number once it is stored. */
const folder = process.argv[2];
if (folder === undefined) throw new Error('name the folder');
const ledger = await openLedger({ folder });
for (let id = 1; ; id += 1) {
  const key = { source: '1', kind: 'order', id: String(id) } as const;
  const keys = [{ key, priority: 10, dueAt: new Date('2026-10-07T12:00:00Z'), cause: 'test' }];
  await ledger.enqueue({ lane: 'crm/1', keys, evidence: [], delivery: null });
  process.stdout.write(`${id}\n`);
}
