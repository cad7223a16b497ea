import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  changed,
  conformanceFields,
  contactRow,
  idOf,
  makeContact,
  makeOrder,
  orderRow,
} from '../src/connector/conformance/suite-rows.ts';
import type { Destination, WriteOutcome } from '../src/connector/destination.ts';
import { createHubSpotDestination } from '../src/destinations/hubspot/destination.ts';
import { createRandom } from '../src/lib/random.ts';
import { createProxy, type Tampering, withoutTraceIds } from './hubspot-proxy.ts';
import { createHubSpotWorld, type HubSpotWorld, hubSpotToken, type WorldOptions } from './hubspot-world.ts';

async function withWorld(options: WorldOptions, test: (world: HubSpotWorld) => Promise<void>): Promise<void> {
  const world = await createHubSpotWorld(options);
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

/** The same account behind a proxy. */
async function through(world: HubSpotWorld, tampering: Tampering, test: (destination: Destination) => Promise<void>) {
  const proxy = await createProxy(world.server.url, tampering);
  const destination = createHubSpotDestination({
    baseUrl: proxy.url,
    token: hubSpotToken,
    clock: world.clock,
    random: createRandom(3),
    log: { info: () => undefined, warn: () => undefined },
    timeoutMs: 300,
  });
  try {
    await destination.bind(conformanceFields);
    await test(destination);
  } finally {
    await proxy.close();
  }
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

function byStatus(outcomes: readonly WriteOutcome[]): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { status, ref } of outcomes) found[status] = [...(found[status] ?? []), ref];
  for (const refs of Object.values(found)) refs.sort();
  return found;
}

const writes = (world: HubSpotWorld, family: string) => world.server.counters.read().byFamily[`POST ${family}`] ?? 0;

