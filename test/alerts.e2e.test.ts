import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, freePort, openCliWorld, secrets, until } from './cli/world.ts';
import { openPostOffice, openReceiver, type PostOffice, type Receiver } from './support/post-office.ts';
import { newOrder } from './support/world.ts';

describe('a service that needs somebody', () => {
  let world: CliWorld;
  let office: PostOffice;
  let hook: Receiver;
  before(async () => {
    [office, hook] = await Promise.all([openPostOffice(), openReceiver()]);
    const mail = { SAMESTORY_SMTP_URL: office.url, SAMESTORY_MAIL_FROM: 'crm@example.com', TEAM_HOOK: hook.url };
    const port = await freePort();
    const served = { SAMESTORY_PORT: port, SAMESTORY_PUBLIC_URL: `http://127.0.0.1:${port}` };
    world = await openCliWorld({ settings: { SAMESTORY_RESPONSIBLE: '', ...mail, ...served } });
    writeFileSync(
      join(world.cwd, 'samestory.yaml'),
      'version: 1\nresponsible: {name: Jane Doe, email: jane@example.com, webhook: $TEAM_HOOK}\n',
    );
    assert.equal((await world.command('setup', '--yes')).code, 0);
  });
  after(() => Promise.all([world.close(), office.close(), hook.close()]));

  it('reaches people by every way when it is tried, and says which of them fails', async () => {
    const { code, stdout, stderr } = await world.command('alerts', '--test');
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^mail to Jane Doe: sent\nwebhook to Jane Doe: sent$/m);
    assert.deepEqual(
      office.mails.map(({ from, to, subject }) => [from, to, subject]),
      [['crm@example.com', ['jane@example.com'], '[samestory] Test: messages arrive (acme.myshopify.com)']],
    );
    assert.equal(hook.posts[0]?.body['event'], 'test');
    hook.status = 404;
    const failed = await world.command('alerts', '--test', '--json');
    hook.status = 204;
    assert.equal(failed.code, 4);
    assert.deepEqual(
      JSON.parse(failed.stdout).messages.map(({ error }: { error: string | null }) => error),
      [null, 'the webhook answers with HTTP 404'],
    );
  });

  it('tells once of a record that rests and of a credential that died, without anything of a person', async () => {
    office.mails.length = 0;
    hook.posts.length = 0;
    // What is older than the first moment of the service belongs to history.
    const later = new Date(Date.now() + 3_600_000);
    const service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await service.printed('Running.');
    world.store.store.createOrder(newOrder({ customerId: null, email: 'élise@example.com', createdAt: later }));
    const refused = await until('a mail', 60, () => office.mails.find(({ subject }) => /INVALID_EMAIL/.test(subject)));
    assert.match(refused.subject, /Needs you: 1 value of the field contact\.email is refused by the CRM/);
    world.crm.account.tokens.revoke(secrets.token);
    world.store.store.createOrder(newOrder({ email: 'other@example.com', createdAt: later }));
    await until('the mail about the credential', 60, () =>
      office.mails.find(({ subject }) => /credential/.test(subject)),
    );
    await until('the same by webhook', 10, () => hook.posts.find(({ body }) => body['class'] === 'credential'));
    const status = await world.command('status', '--json');
    const { alerts } = JSON.parse(status.stdout);
    assert.equal(status.code, 3);
    assert.equal(alerts.responsible, 'Jane Doe');
    assert.ok(alerts.open.every(({ toldAt }: { toldAt: string | null }) => toldAt !== null));
    const subjects = office.mails.map(({ subject }) => subject);
    assert.equal(new Set(subjects).size, subjects.length, subjects.join('\n'));
    assert.doesNotMatch(JSON.stringify([office.mails, hook.posts]), /lise|pat-na1/);
    service.child.kill('SIGTERM');
    assert.equal((await service.ended).code, 0);
  });
});
