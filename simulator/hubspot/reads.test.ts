import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { z } from 'zod';
import { APP_ID, shapes, startAccount, type TestAccount } from './test-client.ts';

const BASE = '/crm/objects/2026-09/contacts';

describe('reading', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.addKey('contacts');
  });
  const batch = (ids: readonly string[], more: Record<string, unknown> = {}, version = '2026-09') =>
    hub.send(shapes.records, 'POST', `/crm/objects/${version}/contacts/batch/read`, {
      inputs: ids.map((id) => ({ id })),
      properties: ['email', 'city'],
      propertiesWithHistory: [],
      ...more,
    });

  it('answers what exists, names what does not, and shows null for what was never set', async () => {
    const [id = ''] = await hub.seed('contacts', [{ email: 'r1@example.com', samestory_key: 'r1' }]);
    for (const [version, status] of [
      ['2026-09', 200],
      ['2026-03', 207],
    ] as const) {
      const reply = await batch([id, '77'], {}, version);
      assert.equal(reply.status, status);
      assert.equal(reply.body.results[0]?.properties['city'], null);
      assert.equal(reply.body.results[0]?.url, `${hub.url}/contacts/44237313/record/0-1/${id}`);
      assert.equal(
        reply.body.errors[0]?.message,
        'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
      );
      assert.deepEqual(reply.body.errors[0]?.context, { ids: ['77'] });
    }
    for (const [idProperty, key] of [
      ['samestory_key', 'r1'],
      ['email', 'R1@example.com'],
    ] as const) {
      assert.equal((await batch([key], { idProperty })).body.results[0]?.id, id);
    }
    const path = `${BASE}/batch/read`;
    const wrong = await hub.send(shapes.problem, 'POST', path, {
      inputs: [{ id }],
      properties: [],
      propertiesWithHistory: [],
      idProperty: 'city',
    });
    assert.match(wrong.body.message, /non-unique 0-1 property city/);
    const incomplete = await hub.send(shapes.problem, 'POST', path, { inputs: [{ id }], properties: [] });
    assert.match(incomplete.body.message, /\[propertiesWithHistory\]/);
  });

  it('hides archived records unless they are asked for, and never minds a doubtful delete', async () => {
    const [id = ''] = await hub.seed('contacts', [{ city: 'Gone' }]);
    assert.equal((await hub.send(shapes.any, 'DELETE', `${BASE}/${id}`)).status, 204);
    assert.equal((await hub.send(shapes.any, 'DELETE', `${BASE}/${id}`)).status, 204);
    assert.equal((await hub.send(shapes.any, 'DELETE', `${BASE}/123`)).status, 204);
    const missing = await hub.send(shapes.problem, 'GET', `${BASE}/${id}`);
    assert.deepEqual(
      [missing.status, missing.body.message, missing.body.category],
      [404, 'resource not found', undefined],
    );
    assert.equal((await hub.send(shapes.record, 'GET', `${BASE}/${id}?archived=true`)).body.archived, true);
    assert.equal((await batch([id])).body.results.length, 0);
    const list = await hub.send(shapes.records, 'GET', `${BASE}?limit=100&archived=true`);
    assert.deepEqual(
      list.body.results.map((one) => one.id),
      [id],
    );
  });

  it('answers a merged id with the survivor, once for both ids', async () => {
    const [kept = '', lost = ''] = await hub.seed('contacts', [
      { email: 'kept@example.com', samestory_key: 'kept' },
      { email: 'lost@example.com', samestory_key: 'lost', city: 'Graz' },
    ]);
    const merged = await hub.send(shapes.record, 'POST', `${BASE}/merge`, {
      primaryObjectId: kept,
      objectIdToMerge: lost,
    });
    assert.equal(merged.body.id, kept);
    assert.equal((await hub.send(shapes.record, 'GET', `${BASE}/${lost}`)).body.id, kept);
    assert.deepEqual(
      (await batch([kept, lost])).body.results.map((one) => one.id),
      [kept],
    );
    assert.equal((await batch([lost])).body.errors.length, 0);
    const { properties } = hub.account.read.record('contacts', kept) ?? {};
    assert.equal(properties?.['hs_additional_emails'], 'lost@example.com');
    assert.equal(properties?.['hs_merged_object_ids'], lost);
    assert.deepEqual([properties?.['city'], properties?.['samestory_key']], ['Graz', 'kept']);
    // The loser's key is gone: an upsert for it makes a new record.
    const again = await hub.send(shapes.records, 'POST', `${BASE}/batch/upsert`, {
      inputs: [{ id: 'lost', idProperty: 'samestory_key', properties: {} }],
    });
    assert.equal(again.body.results[0]?.new, true);
    // A write to the merged id lands on the survivor.
    const update = await hub.send(shapes.records, 'POST', `${BASE}/batch/update`, {
      inputs: [{ id: lost, properties: { city: 'Linz' } }],
    });
    assert.equal(update.body.results[0]?.id, kept);
  });

  it('shows history newest first with its sources, for at most 50 ids', async () => {
    const [id = ''] = await hub.seed('contacts', [{ city: 'Wien' }]);
    hub.clock.advance(60_000);
    hub.account.asUser(123).update('contacts', id, { city: 'Linz' });
    hub.clock.advance(60_000);
    await hub.send(shapes.record, 'PATCH', `${BASE}/${id}`, { properties: { city: 'Linz' } });
    hub.account.asIntegration('51381', 'Shopify').update('contacts', id, { city: '' });
    const { body } = await batch([id], { propertiesWithHistory: ['city'] });
    const entries = body.results[0]?.propertiesWithHistory?.['city'] ?? [];
    assert.deepEqual(
      entries.map((entry) => [entry.value, entry.sourceType, entry.sourceId]),
      [
        ['', 'INTEGRATION', '51381'],
        ['Linz', 'CRM_UI', 'userId:123'],
        ['Wien', 'INTEGRATION', APP_ID],
      ],
    );
    assert.equal(entries[1]?.['updatedByUserId'], 123);
    const many = Array.from({ length: 51 }, (_, index) => ({ id: String(index + 1) }));
    const path = `${BASE}/batch/read`;
    const body51 = { inputs: many, properties: [], propertiesWithHistory: ['city'] };
    assert.equal((await hub.send(shapes.any, 'POST', path, body51)).status, 400);
  });

  it('lists all records in pages without losing one', async () => {
    const own = await startAccount();
    const ids = await own.seed(
      'contacts',
      Array.from({ length: 25 }, (_, index) => ({ city: String(index) })),
    );
    const seen: string[] = [];
    let after: string | undefined = '0';
    while (after !== undefined) {
      const path: string = `/crm/objects/2026-09/0-1?limit=10&after=${after}`;
      const page: { body: z.infer<typeof shapes.records> } = await own.send(shapes.records, 'GET', path);
      seen.push(...page.body.results.map((one) => one.id));
      after = page.body.paging?.next.after;
    }
    assert.deepEqual(seen, ids);
    assert.equal((await own.send(shapes.any, 'GET', '/crm/objects/2026-09/contact?limit=101')).status, 400);
  });

  it('does not know other types and versions', async () => {
    const type = await hub.send(shapes.problem, 'GET', '/crm/objects/2026-09/butterflies');
    assert.deepEqual([type.status, type.body.message], [400, 'Unable to infer object type from: butterflies']);
    assert.equal((await hub.send(shapes.any, 'GET', '/crm/objects/2025-09/contacts')).status, 404);
    assert.equal((await hub.send(shapes.any, 'GET', '/crm/v3/objects/contacts')).status, 404);
  });
});

describe('switches of reading', () => {
  it('can give a merge a new id, answer once per id, and read cleared values as null', async () => {
    const hub = await startAccount({ switches: { mergeSurvivor: 'new', mergedRead: 'each', clearedReadsAs: 'null' } });
    const [a = '', b = ''] = await hub.seed('contacts', [
      { email: 'a@example.com', city: 'A' },
      { email: 'b@example.com' },
    ]);
    const survivor = hub.account.asUser(1).merge('contacts', a, b);
    assert.ok(survivor !== a && survivor !== b);
    hub.account.asUser(1).update('contacts', survivor, { city: '' });
    const { body } = await hub.send(shapes.records, 'POST', `${BASE}/batch/read`, {
      inputs: [{ id: a }, { id: b }],
      properties: ['city', 'email'],
      propertiesWithHistory: [],
    });
    assert.deepEqual(
      body.results.map((one) => one.id),
      [survivor, survivor],
    );
    assert.deepEqual(
      [body.results[0]?.properties['city'], body.results[0]?.properties['email']],
      [null, 'a@example.com'],
    );
  });
});