describe('HubSpot batches', () => {
  it('matches a hundred shuffled results to their rows in one call', () =>
    withWorld({}, async (world) => {
      const rows = numbers(1, 100).map((number) => orderRow(number));
      const outcomes = await world.destination.create('order', rows);
      assert.equal(writes(world, '/crm/objects/orders/batch/create'), 1);
      for (const outcome of outcomes) {
        const stored = world.server.account.read.record('orders', idOf(outcome));
        assert.equal(`order ${stored?.properties['hs_external_order_id']}`, outcome.ref);
      }
    }));

  it('answers alike where a partly refused batch has status 200 and where it has 207', async () => {
    for (const partialStatus of [200, 207] as const) {
      await withWorld({ account: { switches: { partialStatus } } }, async ({ destination, server }) => {
        const rows = [contactRow(1), contactRow(2, { 'contact.email': 'zoë@example.com' }), contactRow(3)];
        const outcomes = await destination.create('contact', rows);
        assert.deepEqual(byStatus(outcomes), { created: ['contact 1', 'contact 3'], refused: ['contact 2'] });
        assert.equal(server.account.read.count('contacts'), 2);
      });
    }
  });

  it('finds the bad rows by halves where the account refuses a batch as a whole', () =>
    withWorld({}, (world) =>
      through(world, withoutTraceIds, async (destination) => {
        await makeContact(destination, contactRow(900));
        const rows = numbers(1, 40).map((number) => {
          if (number === 7) return contactRow(number, { 'contact.email': 'josé@example.com' });
          if (number === 23) return contactRow(number, { 'contact.email': 'buyer.900@example.com' });
          return contactRow(number);
        });
        const outcomes = byStatus(await destination.create('contact', rows));
        assert.deepEqual(outcomes['refused'], ['contact 7']);
        assert.deepEqual(outcomes['exists'], ['contact 23']);
        assert.equal(outcomes['created']?.length, 38);
        assert.equal(world.server.account.read.count('contacts'), 39);
        const addresses = world.server.account.read.records('contacts').map(({ properties }) => properties['email']);
        assert.equal(new Set(addresses).size, 39);
        assert.ok(writes(world, '/crm/objects/contacts/batch/create') < 25);
      }),
    ));

  it('names the record in the way also where HubSpot does not', () =>
    withWorld({}, (world) =>
      through(world, withoutTraceIds, async (destination) => {
        const id = await makeContact(destination, contactRow(1));
        world.server.account.asUser(5).update('contacts', id, { samestory_key: '' });
        const [outcome] = await destination.create('contact', [contactRow(1)]);
        assert.ok(outcome?.status === 'exists', JSON.stringify(outcome));
        assert.equal(outcome.id, id);
      }),
    ));

  it('takes no record without an id for a created one', () =>
    withWorld({}, (world) => {
      const nameless: Tampering = {
        response: (path, body) => (path.endsWith('/batch/create') ? body.replace(/"id":"\d+"/, '"id":""') : body),
      };
      return through(world, nameless, async (destination) => {
        const outcomes = byStatus(await destination.create('contact', [contactRow(1), contactRow(2)]));
        assert.deepEqual(outcomes['unknown'], ['contact 1', 'contact 2']);
        assert.equal(world.server.account.read.count('contacts'), 2);
      });
    }));

  it('matches updates without trace ids by id, and the one that moved by what is left', () =>
    withWorld({}, (world) =>
      through(world, withoutTraceIds, async (destination) => {
        const ids: string[] = [];
        for (const number of [1, 2, 3]) ids.push(await makeContact(destination, contactRow(number)));
        const [first = '', second = '', third = ''] = ids;
        const survivor = await makeContact(destination, contactRow(4));
        world.server.account.asUser(5).merge('contacts', survivor, second);
        const outcomes = await destination.update(
          'contact',
          [first, second, third].map((id) => ({
            ref: id,
            id,
            write: changed('contact', { 'contact.first_name': id }),
          })),
        );
        const moved = outcomes.find(({ ref }) => ref === second);
        assert.deepEqual(moved, { ref: second, status: 'moved', id: survivor });
        assert.deepEqual(byStatus(outcomes)['updated'], [first, third].sort());
        assert.equal(world.server.account.read.record('contacts', third)?.properties['firstname'], third);
      }),
    ));

  it('counts a row that the answer does not mention as unknown, never as done', async () => {
    await withWorld(
      { account: { batchFaults: [{ silent: 'all', path: 'batch/create', times: 1 }] } },
      async (world) => {
        const outcomes = await world.destination.create('contact', [contactRow(1), contactRow(2)]);
        assert.deepEqual(byStatus(outcomes), { unknown: ['contact 1', 'contact 2'] });
        assert.equal(world.server.account.read.count('contacts'), 0);
      },
    );
    await withWorld(
      { account: { batchFaults: [{ silent: 'some', path: 'batch/create', times: 1 }] } },
      async (world) => {
        const outcomes = await world.destination.create(
          'contact',
          numbers(1, 9).map((number) => contactRow(number)),
        );
        const found = byStatus(outcomes);
        assert.deepEqual(found['unknown'], ['contact 3', 'contact 6', 'contact 9']);
        assert.equal(found['created']?.length, 6);
        assert.equal(world.server.account.read.count('contacts'), 6);
      },
    );
  });

  it('sends two rows for one record in two calls', () =>
    withWorld({}, async ({ destination, server }) => {
      const id = await makeContact(destination, contactRow(1));
      const outcomes = await destination.update('contact', [
        { ref: 'a', id, write: changed('contact', { 'contact.first_name': 'One' }) },
        { ref: 'b', id, write: changed('contact', { 'contact.last_name': 'Two' }) },
      ]);
      assert.deepEqual(byStatus(outcomes), { updated: ['a', 'b'] });
      const stored = server.account.read.record('contacts', id)?.properties;
      assert.deepEqual([stored?.['firstname'], stored?.['lastname']], ['One', 'Two']);
    }));
});

