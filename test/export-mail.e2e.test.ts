import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, openCliWorld } from './cli/world.ts';
import { openPostOffice, type PostOffice } from './support/post-office.ts';
import { newOrder } from './support/world.ts';

describe('scheduled files that somebody is told of', () => {
  let world: CliWorld;
  let office: PostOffice;
  before(async () => {
    office = await openPostOffice();
    const mail = { SAMESTORY_SMTP_URL: office.url, SAMESTORY_MAIL_FROM: 'crm@example.com' };
    world = await openCliWorld({ settings: mail });
    for (const name of ['jane', 'kim']) {
      world.store.store.createOrder(newOrder({ email: `${name}.buyer@example.com` }));
    }
    const told = 'mail: [cfo@example.com, ops@example.com]';
    writeFileSync(
      join(world.cwd, 'samestory.yaml'),
      `version: 1\nexports:\n  - {folder: files, ${told}}\n  - {what: report, folder: figures, ${told}}\n`,
    );
  });
  after(() => Promise.all([world.close(), office.close()]));
  const versions = (folder: string) => readdirSync(join(world.cwd, folder)).filter((name) => !name.startsWith('.'));

  it('lie there although the mail server refuses, and the command says so', async () => {
    office.refusing = true;
    const { code, stderr } = await world.command('export', '--scheduled');
    office.refusing = false;
    assert.equal(code, 4);
    assert.match(
      stderr,
      /The files lie in .+, but nobody could be told: the mail server refuses the sender or the recipient/,
    );
    assert.equal(versions('files').length, 1);
    assert.equal(office.mails.length, 0);
  });

  it('are told of once, with totals and place and without any row', async () => {
    assert.equal((await world.command('export', '--scheduled')).code, 0);
    assert.equal((await world.command('export', '--scheduled')).code, 0);
    const mails = office.mails.toSorted((left, right) => left.subject.localeCompare(right.subject));
    assert.deepEqual(
      mails.map(({ to, subject }) => [to.join(), subject.replace(/\d{4}-\d\d-\d\d/, 'today')]),
      [
        ['cfo@example.com,ops@example.com', '[samestory] export as of today'],
        ['cfo@example.com,ops@example.com', '[samestory] report as of today'],
      ],
    );
    const [files, figures] = mails;
    assert.match(files?.text ?? '', /^EUR: 2 orders, gross 250\.00, refunded 0\.00, net 250\.00$/m);
    assert.match(files?.text ?? '', /^Next due: +\d{4}-/m);
    assert.match(figures?.text ?? '', /^EUR: 2 orders, gross 250\.00, refunded 0\.00, net 250\.00$/m);
    // Long lines of a mail are broken; the place is looked for without blanks.
    const flat = (files?.text ?? '').replace(/\s/g, '');
    assert.ok(flat.includes(join(world.cwd, 'files', versions('files')[0] ?? '?')), files?.text);
    assert.doesNotMatch(JSON.stringify(office.mails), /buyer@|#100/);
  });
});
