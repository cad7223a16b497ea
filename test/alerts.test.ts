import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Condition } from '../src/alerts/condition.ts';
import { conditionsOf, type Facts } from '../src/alerts/condition.ts';
import { alertRound } from '../src/alerts/round.ts';
import { alertingOf } from '../src/app/alerts/desk.ts';
import { configSchema } from '../src/config/schema.ts';
import type { Ledger } from '../src/ledger/contract.ts';
import type { Clock } from '../src/lib/clock.ts';
import { openTemporaryLedger } from './ledger/temporary.ts';
import { openPostOffice, openReceiver, type PostOffice, type Receiver } from './support/post-office.ts';

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-11-02T08:00:00Z');
const calm: Facts = {
  parked: [],
  hold: null,
  brake: null,
  lateSweeps: [],
  drift: null,
  dataRequests: null,
  exports: [],
  ended: null,
};

const refused: Facts = {
  ...calm,
  parked: [{ class: 'record', code: 'INVALID_EMAIL', field: null, count: 2, since: new Date(start) }],
};
const dead: Facts = {
  ...calm,
  hold: {
    failure: { class: 'credential', code: 'HTTP_401', message: 'jane.buyer@example.com is not allowed' },
    since: new Date(start),
  },
};

describe('messages to people', () => {
  let ledger: Ledger;
  let office: PostOffice;
  let hook: Receiver;
  let places = 0;
  before(async () => {
    [ledger, office, hook] = await Promise.all([openTemporaryLedger(), openPostOffice(), openReceiver()]);
  });
  after(() => Promise.all([ledger.close(), office.close(), hook.close()]));

  /** A CRM account that no other test has, and a clock that stands until it is moved. */
  function place() {
    places += 1;
    const destination = `crm/${places}`;
    let now = start;
    const clock: Clock = { now: () => new Date(now), sleep: () => Promise.resolve() };
    const data = configSchema.parse({
      version: 1,
      responsible: {
        name: 'Jane Doe',
        email: 'jane@example.com',
        webhook: '$JANE_HOOK',
        deputies: [{ name: 'Kim', email: 'kim@example.com' }],
        classes: { credential: { name: 'Ida', email: 'ida@example.com' } },
      },
    });
    const env = { SAMESTORY_SMTP_URL: office.url, SAMESTORY_MAIL_FROM: 'samestory@example.com', JANE_HOOK: hook.url };
    const alerting = alertingOf({ data, env });
    assert.ok(alerting !== null);
    assert.deepEqual(alerting.problems, []);
    const scene = { store: 'Acme', crm: 'Acme CRM', responsible: 'Jane Doe' };
    office.mails.length = 0;
    hook.posts.length = 0;
    return {
      destination,
      moveTo: (milliseconds: number) => {
        now = start + milliseconds;
      },
      /** One round at a time after the start; says who got which subject since the last one. */
      round: async (at: number, facts: Facts | readonly Condition[]) => {
        now = start + at;
        const before = office.mails.length;
        const conditions = 'parked' in facts ? conditionsOf(facts) : facts;
        const failed = await alertRound(
          { ledger, destination, clock, policy: alerting.policy, desk: { ...alerting, scene } },
          conditions,
        );
        const news = office.mails.slice(before).map(({ to, subject }) => `${to.join()}: ${subject}`);
        return { failed, news: news.toSorted() };
      },
    };
  }

  const title = '2 records are refused by the CRM (INVALID_EMAIL) (Acme)';

  it('come once when something appears, by mail and by webhook, and say what, since when, what to do and who', async () => {
    const { round } = place();
    assert.deepEqual((await round(5_000, refused)).news, [`jane@example.com: [samestory] Needs you: ${title}`]);
    assert.deepEqual((await round(60_000, refused)).news, []);
    const [mail] = office.mails;
    assert.equal(mail?.from, 'samestory@example.com');
    assert.equal(
      mail?.text.trim(),
      [
        '2 records are refused by the CRM (INVALID_EMAIL).',
        '',
        'Since:  2026-11-02 08:00 UTC',
        'To do:  Look at samestory status: it names each record, what the CRM said, and how to mend it.',
        'Store:  Acme → Acme CRM',
        'Responsible: Jane Doe',
        '',
        'samestory status shows everything that needs somebody.',
      ].join('\n'),
    );
    assert.equal(hook.posts.length, 1);
    const { id, text, content, ...document } = hook.posts[0]?.body ?? {};
    assert.equal(hook.posts[0]?.key, id);
    assert.equal(text, content);
    assert.deepEqual(document, {
      version: 1,
      event: 'opened',
      class: 'record',
      records: 2,
      title: '2 records are refused by the CRM (INVALID_EMAIL)',
      remedy: 'Look at samestory status: it names each record, what the CRM said, and how to mend it.',
      since: '2026-11-02T08:00:00.000Z',
      until: null,
      store: 'Acme',
      crm: 'Acme CRM',
      responsible: 'Jane Doe',
    });
  });

  it('remind after a day, then weekly; reach the deputies after three days; and say when it is over', async () => {
    const { round } = place();
    const told = [];
    for (let at = 0; at <= 20 * day; at += 6 * hour) {
      for (const line of (await round(at, refused)).news) told.push(`${at / day} ${line.replace(` ${title}`, '')}`);
    }
    assert.deepEqual(told, [
      '0 jane@example.com: [samestory] Needs you:',
      '1 jane@example.com: [samestory] Still needs you:',
      '3 jane@example.com: [samestory] Nobody has mended it yet:',
      '3 kim@example.com: [samestory] Nobody has mended it yet:',
      '10 jane@example.com: [samestory] Still needs you:',
      '10 kim@example.com: [samestory] Still needs you:',
      '17 jane@example.com: [samestory] Still needs you:',
      '17 kim@example.com: [samestory] Still needs you:',
    ]);
    assert.deepEqual((await round(20.5 * day, calm)).news, [], 'it may only be gone for a moment');
    const over = (await round(20.6 * day, calm)).news;
    assert.deepEqual(over, [
      `jane@example.com: [samestory] Over: ${title}`,
      `kim@example.com: [samestory] Over: ${title}`,
    ]);
    assert.deepEqual((await round(21 * day, calm)).news, []);
    assert.deepEqual(
      await ledger.alerts({ destination: `crm/${places}`, closedSince: new Date(start + 30 * day) }),
      [],
    );
  });

  it('go to whoever is named for the class, and hold nothing that a platform said', async () => {
    const { round } = place();
    const { news } = await round(0, dead);
    assert.deepEqual(news, [
      'ida@example.com: [samestory] Needs you: A credential does not work any more (HTTP_401) (Acme)',
    ]);
    assert.equal(hook.posts.length, 0, 'the webhook is another person’s');
    assert.doesNotMatch(JSON.stringify(office.mails), /jane\.buyer/);
  });

  it('do not come for an outage that ends by itself, and come once for one that lasts', async () => {
    const { round } = place();
    const outage = (since: number): Facts => ({
      ...calm,
      hold: { failure: { class: 'transient', code: 'HTTP_503', message: '' }, since: new Date(start + since) },
    });
    assert.deepEqual((await round(0, outage(0))).news, []);
    assert.deepEqual((await round(10 * 60_000, outage(0))).news, []);
    assert.deepEqual((await round(12 * 60_000, calm)).news, []);
    assert.deepEqual((await round(2 * hour, outage(2 * hour))).news, []);
    assert.equal((await round(2.5 * hour, outage(2 * hour))).news.length, 1);
  });

  it('damp what comes and goes', async () => {
    const { round } = place();
    const told: string[] = [];
    // For two days: twenty minutes there, twenty minutes gone.
    for (let at = 0, turn = 0; at <= 2 * day; at += 5 * 60_000, turn += 1) {
      const there = Math.floor(turn / 4) % 2 === 0;
      const since = new Date(start + at - (turn % 4) * 5 * 60_000);
      told.push(...(await round(at, there ? { ...calm, brake: { since } } : calm)).news);
    }
    assert.ok(told.length >= 3 && told.length <= 6, `${told.length} messages: ${told.join('\n')}`);
  });

  it('are sent again when the mail server refuses them, and the refusal is kept without the address', async () => {
    const { round, destination } = place();
    office.refusing = true;
    hook.status = 500;
    assert.deepEqual(await round(0, refused), { failed: 2, news: [] });
    const states = await ledger.channelStates({ destination });
    assert.deepEqual(
      states.map(({ recipient, channel, error, waiting }) => [recipient, channel, error, waiting]),
      [
        ['responsible', 'mail', 'the mail server refuses the sender or the recipient (EENVELOPE 550)', 1],
        ['responsible', 'webhook', 'the webhook answers with HTTP 500', 1],
      ],
    );
    office.refusing = false;
    hook.status = 200;
    assert.deepEqual(await round(10_000, refused), { failed: 0, news: [] }, 'not at once');
    assert.equal((await round(61_000, refused)).news.length, 1);
    assert.equal(hook.posts.length, 1);
    assert.deepEqual(
      (await ledger.channelStates({ destination })).map(({ error, waiting }) => [error, waiting]),
      [
        [null, 0],
        [null, 0],
      ],
    );
  });

  it('that were under way when the process died are sent again under the same id', async () => {
    const { round, destination, moveTo } = place();
    office.refusing = true;
    hook.status = 500;
    await round(0, refused);
    office.refusing = false;
    hook.status = 204;
    moveTo(61_000);
    const claimed = await ledger.claimMessages({
      destination,
      now: new Date(start + 61_000),
      limit: 20,
      leaseMs: 120_000,
    });
    assert.equal(claimed.length, 2, 'a process has taken them, and dies');
    assert.deepEqual((await round(100_000, refused)).news, []);
    assert.equal((await round(182_000, refused)).news.length, 1);
    assert.ok(claimed.some(({ id }) => id === hook.posts[0]?.key));
  });
});
