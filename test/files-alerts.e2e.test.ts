import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, openCliWorld, until } from './cli/world.ts';
import { openPostOffice, type PostOffice } from './support/post-office.ts';
import { newOrder } from './support/world.ts';

const config = `version: 1
responsible: {name: Jane Doe, email: jane@example.com}
pattern: reporting
exports:
  - {folder: files, rhythm: daily}
`;

describe('files in a rhythm, and nothing else', () => {
  let world: CliWorld;
  let office: PostOffice;
  before(async () => {
    office = await openPostOffice();
    const mail = { SAMESTORY_SMTP_URL: office.url, SAMESTORY_MAIL_FROM: 'files@example.com' };
    world = await openCliWorld({ settings: { SAMESTORY_RESPONSIBLE: '', HUBSPOT_TOKEN: '', ...mail } });
    world.store.store.createOrder(newOrder());
    writeFileSync(join(world.cwd, 'samestory.yaml'), config);
  });
  after(() => Promise.all([world.close(), office.close()]));
  const subjects = () => office.mails.map(({ subject }) => subject);

  it('tell whoever is responsible once when cron cannot write them, and when they are written again', async () => {
    // A file lies where the folder should be.
    writeFileSync(join(world.cwd, 'files'), 'in the way');
    for (let run = 0; run < 2; run += 1) {
      const { code, stderr } = await world.command('export', '--scheduled');
      assert.notEqual(code, 0);
      assert.doesNotMatch(stderr, /^\s+at /m);
    }
    assert.deepEqual(subjects(), ['[samestory] Needs you: The scheduled export in files is late (acme.myshopify.com)']);
    assert.deepEqual(office.mails[0]?.to, ['jane@example.com']);
    rmSync(join(world.cwd, 'files'));
    const { code, stderr } = await world.command('export', '--scheduled');
    assert.equal(code, 0, stderr);
    assert.deepEqual(subjects().slice(1), [
      '[samestory] Over: The scheduled export in files is late (acme.myshopify.com)',
    ]);
    assert.equal(world.crm.counters.read().total, 0, 'calls to the CRM');
  });

  it('tell it also when the store does not answer, and only where a version is due', async () => {
    office.mails.length = 0;
    world.store.faults.add({ status: 503, body: 'Service Unavailable', headers: { 'retry-after': '0' } });
    try {
      const early = await world.command('export', '--scheduled');
      assert.notEqual(early.code, 0);
      assert.deepEqual(subjects(), [], 'the version of today is there');
      rmSync(join(world.cwd, 'files'), { recursive: true });
      const late = await world.command('export', '--scheduled');
      assert.notEqual(late.code, 0);
      assert.equal(subjects().length, 1);
    } finally {
      world.store.faults.clear();
    }
    assert.equal((await world.command('export', '--scheduled')).code, 0);
    assert.match(subjects().at(-1) ?? '', /Over: The scheduled export in files is late/);
  });

  it('tell it from a service that runs on, which tries again by itself', async () => {
    office.mails.length = 0;
    rmSync(join(world.cwd, 'files'), { recursive: true });
    writeFileSync(join(world.cwd, 'files'), 'in the way');
    const service = world.launch(['start']);
    await service.printed('is tried again');
    await until('the mail', 30, () =>
      office.mails.find(({ subject }) => /Needs you: The scheduled export/.test(subject)),
    );
    service.child.kill('SIGINT');
    assert.equal((await service.ended).code, 0);
    rmSync(join(world.cwd, 'files'));
  });
});
