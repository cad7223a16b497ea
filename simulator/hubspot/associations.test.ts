import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { shapes, startAccount, type TestAccount } from './test-client.ts';

const kind = (associationTypeId: number) => ({ associationCategory: 'HUBSPOT_DEFINED', associationTypeId });
const link = (from: string, to: string, typeId: number) => ({
  from: { id: from },
  to: { id: to },
  types: [kind(typeId)],
});

describe('associations', () => {
  let hub: TestAccount;
  let contacts: string[];
  let orders: string[];
  before(async () => {
    hub = await startAccount();
    contacts = await hub.seed('contacts', [{ city: 'a' }, { city: 'b' }, { city: 'c' }]);
    orders = await hub.seed('orders', [{ hs_order_name: '#1' }, { hs_order_name: '#2' }, { hs_order_name: '#3' }]);
  });
  const at = (list: readonly string[], index: number) => list[index] ?? '';
  const batch = (verb: string, inputs: unknown[], pair = 'orders/contacts', version = '2026-09') =>
    hub.send(shapes.rows, 'POST', `/crm/associations/${version}/${pair}/batch/${verb}`, { inputs });

  it('links in batches with numbers in the rows, again without harm, and readable from both sides', async () => {
    const inputs = [link(at(orders, 0), at(contacts, 0), 507), link(at(orders, 1), at(contacts, 0), 507)];
    const made = await batch('create', inputs);
    assert.equal(made.status, 200);
    assert.deepEqual(made.body.results.toSorted((a, b) => Number(a['fromObjectId']) - Number(b['fromObjectId']))[0], {
      fromObjectTypeId: '0-123',
      fromObjectId: Number(orders[0]),
      toObjectTypeId: '0-1',
      toObjectId: Number(contacts[0]),
      labels: [],
    });
    assert.equal((await batch('create', inputs, 'order/contact', '2026-03')).status, 201);
    const back = await batch('read', [{ id: at(contacts, 0) }], '0-1/0-123');
    assert.deepEqual(back.body.results, [
      {
        from: { id: contacts[0] },
        to: [orders[0], orders[1]].map((id) => ({
          toObjectId: Number(id),
          associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 508, label: null }],
        })),
      },
    ]);
  });

  it('leaves records without links out of a read, and links to archived records', async () => {
    const { body } = await batch('read', [{ id: at(orders, 2) }, { id: '55' }]);
    assert.deepEqual([body.results, body.errors], [[], []]);
    const [gone = ''] = await hub.seed('contacts', [{ city: 'gone' }]);
    await batch('associate/default', [{ from: { id: at(orders, 2) }, to: { id: gone } }]);
    assert.equal((await batch('read', [{ id: at(orders, 2) }])).body.results.length, 1);
    hub.account.asUser(1).archive('contacts', gone);
    assert.equal((await batch('read', [{ id: at(orders, 2) }])).body.results.length, 0);
  });

  it('names ids that are none, cannot always say which input it means, and makes the rest', async () => {
    const { body } = await batch('create', [
      link('x', at(contacts, 0), 507),
      link(at(orders, 0), '123', 507),
      link(at(orders, 0), at(contacts, 1), 507),
      link(at(orders, 0), at(contacts, 1), 3),
    ]);
    assert.equal(body.results.length, 1);
    assert.deepEqual(
      body.errors.map((error) => [error.subCategory, error.context]),
      [
        ['crm.associations.INVALID_IDENTIFIER', { id: ['x'] }],
        ['crm.associations.INVALID_OBJECT_IDS', { CONTACT: ['123'] }],
        [undefined, undefined],
      ],
    );
    const [one = ''] = contacts;
    const self = await batch('create', [link(one, one, 449)], 'contacts/contacts');
    assert.equal(self.body.errors[0]?.message, `Object ${one} cannot be associated to itself (${one})`);
    assert.equal(self.body.errors[0]?.context, undefined);
    const many = Array.from({ length: 2_001 }, () => link(one, one, 449));
    assert.equal(
      (await hub.send(shapes.any, 'POST', '/crm/associations/2026-09/0-1/0-1/batch/create', { inputs: many })).status,
      400,
    );
  });

  it('takes links away in batches and one by one', async () => {
    const single = `/crm/objects/2026-09/orders/${at(orders, 1)}/associations`;
    const put = await hub.send(shapes.any, 'PUT', `${single}/default/contacts/${at(contacts, 2)}`);
    assert.equal(put.status, 200);
    const labelled = await hub.send(shapes.any, 'PUT', `${single}/contacts/${at(contacts, 1)}`, [kind(507)]);
    assert.equal(labelled.status, 201);
    const linked = () =>
      hub.account.read
        .record('orders', at(orders, 1))
        ?.links()
        .map((one) => one.toId)
        .sort();
    assert.deepEqual(linked(), [...contacts].sort());
    const removed = await hub.send(shapes.any, 'DELETE', `${single}/contacts/${at(contacts, 2)}`);
    assert.equal(removed.status, 204);
    await batch('archive', [{ from: { id: at(orders, 1) }, to: [{ id: at(contacts, 0) }, { id: '9' }] }]);
    assert.deepEqual(linked(), [contacts[1]]);
    assert.deepEqual(hub.account.read.record('contacts', at(contacts, 2))?.links(), []);
    const shown = await hub.send(
      shapes.any,
      'GET',
      `/crm/objects/2026-09/orders/${at(orders, 1)}?associations=contacts`,
    );
    assert.deepEqual(shown.body['associations'], {
      contacts: { results: [{ id: contacts[1], type: 'order_to_contact' }] },
    });
  });

  it('makes the first company primary, and lets a label go without the link', async () => {
    const [first = '', second = ''] = await hub.seed('companies', [{ name: 'A' }, { name: 'B' }]);
    const pair = 'contacts/companies';
    await batch('associate/default', [{ from: { id: at(contacts, 0) }, to: { id: first } }], pair);
    await batch('associate/default', [{ from: { id: at(contacts, 0) }, to: { id: second } }], pair);
    const kinds = () =>
      hub.account.read
        .record('contacts', at(contacts, 0))
        ?.links()
        .filter((one) => one.toType === 'companies')
        .map((one) => one.typeIds);
    assert.deepEqual(kinds(), [[1, 279], [279]]);
    await batch('create', [link(at(contacts, 0), second, 1)], pair);
    assert.deepEqual(kinds(), [[279], [1, 279]]);
    await batch('labels/archive', [link(at(contacts, 0), second, 1)], pair);
    assert.deepEqual(kinds(), [[279], [279]]);
    const labels = await hub.send(shapes.rows, 'GET', '/crm/associations/2026-09/contacts/companies/labels');
    assert.deepEqual(labels.body.results, [
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
    ]);
  });

  it('gives a company one parent', async () => {
    const [child = '', one = '', two = ''] = await hub.seed('companies', [
      { name: 'C' },
      { name: 'P1' },
      { name: 'P2' },
    ]);
    await batch('create', [link(one, child, 13)], 'companies/companies');
    await batch('create', [link(child, two, 14)], 'companies/companies');
    const path = `/crm/objects/2026-09/companies/${child}?properties=hs_parent_company_id`;
    assert.equal((await hub.send(shapes.record, 'GET', path)).body.properties['hs_parent_company_id'], two);
    assert.deepEqual(hub.account.read.record('companies', one)?.links(), []);
  });
});

