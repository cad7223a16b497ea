import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeLaunch, type LaunchFacts } from './checklist.ts';
import { launchItems } from './items.ts';

const field = (name: string, change: Partial<LaunchFacts['fields'][number]> = {}) => ({
  name,
  owner: 'shopify',
  once: false,
  core: true,
  ...change,
});

const fields = ['order.refunded', 'order.net', 'order.payment_status', 'order.state'].map((name) => field(name));

const ready: LaunchFacts = {
  fields,
  keyed: true,
  identityRule: 'the Shopify id decides',
  responsible: 'Jane Doe',
  historySince: '2026-01-01',
  broughtSince: null,
  sameDayUse: 'Support: order.refunded',
  backup: { from: 'configuration', text: 'weekly, in backup' },
  crowded: { several: 0, threeOrMore: 0 },
  answers: {},
};

function missingOf(change: Partial<LaunchFacts>): string[] {
  return judgeLaunch({ ...ready, ...change })
    .items.filter(({ state }) => state === 'missing')
    .map(({ id }) => id);
}

describe('the launch checklist', () => {
  it('has eight items, and a set-up that has all of them lacks nothing', () => {
    const { items, missing, tooWide, narrow } = judgeLaunch(ready);
    assert.deepEqual(
      items.map(({ id }) => id),
      launchItems.map(({ id }) => id),
    );
    assert.equal(items.length, 8);
    assert.deepEqual({ missing, tooWide, narrow }, { missing: 0, tooWide: false, narrow: [] });
    assert.ok(items.every(({ evidence, mend }) => evidence !== '' && mend === null));
  });

  it('misses each item for its own reason', () => {
    const cases: readonly (readonly [Partial<LaunchFacts>, string])[] = [
      [{ keyed: false }, 'key'],
      [{ fields: fields.filter(({ name }) => name !== 'order.refunded') }, 'refunds'],
      [{ fields: fields.map((one) => (one.name === 'order.net' ? { ...one, owner: 'crm' } : one)) }, 'refunds'],
      [{ fields: [...fields, field('contact.tags')] }, 'tags'],
      [{ fields: [...fields, field('contact.lifecycle_stage')] }, 'tags'],
      [{ fields: [...fields, field('contact.lead_status', { owner: 'crm', once: true })] }, 'tags'],
      [{ responsible: null }, 'responsible'],
      [{ historySince: null }, 'history'],
      [{ crowded: { several: 4, threeOrMore: 1 } }, 'duplicates'],
      [{ sameDayUse: null }, 'same-day'],
      [{ backup: null }, 'export'],
    ];
    for (const [change, id] of cases) assert.deepEqual(missingOf(change), [id], id);
    assert.deepEqual(missingOf({ fields: [...fields, field('contact.lead_status', { owner: 'crm' })] }), []);
  });

  it('takes answers where it cannot judge, a no as missing, and an export only when it is found', () => {
    const asked = { historySince: null, sameDayUse: null };
    assert.deepEqual(missingOf({ ...asked, answers: { history: 'new orders only', 'same-day': 'Ann, refunds' } }), []);
    for (const no of ['no', ' No. ', 'nobody', 'NONE', '  ']) {
      assert.deepEqual(missingOf({ ...asked, answers: { history: no, 'same-day': no } }), ['history', 'same-day'], no);
    }
    assert.deepEqual(missingOf({ historySince: null, broughtSince: '2026-02-01T00:00:00.000Z' }), []);
    assert.deepEqual(missingOf({ backup: null, answers: { export: 'exports' } }), ['export']);
    // What the configuration can tell is not taken on somebody's word.
    assert.deepEqual(missingOf({ keyed: false, answers: { key: 'we have one' } }), ['key']);
    assert.deepEqual(missingOf({ responsible: null, answers: { responsible: 'Jane' } }), ['responsible']);
  });

  it('says to narrow from three missing on, what to drop first, and not before', () => {
    const two = judgeLaunch({ ...ready, sameDayUse: null, backup: null });
    assert.deepEqual([two.missing, two.tooWide], [2, false]);
    const beyond = field('contact.net_spent', { core: false });
    const three = judgeLaunch({
      ...ready,
      sameDayUse: null,
      backup: null,
      historySince: null,
      fields: [...fields, beyond],
    });
    assert.deepEqual([three.missing, three.tooWide], [3, true]);
    assert.match(three.whyTooWide ?? '', /3 of 8 are missing/);
    assert.match(three.narrow[0] ?? '', /beyond core: contact\.net_spent/);
    assert.ok(three.narrow.some((line) => line.includes('pattern reporting')));
    assert.equal(three.narrow.length, 4);
  });

  it('says that the scope is too wide when one person has three records, whatever else is there', () => {
    const { tooWide, whyTooWide, narrow } = judgeLaunch({ ...ready, crowded: { several: 9, threeOrMore: 1 } });
    assert.equal(tooWide, true);
    assert.match(whyTooWide ?? '', /one person has three or more records/);
    assert.match(narrow.join(), /guests and companies/);
    assert.equal(judgeLaunch({ ...ready, crowded: { several: 9, threeOrMore: 0 } }).tooWide, false);
    assert.equal(judgeLaunch({ ...ready, crowded: null }).tooWide, false);
  });
});
