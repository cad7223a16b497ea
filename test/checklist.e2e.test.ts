import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { type CliWorld, openCliWorld } from './cli/world.ts';
import { newOrder } from './support/world.ts';

const document = z.object({
  missing: z.number(),
  tooWide: z.boolean(),
  items: z.array(z.object({ id: z.string(), state: z.string(), from: z.string(), evidence: z.string() })),
  launched: z.object({ confirmedBy: z.string().nullable() }).nullable(),
  accountsAsked: z.boolean(),
});

describe('samestory checklist, and start before the first live run', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld();
  });
  after(() => world.close());

  const asked = async (...parameters: readonly string[]) => {
    const { code, stdout, stderr } = await world.command('checklist', ...parameters, '--json');
    assert.notEqual(stdout, '', stderr);
    const said = document.parse(JSON.parse(stdout));
    const missing = said.items.filter(({ state }) => state === 'missing').map(({ id }) => id);
    return { code, said, missing };
  };

  it('judges the configuration before anything is set up, and says that the accounts could not be asked', async () => {
    const { code, said, missing } = await asked();
    assert.deepEqual([code, said.accountsAsked], [3, false]);
    assert.deepEqual(missing, ['key', 'history', 'same-day', 'export']);
    assert.equal(existsSync(join(world.cwd, 'samestory.yaml')), false);
  });

  it('refuses a start with three missing, and names what to drop', async () => {
    assert.equal((await world.command('setup', '--yes')).code, 0);
    const { missing } = await asked();
    assert.deepEqual(missing, ['history', 'same-day', 'export']);
    world.store.store.createOrder(newOrder({ createdAt: new Date() }));
    const refused = await world.command('start', '--yes');
    assert.equal(refused.code, 3, refused.stderr);
    assert.match(refused.stderr, /Not started\. 3 of 8 are missing.*--confirmed-by/s);
    assert.match(refused.stdout, /Start with new orders only/);
    assert.equal(world.crm.account.read.count('orders') + world.crm.account.read.count('contacts'), 0);
    const nameless = await world.command('start', '--yes', '--confirmed-by', ' ');
    assert.equal(nameless.code, 2);
  });

  it('refuses an answer that nobody can give', async () => {
    for (const answer of ['key=we have one', 'history', 'history= ', 'color=red']) {
      const { code, stderr } = await world.command('checklist', '--answer', answer);
      assert.equal(code, 2, answer);
      assert.match(stderr, /--answer: found .*; allowed: /);
    }
  });

  it('keeps answers in the configuration, whose comments stay, and believes in an export that it finds', async () => {
    const file = join(world.cwd, 'samestory.yaml');
    writeFileSync(file, '# ours\nversion: 1\n# who\nresponsible: { name: Jane, email: jane@example.com }\n');
    const first = await asked('--answer', 'history=new orders only', 'export=files');
    assert.deepEqual(first.missing, ['same-day', 'export']);
    assert.equal(first.code, 0, 'two are not too many');
    const exported = await world.command('export', '--to', 'files');
    assert.equal(exported.code, 0, exported.stderr);
    const { said, missing } = await asked('--answer', 'same-day=Support: "refunds"');
    assert.deepEqual(missing, []);
    assert.match(said.items.find(({ id }) => id === 'export')?.evidence ?? '', /^in files; the last as of 20/);
    const text = readFileSync(file, 'utf8');
    assert.ok(text.includes('# ours') && text.includes('# who') && text.includes('new orders only'), text);
    assert.equal((await asked()).said.missing, 0, 'read back from the file');
    assert.equal((await world.command('config')).code, 0);
  });

  it('lets a person go live by name, remembers it, and does not ask again', async () => {
    writeFileSync(join(world.cwd, 'samestory.yaml'), 'version: 1\n');
    const live = world.launch(['start', '--yes', '--confirmed-by', 'Jane  Doe']);
    await live.printed('Running.');
    assert.equal((await asked()).said.launched?.confirmedBy, 'Jane Doe');
    live.child.kill('SIGTERM');
    await live.ended;
    const again = world.launch(['start']);
    const text = await again.printed('Running.');
    assert.doesNotMatch(text, /Before launch/);
    again.child.kill('SIGTERM');
    await again.ended;
  });
});
