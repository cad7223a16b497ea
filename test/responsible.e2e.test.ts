import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, openCliWorld } from './cli/world.ts';
import { newOrder } from './support/world.ts';

const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

describe('without a responsible person', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ settings: { SAMESTORY_RESPONSIBLE: '' } });
    world.store.store.createOrder(newOrder({ createdAt: new Date(Date.now() - 20 * 86_400_000) }));
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
  });
  after(() => world.close());
  const configure = (text: string) => writeFileSync(join(world.cwd, 'samestory.yaml'), text);

  it('whatever writes to the CRM refuses, says how to mend it, and writes nothing', async () => {
    const before = world.writeCalls();
    for (const command of [
      ['start', '--yes'],
      ['backfill', '--since', day(30), '--yes'],
      ['sync', '#1001', '--yes'],
    ]) {
      const { code, stderr } = await world.command(...command);
      assert.equal(code, 2, command.join(' '));
      assert.match(stderr, /Nobody is named who is told when something fails.*SAMESTORY_RESPONSIBLE=/);
    }
    assert.equal(world.writeCalls(), before);
    assert.equal(world.crm.account.read.count('orders'), 0);
  });

  it('looking and files go on', async () => {
    for (const command of [['status'], ['sync', '#1001', '--dry-run'], ['report']]) {
      const { code, stderr } = await world.command(...command);
      assert.equal(code, 0, `${command.join(' ')}: ${stderr}`);
    }
  });

  it('a rhythm of files refuses to write, whoever is responsible', async () => {
    const jane = 'responsible: {name: Jane Doe, email: jane@example.com}\n';
    configure(`version: 1\n${jane}rhythm: export\nexports: [{folder: files}]\n`);
    const { code, stderr } = await world.command('backfill', '--since', day(30), '--yes');
    assert.equal(code, 2);
    assert.match(stderr, /samestory\.yaml says "rhythm: export"/);
  });

  it('history begins where the file says, and never before', async () => {
    const jane = 'responsible: {name: Jane Doe, email: jane@example.com}\n';
    configure(`version: 1\n${jane}history: {cutoff: ${day(40)}}\n`);
    const early = await world.command('backfill', '--since', day(60), '--yes');
    assert.equal(early.code, 2);
    assert.match(early.stderr, new RegExp(`before history\\.cutoff, which .*samestory\\.yaml sets to ${day(40)}`));
    const { code, stdout, stderr } = await world.command('backfill', '--yes', '--json');
    assert.equal(code, 0, stderr);
    const { months } = JSON.parse(stdout);
    assert.ok(months.some(({ month }: { month: string }) => month === day(40).slice(0, 7)));
    assert.equal(world.crm.account.read.count('orders'), 1);
  });
});
