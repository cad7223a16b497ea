import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { newFolder, type Running, run, start } from './cli/command.ts';

/*
 * The commands as a person uses them, each a process of its own, against the simulators in another process.
 */
describe('commands against the simulators', () => {
  const cwd = newFolder();
  let simulators: Running;
  let service: Running | null = null;
  const env = { SAMESTORY_PORT: '0', SAMESTORY_HEALTH_PORT: '0' };
  const command = (...parameters: string[]) => run(parameters, { cwd, env });

  before(async () => {
    simulators = start(['simulator', '--orders', '60', '--seed', '3'], { cwd });
    const settings = await simulators.printed('Both simulators run');
    writeFileSync(join(cwd, '.env'), settings);
  });
  after(async () => {
    service?.child.kill('SIGKILL');
    simulators.child.kill('SIGTERM');
    await simulators.ended;
    rmSync(cwd, { recursive: true, force: true });
  });

  it('status before the set-up says what to do', async () => {
    const { code, stderr } = await command('status');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /set up|set-up|setup/);
  });

  it('setup shows the plan, and writes nothing without consent', async () => {
    const dry = await command('setup', '--dry-run', '--json');
    assert.equal(dry.code, 0, dry.stderr);
    assert.equal(JSON.parse(dry.stdout).applied, false);
    const refused = await command('setup');
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--yes/);
    assert.equal((await command('status')).code, 3, 'still not set up');
  });

  it('setup names both accounts and makes the properties once', async () => {
    const first = await command('setup', '--yes', '--json');
    assert.equal(first.code, 0, first.stderr);
    const { pair, plan } = JSON.parse(first.stdout);
    assert.equal(pair.store.number, '548380009');
    assert.equal(pair.crm.kind, 'DEVELOPER_TEST');
    assert.ok(plan.steps.some((step: { action: string }) => step.action === 'create'));
    const again = await command('setup', '--json');
    assert.equal(again.code, 0, 'consent is remembered');
    const steps: { action: string }[] = JSON.parse(again.stdout).plan.steps;
    assert.ok(steps.every((step) => step.action !== 'create'));
  });

  it('backfill refuses more than twelve months, and brings less month by month', async () => {
    const long = await command('backfill', '--since', '2020-01-01');
    assert.equal(long.code, 2);
    assert.match(long.stderr, /12 months/);
    const day = new Date(Date.now() - 120 * 86_400_000).toISOString().slice(0, 10);
    const { code, stdout, stderr } = await command('backfill', '--since', day, '--json');
    assert.equal(code, 0, stderr);
    const { months } = JSON.parse(stdout);
    assert.ok(months.length >= 4);
    for (const { balance } of months) {
      for (const row of balance.balance) assert.equal(row.waiting + row.unseen + row.extra, 0);
    }
  });

  it('start runs, refuses a second one, answers status and explain, and stops on SIGTERM', async () => {
    service = start(['start', '--json', '--confirmed-by', 'the tests'], { cwd, env });
    const announced = JSON.parse(await service.printed('"addresses"').then(() => untilDocument(service)));
    const health = await fetch(announced.addresses.health);
    assert.equal(health.status, 200, await health.text());

    const fields = JSON.parse((await command('fields', '--json')).stdout);
    assert.equal(fields.unknownBecause, null, 'the service knows the records');
    assert.equal(fields.versions[fields.version], fields.sum.records);
    assert.ok(fields.sum.records > 20);

    const second = await command('start');
    assert.equal(second.code, 5);
    assert.match(second.stderr, new RegExp(`\\b${service.child.pid}\\b`));

    const status = await command('status', '--full', '--json');
    assert.equal(status.code, 0, status.stderr);
    const document = JSON.parse(status.stdout);
    assert.equal(document.balance.depth, 'full');
    assert.match(
      document.lane.holder,
      new RegExp(`/${service.child.pid}$`),
      'answered while the service holds the lane',
    );

    const explained = await command('explain', '#1058', '--json');
    assert.equal(explained.code, 0, explained.stderr);
    const [order] = JSON.parse(explained.stdout);
    const page = await fetch(order.shopifyUrl);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /#1058/);
    assert.equal((await command('explain', 'nobody@nowhere.example')).code, 3);

    service.child.kill('SIGTERM');
    assert.equal((await service.ended).code, 0);
    service = null;
  });

  it('a wrong credential ends with 4 and names the platform', async () => {
    const wrong = { ...env, HUBSPOT_TOKEN: 'pat-na1-00000000-wrong' };
    const { code, stderr } = await run(['status'], { cwd, env: wrong });
    assert.equal(code, 4, stderr);
    assert.match(stderr, /HubSpot/);
    assert.doesNotMatch(stderr, /pat-na1/);
  });
});

/** The JSON document is printed in one go, but may arrive in pieces. */
async function untilDocument(service: Running | null): Promise<string> {
  for (;;) {
    const text = (await service?.printed('\n}\n')) ?? '';
    if (text.trimEnd().endsWith('}')) return text;
  }
}
