import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { shapes, startAccount, type TestAccount } from './test-client.ts';

const SEARCH = '/crm/objects/2026-09/contacts/search';
const by = (propertyName: string, operator: string, value?: string, more: Record<string, unknown> = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...(value === undefined ? {} : { value }), ...more }] }],
});

describe('search', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount({ searchLagMs: 10_000, enforceLimits: false });
  });
  const search = (body: unknown) => hub.send(shapes.records, 'POST', SEARCH, body);

  it('shows a write, a change and an archive only after the lag', async () => {
    const [id = ''] = await hub.seed('contacts', [{ email: 'lag@example.com', city: 'Old' }]);
    const found = async () =>
      (await search({ ...by('email', 'EQ', 'LAG@example.com'), properties: ['city'] })).body.results;
    assert.deepEqual(await found(), []);
    hub.clock.advance(10_000);
    assert.equal((await found())[0]?.id, id);
    hub.account.asUser(1).update('contacts', id, { city: 'New' });
    assert.equal((await found())[0]?.properties['city'], 'Old');
    hub.clock.advance(10_000);
    assert.equal((await found())[0]?.properties['city'], 'New');
    hub.account.asUser(1).archive('contacts', id);
    assert.equal((await found()).length, 1);
    hub.clock.advance(10_000);
    assert.equal((await found()).length, 0);
  });

  it('filters, sorts by the time of change and pages', async () => {
    const start = hub.clock.now().getTime();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) {
      hub.clock.advance(1_000);
      ids.push(...(await hub.seed('contacts', [{ firstname: 'Page', lastname: `N${index}` }])));
    }
    hub.clock.advance(10_000);
    const changed = by('lastmodifieddate', 'GTE', String(start));
    const page = { ...changed, sorts: [{ propertyName: 'lastmodifieddate', direction: 'DESCENDING' }], limit: 2 };
    const first = await search(page);
    assert.equal(first.body.total, 5);
    const second = await search({ ...page, after: first.body.paging?.next.after });
    assert.deepEqual(
      [...first.body.results, ...second.body.results].map((one) => one.id),
      [ids[4], ids[3], ids[2], ids[1]],
    );
    const some = await search(by('lastname', 'IN', undefined, { values: ['N1', 'N3'] }));
    assert.deepEqual(
      some.body.results.map((one) => one.id),
      [ids[1], ids[3]],
    );
    const rest = await search({ ...by('hs_object_id', 'GT', ids[3] ?? ''), query: 'page' });
    assert.deepEqual(
      rest.body.results.map((one) => one.id),
      [ids[4]],
    );
    assert.equal((await search(by('city', 'HAS_PROPERTY'))).body.total, 0);
    assert.equal((await search(by('lastname', 'CONTAINS_TOKEN', 'n*'))).body.total, 5);
  });

  it('refuses what is beyond its limits', async () => {
    const refused = async (body: unknown) => (await hub.send(shapes.any, 'POST', SEARCH, body)).status;
    assert.equal(await refused({ limit: 201 }), 400);
    assert.equal(await refused({ limit: 200, after: '9900' }), 400);
    assert.equal(await refused({ limit: 200, after: '9800' }), 200);
    assert.equal(await refused({ sorts: ['email', 'city'] }), 400);
    assert.equal(await refused({ query: 'x'.repeat(3_001) }), 400);
    assert.equal(await refused(by('nosuch', 'EQ', '1')), 400);
    const filter = { propertyName: 'city', operator: 'EQ', value: 'x' };
    const group = (count: number) => ({ filters: Array.from({ length: count }, () => filter) });
    assert.equal(await refused({ filterGroups: [group(7)] }), 400);
    assert.equal(await refused({ filterGroups: Array.from({ length: 6 }, () => group(1)) }), 400);
    assert.equal(await refused({ filterGroups: Array.from({ length: 4 }, () => group(5)) }), 400);
  });
});