describe('HubSpot refusals', () => {
  it('names a field whose property was archived, and writes the rows without it', () =>
    withWorld({}, async ({ destination, server }) => {
      const property = server.account.properties.live('0-123', 'samestory_channel');
      assert.ok(property);
      server.account.properties.put('0-123', { ...property, archivedAt: 1 });
      const rows = numbers(1, 20).map((number) => orderRow(number, number > 4 ? { 'order.channel': 'POS' } : {}));
      const outcomes = await destination.create('order', rows);
      assert.equal(byStatus(outcomes)['created']?.length, 4);
      for (const outcome of outcomes) {
        if (outcome.status !== 'refused') continue;
        assert.deepEqual(outcome.fields, ['order.channel']);
        assert.equal(outcome.failure.class, 'map');
        assert.equal(outcome.failure.code, 'PROPERTY_DOESNT_EXIST');
      }
    }));

  it('does not search for a row where every row that carries a property fails', () =>
    withWorld({}, (world) =>
      through(world, withoutTraceIds, async (destination) => {
        const property = world.server.account.properties.live('0-123', 'samestory_channel');
        assert.ok(property);
        world.server.account.properties.put('0-123', { ...property, archivedAt: 1 });
        const rows = numbers(1, 64).map((number) => orderRow(number, number > 4 ? { 'order.channel': 'POS' } : {}));
        const outcomes = byStatus(await destination.create('order', rows));
        assert.equal(outcomes['refused']?.length, 60);
        assert.equal(outcomes['created']?.length, 4);
        assert.equal(writes(world, '/crm/objects/orders/batch/create'), 2);
      }),
    ));

  it('names all refused fields of a row at once', () =>
    withWorld({}, async ({ destination }) => {
      const [outcome] = await destination.create('order', [
        orderRow(5, { 'order.current_total': 'twelve', 'order.date': 'yesterday' }),
      ]);
      assert.ok(outcome?.status === 'refused');
      assert.deepEqual([...outcome.fields].sort(), ['order.current_total', 'order.date']);
      assert.equal(outcome.failure.message.includes('twelve'), false);
    }));

  it("refuses the record itself where an administrator's rule asks for a value that we do not have", () =>
    withWorld({}, async ({ destination, server }) => {
      server.account.rules.add({ kind: 'required', typeId: '0-1', name: 'company' });
      const [outcome] = await destination.create('contact', [contactRow(1)]);
      assert.ok(outcome?.status === 'refused', JSON.stringify(outcome));
      assert.deepEqual(outcome.fields, []);
      assert.equal(outcome.failure.code, 'MISSING_REQUIRED_PROPERTY');
      assert.match(outcome.failure.message, /company/);
    }));

  it('leaves an address that another contact has to a person, and a taken key as well', () =>
    withWorld({}, async ({ destination, server }) => {
      const one = await makeContact(destination, contactRow(1));
      const two = await makeContact(destination, contactRow(2));
      const write = changed('contact', { 'contact.email': 'buyer.1@example.com' });
      const [address] = await destination.update('contact', [{ ref: 'a', id: two, write }]);
      assert.ok(address?.status === 'refused', JSON.stringify(address));
      assert.deepEqual(address.fields, ['contact.email']);
      assert.equal(address.failure.class, 'identity');
      assert.match(address.failure.message, new RegExp(one));
      const identity = { key: contactRow(1).key, members: [contactRow(1).key] };
      const [key] = await destination.update('contact', [
        { ref: 'a', id: two, identity, write: changed('contact', {}) },
      ]);
      assert.ok(key?.status === 'refused', JSON.stringify(key));
      assert.deepEqual(key.fields, []);
      assert.equal(key.failure.code, 'KEY_TAKEN');
      assert.equal(server.account.read.record('contacts', two)?.properties['email'], 'buyer.2@example.com');
    }));

  it('finds the contact that has an address as its second one', () =>
    withWorld({}, async ({ destination, server }) => {
      const id = await makeContact(destination, contactRow(1));
      server.account.asUser(5).setEmailSecondary(id, 'buyer.2@example.com');
      const [outcome] = await destination.create('contact', [contactRow(2)]);
      assert.ok(outcome?.status === 'exists');
      assert.equal(outcome.id, id);
      const [record] = await destination.readBack('contact', { ids: [id] });
      assert.deepEqual(record?.emails, ['buyer.1@example.com', 'buyer.2@example.com']);
    }));
});