describe('association limits and switches', () => {
  it('refuses links beyond a limit, and shows the limits', async () => {
    const hub = await startAccount({
      associationLimits: [{ fromType: '0-123', toType: '0-1', max: 1 }],
      switches: { secondParentCompany: 'fail', noAssociations: 'error' },
    });
    const [a = '', b = ''] = await hub.seed('contacts', [{ city: 'a' }, { city: 'b' }]);
    const [order = ''] = await hub.seed('orders', [{ hs_order_name: '#1' }]);
    const make = (inputs: unknown[], pair: string) =>
      hub.send(shapes.rows, 'POST', `/crm/associations/2026-09/${pair}/batch/create`, { inputs });
    await make([link(order, a, 507)], 'orders/contacts');
    for (const [inputs, pair] of [
      [[link(order, b, 507)], 'orders/contacts'],
      [[link(b, order, 508)], 'contacts/orders'],
    ] as const) {
      const { body } = await make([...inputs], pair);
      assert.equal(body.errors[0]?.subCategory, 'crm.associations.ASSOCIATION_LIMIT_EXCEEDED');
    }
    assert.equal((await make([link(order, a, 507)], 'orders/contacts')).body.errors.length, 0);
    const limits = await hub.send(shapes.rows, 'GET', '/crm/associations/2026-09/definitions/configurations/all');
    assert.equal(limits.body.results[0]?.['userEnforcedMaxToObjectIds'], 1);
    const none = await hub.send(shapes.rows, 'POST', '/crm/associations/2026-09/contacts/orders/batch/read', {
      inputs: [{ id: b }],
    });
    assert.equal(none.body.errors[0]?.subCategory, 'crm.associations.NO_ASSOCIATIONS_FOUND');
    const [c = '', p = '', q = ''] = await hub.seed('companies', [{ name: 'c' }, { name: 'p' }, { name: 'q' }]);
    await make([link(c, p, 14)], 'companies/companies');
    assert.equal((await make([link(q, c, 13)], 'companies/companies')).body.errors.length, 1);
  });
});
