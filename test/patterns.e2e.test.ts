import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { run } from './cli/command.ts';
import { type CliWorld, openCliWorld } from './cli/world.ts';
import { newCustomer, newOrder } from './support/world.ts';

const jane = 'responsible: {name: Jane Doe, email: jane@example.com}\n';

describe('store patterns from the command line', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ settings: { SAMESTORY_PUBLIC_URL: 'https://hooks.example.com' } });
    const customerId = world.store.store.createCustomer(newCustomer());
    for (const day of ['01', '11']) {
      world.store.store.createOrder(newOrder({ customerId, createdAt: new Date(`2026-10-${day}T10:00:00Z`) }));
    }
  });
  after(() => world.close());
  const configure = (text: string) => writeFileSync(join(world.cwd, 'samestory.yaml'), `version: 1\n${text}`);
  const versionsIn = (folder: string) => readdirSync(join(world.cwd, folder)).filter((name) => !name.startsWith('.'));

  it('reporting writes files in their rhythm, and asks neither the CRM nor for changes', async () => {
    configure(
      'pattern: reporting\nexports:\n  - {folder: files, rhythm: daily}\n  - {what: report, folder: figures, rhythm: monthly}\n',
    );
    const service = world.launch(['start']);
    await service.printed('The next export in files is due');
    await service.printed('The next report in figures is due');
    const asked = world.store.counters.calls();
    await wait(1_500);
    assert.deepEqual(world.store.counters.calls(), asked, 'nothing is asked between two versions');
    service.child.kill('SIGINT');
    assert.equal((await service.ended).code, 0);
    assert.equal(world.crm.counters.read().total, 0, 'calls to the CRM');
    assert.equal(world.store.subscriptions.list().length, 0, 'webhook subscriptions');
    const looking = /Webhook|Changed|Deletions|ByReturnStatus|WithReturnDates|Listed|Count$/;
    assert.deepEqual(
      Object.keys(asked).filter((name) => looking.test(name)),
      [],
    );
    const [version = ''] = versionsIn('files');
    const files = readdirSync(join(world.cwd, 'files', version));
    const contacts = files.find((name) => name.startsWith('contacts_')) ?? '';
    assert.match(readFileSync(join(world.cwd, 'files', version, contacts), 'utf8'), /jane@example\.com/);
    const [figures = ''] = versionsIn('figures');
    const json = readdirSync(join(world.cwd, 'figures', figures)).find((name) => name.endsWith('.json')) ?? '';
    const { report } = JSON.parse(readFileSync(join(world.cwd, 'figures', figures, json), 'utf8'));
    assert.deepEqual(
      report.rows.total.map(
        ({ orders, customers, amounts }: Record<string, unknown> & { amounts: { net: string } }) => [
          orders,
          customers,
          amounts.net,
        ],
      ),
      [[2, 1, '250.00']],
    );
  });

  it('reporting does not say that it runs before it knows its store', async () => {
    const { code, stdout, stderr } = await run(['start'], { cwd: world.cwd, env: { SHOPIFY_SHOP: ' ' } });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /^samestory: SHOPIFY_SHOP: found nothing/m);
    assert.doesNotMatch(stdout, /Running/);
  });

  it('reporting adds no version to one that is not due, after a restart or from cron', async () => {
    const before = [...versionsIn('files'), ...versionsIn('figures')];
    const again = await world.command('export', '--scheduled');
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /The next export in files is due/);
    assert.deepEqual([...versionsIn('files'), ...versionsIn('figures')], before);
    assert.equal(world.crm.counters.read().total, 0);
  });

  it('reporting refuses whatever would write to the CRM', async () => {
    for (const command of [
      ['setup', '--yes'],
      ['backfill', '--since', '2026-10-01', '--yes'],
      ['sync', '#1001', '--yes'],
    ]) {
      const { code, stderr } = await world.command(...command);
      assert.equal(code, 2, `${command.join(' ')}: ${stderr}`);
      assert.match(stderr, /pattern: reporting": files only/, command.join(' '));
    }
    assert.equal(world.writeCalls(), 0);
  });

  it('wholesale and subscription say why they cannot start yet, and start nothing', async () => {
    const before = world.store.counters.total();
    for (const [pattern, reason] of [
      ['wholesale', /Companies and their locations are not synced yet/],
      ['subscription', /only to the app that made them/],
    ] as const) {
      configure(`pattern: ${pattern}\n${jane}`);
      for (const command of [
        ['start'],
        ['start', '--shadow'],
        ['setup', '--yes'],
        ['backfill', '--since', '2026-10-01', '--yes'],
      ]) {
        const { code, stderr } = await world.command(...command);
        assert.equal(code, 2, `${pattern} ${command.join(' ')}: ${stderr}`);
        assert.match(stderr, reason);
      }
      const { code, stdout } = await world.command('patterns', pattern);
      assert.equal(code, 0);
      assert.match(
        stdout,
        new RegExp(`Cannot start yet: .*${pattern === 'wholesale' ? 'Companies' : 'Shopify shows'}`),
      );
    }
    assert.equal(world.store.counters.total(), before);
    assert.equal(world.crm.counters.read().total, 0);
  });

  it('a rhythm that does not fit the pattern is refused with what is allowed', async () => {
    for (const [text, said] of [
      [
        'pattern: reporting\nrhythm: live\nexports: [{folder: files}]\n',
        /"live" in the pattern reporting.*allowed|export/s,
      ],
      ['pattern: reporting\n', /the pattern reporting and no exports/],
      [`pattern: support\nrhythm: daily\n${jane}`, /"daily" in the pattern support.*live or hourly/s],
      [`pattern: support\n${jane}fields: {order.refunded_at: {use: periodically}}\n`, /support without refunds/],
    ] as const) {
      configure(text);
      const { code, stderr } = await world.command('start');
      assert.equal(code, 2, text);
      assert.match(stderr, said);
    }
  });

  it('print what they bring, leave out and ask', async () => {
    const { stdout } = await world.command('patterns', '--json');
    const tables: readonly { name: string; brings: readonly { name: string }[]; asks: string | null }[] =
      JSON.parse(stdout);
    const brought = (name: string) => tables.find((table) => table.name === name)?.brings.map((field) => field.name);
    assert.deepEqual(brought('dtc')?.slice(0, 4), [
      'contact.first_order_at',
      'contact.last_order_at',
      'contact.order_count',
      'contact.net_spent',
    ]);
    assert.ok(brought('support')?.includes('order.buyer_note'));
    assert.deepEqual(brought('reporting'), []);
    assert.deepEqual(
      tables.filter(({ asks }) => asks === null).map(({ name }) => name),
      ['core'],
    );
  });
});

describe('files beside a live sync', () => {
  it('are written by the same start, which ends cleanly', async () => {
    const world = await openCliWorld();
    try {
      world.store.store.createOrder(newOrder({ createdAt: new Date() }));
      writeFileSync(join(world.cwd, 'samestory.yaml'), `version: 1\n${jane}exports: [{folder: backup}]\n`);
      const setup = await world.command('setup', '--yes');
      assert.equal(setup.code, 0, setup.stderr);
      const service = world.launch(['start', '--yes']);
      await service.printed('The next export in backup is due');
      service.child.kill('SIGINT');
      assert.equal((await service.ended).code, 0);
      assert.equal(readdirSync(join(world.cwd, 'backup')).filter((name) => !name.startsWith('.')).length, 1);
    } finally {
      await world.close();
    }
  });
});