describe('HubSpot failures', () => {
  it('repeats an update after a 503, and a create never', () =>
    withWorld({}, async (world) => {
      const id = await makeContact(world.destination, contactRow(1));
      const { faults } = world.server.account;
      faults.add({ path: /batch\/update$/, times: 1, status: 503, body: '<html>upstream</html>' });
      const write = changed('contact', { 'contact.first_name': 'Grace' });
      assert.deepEqual(await world.destination.update('contact', [{ ref: 'a', id, write }]), [
        { ref: 'a', status: 'updated', id },
      ]);
      faults.add({ path: /batch\/create$/, times: 1, status: 502, body: '<html>bad gateway</html>' });
      const before = writes(world, '/crm/objects/contacts/batch/create');
      const [lost] = await world.destination.create('contact', [contactRow(2)]);
      assert.equal(lost?.status, 'unknown');
      assert.equal(writes(world, '/crm/objects/contacts/batch/create'), before + 1);
    }));

  it('repeats a create that was certainly not carried out: a lock, a move of the account, too many calls', () =>
    withWorld({}, async ({ destination, server, clock }) => {
      const refusals = [
        { status: 423, body: { status: 'error', message: 'locked' } },
        { status: 477, body: { status: 'error', message: 'moving' }, headers: { 'retry-after': '7' } },
      ];
      for (const [index, refusal] of refusals.entries()) {
        server.account.faults.add({ path: /batch\/create$/, times: 1, ...refusal });
        const start = clock.now().getTime();
        const [outcome] = await destination.create('contact', [contactRow(index)]);
        assert.equal(outcome?.status, 'created');
        assert.ok(clock.now().getTime() - start >= (refusal.status === 477 ? 7_000 : 2_000));
      }
      assert.equal(server.account.read.count('contacts'), 2);
    }));

  it('leaves a long wait to the caller, as one of the whole account', () =>
    withWorld({}, async ({ destination, server }) => {
      server.account.faults.add({ path: /batch\/create$/, status: 477, headers: { 'retry-after': '3600' } });
      const [outcome] = await destination.create('contact', [contactRow(1)]);
      assert.ok(outcome?.status === 'not written');
      assert.deepEqual([outcome.failure.class, outcome.failure.code], ['quota', 'ACCOUNT_MOVING']);
      assert.equal(outcome.failure.retryAfterMs, 3_600_000);
    }));

  it('says that nothing was written when the token was revoked, after one more try', () =>
    withWorld({}, async (world) => {
      world.server.account.tokens.revoke(hubSpotToken);
      const before = writes(world, '/crm/objects/contacts/batch/create');
      const [outcome] = await world.destination.create('contact', [contactRow(1)]);
      assert.ok(outcome?.status === 'not written');
      assert.equal(outcome.failure.class, 'credential');
      assert.equal(writes(world, '/crm/objects/contacts/batch/create'), before + 2);
    }));

  it('believes a page of HTML with 403 to be the network, and MISSING_SCOPES to be the token', () =>
    withWorld({}, async ({ destination, server }) => {
      server.account.faults.add({ path: /batch\/create$/, times: 1, status: 403, body: '<html>blocked</html>' });
      assert.equal((await destination.create('contact', [contactRow(1)]))[0]?.status, 'created');
      server.account.tokens.setScopes(hubSpotToken, ['crm.objects.contacts.read']);
      const [outcome] = await destination.create('contact', [contactRow(2)]);
      assert.ok(outcome?.status === 'not written');
      assert.equal(outcome.failure.class, 'credential');
      assert.match(outcome.failure.message, /crm\.objects\.contacts\.write/);
    }));

  it('does not know what became of a create that was never answered, and says so in time', () =>
    withWorld({}, (world) =>
      through(world, { hangs: (path) => path.endsWith('/batch/create') }, async (destination) => {
        const [outcome] = await destination.create('contact', [contactRow(1)]);
        assert.ok(outcome?.status === 'unknown');
        assert.equal(outcome.failure.code, 'TIMEOUT');
      }),
    ));

  it('knows that a call to nobody was not carried out', async () => {
    const world = await createHubSpotWorld({});
    await world.close();
    // A connection that was kept open dies under the first call, of which nobody knows; then there is nobody.
    await assert.rejects(world.destination.list('contact', null));
    const [outcome] = await world.destination.create('contact', [contactRow(1)]);
    assert.equal(outcome?.status, 'not written');
    assert.ok(world.logged.length > 0);
    assert.equal(world.logged.join('\n').includes(hubSpotToken), false);
  });

  it('says that an answer which is not what HubSpot documents leaves the outcome open', () =>
    withWorld({}, (world) =>
      through(
        world,
        { response: (path, body) => (path.endsWith('/batch/create') ? '<html>' : body) },
        async (destination) => {
          const [outcome] = await destination.create('contact', [contactRow(1)]);
          assert.ok(outcome?.status === 'unknown');
          assert.equal(outcome.failure.code, 'UNREADABLE_ANSWER');
          assert.equal(world.server.account.read.count('contacts'), 1);
        },
      ),
    ));
});

describe('HubSpot links', () => {
  it('finds the one link of many that cannot be made', () =>
    withWorld({}, async ({ destination, server }) => {
      const contact = await makeContact(destination, contactRow(1));
      const orders: string[] = [];
      for (const number of numbers(1, 12)) orders.push(await makeOrder(destination, number));
      const label = 'order_contact';
      const pairs = orders.map((fromId) => ({ ref: fromId, label, fromId, toId: contact }) as const);
      const bad = { ref: 'self', label, fromId: orders[3] ?? '', toId: orders[3] ?? '' } as const;
      const outcomes = await destination.link([...pairs.slice(0, 5), bad, ...pairs.slice(5)]);
      assert.equal(outcomes.length, 13);
      assert.deepEqual(
        outcomes.filter(({ status }) => status !== 'done').map(({ ref }) => ref),
        ['self'],
      );
      for (const order of orders) {
        assert.deepEqual(server.account.read.record('orders', order)?.links(), [
          { toType: 'contacts', toId: contact, typeIds: [507] },
        ]);
      }
    }));
});
