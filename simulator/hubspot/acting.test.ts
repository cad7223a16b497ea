import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ApiError } from './errors.ts';
import { shapes, startAccount, type TestAccount } from './test-client.ts';

describe('people and other writers', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.addKey('contacts');
  });

  it('leave history in their own name', () => {
    const sync = hub.account.asIntegration('51381', 'Shopify');
    const id = sync.create('orders', {
      hs_order_name: '#14545',
      hs_external_order_id: '5001',
      hs_payment_status: 'Paid',
    });
    hub.account.asUser(42).update('orders', id, { hs_order_note: 'called' });
    const record = hub.account.read.record('orders', id);
    assert.deepEqual(
      record
        ?.history('hs_payment_status')
        .map((one) => [one.source.sourceType, one.source.sourceId, one.source.sourceLabel]),
      [['INTEGRATION', '51381', 'Shopify']],
    );
    assert.equal(record?.history('hs_order_note')[0]?.source.userId, 42);
  });

  it('are held to the same rules', () => {
    const user = hub.account.asUser(1);
    const id = user.create('contacts', { email: 'same@example.com' });
    assert.throws(
      () => user.create('contacts', { email: 'SAME@example.com' }),
      (error) => error instanceof ApiError && error.status === 409,
    );
    assert.throws(() => user.update('contacts', id, { hs_is_nothing: 'x' }), ApiError);
    assert.throws(() => user.update('contacts', '1', { city: 'x' }), RangeError);
  });

  it('archive and restore; a restored record loses the key that another one took', async () => {
    const user = hub.account.asUser(1);
    const [old = ''] = await hub.seed('contacts', [{ samestory_key: 'K', email: 'k@example.com' }]);
    user.archive('contacts', old);
    const [fresh = ''] = await hub.seed('contacts', [{ samestory_key: 'K' }]);
    user.restore('contacts', old);
    assert.equal(hub.account.read.record('contacts', old)?.properties['samestory_key'], '');
    const read = await hub.send(shapes.records, 'POST', '/crm/objects/2026-09/contacts/batch/read', {
      inputs: [{ id: 'K' }],
      idProperty: 'samestory_key',
      properties: [],
      propertiesWithHistory: [],
    });
    assert.deepEqual(
      read.body.results.map((one) => one.id),
      [fresh],
    );
    const mail = await hub.send(shapes.record, 'GET', '/crm/objects/2026-09/contacts/k@example.com?idProperty=email');
    assert.equal(mail.body.id, old);
    user.erase('contacts', old);
    assert.equal(hub.account.read.record('contacts', old), undefined);
  });

  it('merge moves the links', async () => {
    const user = hub.account.asUser(1);
    const [kept = '', lost = ''] = await hub.seed('contacts', [{ city: 'k' }, { city: 'l' }]);
    const [order = ''] = await hub.seed('orders', [{ hs_order_name: '#m' }]);
    user.link('orders', order, 'contacts', lost);
    user.merge('contacts', kept, lost);
    assert.deepEqual(hub.account.read.record('orders', order)?.links(), [
      { toType: 'contacts', toId: kept, typeIds: [507] },
    ]);
    assert.equal(hub.account.read.record('contacts', lost)?.mergedInto, kept);
  });
});

describe('the page of a record', () => {
  it('shows properties, links and history, follows merges, and never trusts a value', async () => {
    const hub = await startAccount({ portalId: 777 });
    const address = 'https://admin.shopify.com/store/x/orders/5001';
    const [order = ''] = await hub.seed('orders', [
      { hs_order_name: '<b>#1</b>', hs_external_order_url: address, hs_order_note: 'javascript:alert(1)' },
    ]);
    const [contact = ''] = await hub.seed('contacts', [{ firstname: 'Ida' }]);
    hub.account.asUser(9).link('orders', order, 'contacts', contact);
    const { body } = await hub.send(shapes.record, 'GET', `/crm/objects/2026-09/orders/${order}`);
    const response = await fetch(body.url ?? '');
    assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/html; charset=UTF-8']);
    const page = await response.text();
    assert.ok(page.includes(`<a href="${address}"`));
    assert.ok(page.includes('&lt;b&gt;#1&lt;/b&gt;') && !page.includes('<b>#1'));
    assert.ok(!page.includes('href="javascript:'));
    assert.ok(page.includes(`/contacts/777/record/0-1/${contact}`) && page.includes('Ida'));
    assert.equal((await fetch(`${hub.url}/contacts/778/record/0-123/${order}`)).status, 404);
  });
});

describe('the account', () => {
  it('tells who it is', async () => {
    const hub = await startAccount({
      portalId: 777,
      accountType: 'DEVELOPER_TEST',
      companyCurrency: 'EUR',
      additionalCurrencies: ['USD'],
      timeZone: 'Europe/Berlin',
    });
    const { body } = await hub.send(shapes.any, 'GET', '/account-info/2026-03/details');
    assert.deepEqual(body, {
      portalId: 777,
      accountType: 'DEVELOPER_TEST',
      timeZone: 'Europe/Berlin',
      companyCurrency: 'EUR',
      additionalCurrencies: ['USD'],
      utcOffset: '+01:00',
      utcOffsetMilliseconds: 3_600_000,
      uiDomain: hub.url.replace('http://', ''),
      dataHostingLocation: 'na1',
    });
    await hub.seed('deals', [{ dealname: 'd', deal_currency_code: 'USD' }]);
    const refused = await hub.send(shapes.problem, 'POST', '/crm/objects/2026-09/deals', {
      properties: { dealname: 'd', deal_currency_code: 'JPY' },
    });
    assert.equal(refused.body.errors?.[0]?.code, 'INVALID_OPTION');
    const records = await hub.send(shapes.any, 'GET', '/crm/limits/2026-09/records');
    assert.match(JSON.stringify(records.body), /"objectTypeId":"0-3"[^}]*"usage":1/);
  });
});
