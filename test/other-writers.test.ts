import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { HubSpotOptions } from '../simulator/hubspot/options.ts';
import type { HubSpotServer } from '../simulator/hubspot/server.ts';
import { refuseOtherWriters } from '../src/app/other-writers.ts';
import { planSetup } from '../src/app/setup.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { declareOff, lookForWriters } from '../src/sync/other-writers.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld, shopNumber } from './support/world.ts';

const nativeAppId = '51381';
const buyers = 3;
const ordersEach = 4;

interface Brought {
  readonly customerIds: readonly string[];
  readonly orderIds: readonly string[];
  readonly contactIds: readonly string[];
}

/** What HubSpot's own Shopify sync leaves behind: an order and a contact of each, linked, with fewer fields than ours. */
function nativeSync(crm: HubSpotServer, at: Date) {
  const sync = crm.account.asIntegration(nativeAppId, 'Shopify');
  return {
    contact: (email: string) => sync.create('contacts', { email, firstname: 'From sync' }, at),
    order: (id: string, name: string, contactId: string) => {
      const values = {
        hs_order_name: name,
        hs_external_order_id: id,
        hs_total_price: '1.00',
        hs_payment_status: 'Paid',
      };
      const record = sync.create('orders', values, at);
      sync.link('orders', record, 'contacts', contactId);
      return record;
    },
  };
}

/** A store with orders, and a CRM to which HubSpot's own sync has brought all of them. */
async function worldAfterNativeSync(at: Date, crmOptions: Partial<HubSpotOptions> = {}) {
  const customerIds: string[] = [];
  const orderIds: string[] = [];
  const contactIds: string[] = [];
  const world = await openWorld({
    crm: { searchLagMs: 0, ...crmOptions },
    prepare: ({ store, crm }) => {
      const native = nativeSync(crm, at);
      for (let buyer = 0; buyer < buyers; buyer += 1) {
        const email = `buyer${buyer}@example.com`;
        const customerId = store.store.createCustomer(newCustomer({ email, phone: null, createdAt: at }));
        const contactId = native.contact(email);
        customerIds.push(customerId);
        contactIds.push(contactId);
        for (let count = 0; count < ordersEach; count += 1) {
          const orderId = store.store.createOrder(newOrder({ customerId, email, createdAt: at }));
          orderIds.push(orderId);
          native.order(orderId, `#${1000 + orderIds.length}`, contactId);
        }
      }
    },
  });
  const brought: Brought = { customerIds, orderIds, contactIds };
  return { world, brought };
}

/** The older connection's properties, which count among an account's custom ones. */
function addBridgeProperty(crm: HubSpotServer): void {
  const model = crm.account.properties.live('0-1', 'website');
  assert.ok(model);
  const name = 'ip__shopify__customer_id';
  crm.account.properties.put('0-1', { ...model, name, label: name, hubspotDefined: false });
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 3_600_000);
}

async function bringEverything(world: World, { customerIds, orderIds }: Brought): Promise<void> {
  await world.touch(
    ...orderIds.map((id) => ['order', id] as const),
    ...customerIds.map((id) => ['customer', id] as const),
  );
  await world.work();
}

/** Nothing is there twice, everything carries our key, and the contacts are linked once to each of their orders. */
async function assertTakenOver(world: World, { customerIds, orderIds, contactIds }: Brought): Promise<void> {
  const { read } = world.crm.account;
  assert.equal(read.count('orders'), orderIds.length);
  assert.equal(read.count('contacts'), contactIds.length);
  for (const id of orderIds) {
    const [record, ...others] = read.findBy('orders', 'hs_external_order_id', id);
    assert.deepEqual(others, []);
    assert.equal(record?.properties['samestory_key'], `${shopNumber}/order/${id}`);
    assert.equal(record?.properties['hs_total_price'], '125');
    assert.equal(record?.links().length, 1);
  }
  const keys = read.records('contacts').map(({ properties }) => properties['samestory_key']);
  assert.deepEqual(keys.toSorted(), customerIds.map((id) => `${shopNumber}/customer/${id}`).toSorted());
  const live = new Set(read.records('orders').map(({ id }) => id));
  for (const one of read.records('contacts')) {
    assert.equal(one.links().filter(({ toId }) => live.has(toId)).length, ordersEach);
  }
  const { balance, money } = await fullBalance(world.route, { repair: true });
  for (const kind of ['order', 'customer'] as const) {
    const row = balance.find((one) => one.kind === kind);
    assert.equal(row?.matching, row?.listed);
    assert.equal(row?.extra, 0);
  }
  assert.ok(money.every((row) => row.orders.different === 0));
}

describe("HubSpot's own Shopify sync is still running", () => {
  let world: World;
  before(async () => {
    ({ world } = await worldAfterNativeSync(new Date()));
  });
  after(() => world.close());

  it('is named with what it has brought, and set-up, start and backfill refuse to write beside it', async () => {
    const plans = await planSetup(world.route, null);
    const [writer, ...others] = plans.otherWriters;
    assert.deepEqual(others, []);
    assert.equal(writer?.running, true);
    assert.deepEqual(writer?.left, { order: buyers * ordersEach, contact: 0 });
    const [blocker] = plans.crm.blockers;
    assert.match(blocker ?? '', /^HubSpot's own Shopify sync has brought 12 orders/);
    assert.match(blocker ?? '', /Settings, Integrations, Connected apps, Shopify/);
    const before = world.crm.counters.read().writes;
    await assert.rejects(world.route.destination.apply(plans.crm), /Switch it off first/);
    await assert.rejects(refuseOtherWriters(world.route), /two connections write the same records.*--other-sync-off/);
    assert.equal(world.crm.counters.read().writes, before);
  });

  it('is believed to be off when a person says so, until it writes again', async () => {
    const plans = await planSetup(world.route, null, { otherSyncOff: true });
    assert.deepEqual(plans.crm.blockers, []);
    assert.equal(plans.otherWriters[0]?.running, false);
    assert.match(plans.otherWriters[0]?.sentence ?? '', /is taken over, nothing is made a second time/);
    await refuseOtherWriters({ ...world.route, ledger: { ...world.ledger, putSetting: async () => undefined } });
    const later = new Date(Date.now() + 3_600_000);
    nativeSync(world.crm, later).order('999', '#9999', world.crm.account.read.records('contacts')[0]?.id ?? '');
    const [writer] = await lookForWriters(world.route);
    assert.equal(writer?.running, true);
    await assert.rejects(refuseOtherWriters(world.route), /Switch it off/);
  });
});

describe("HubSpot's own Shopify sync was switched off", () => {
  for (const [title, options] of [
    ['in a usual account', {}],
    ['in an account with room for ten custom properties', { customPropertyLimit: 10 }],
  ] as const) {
    it(`leaves records that are taken over, none made twice: ${title}`, async () => {
      const { world, brought } = await worldAfterNativeSync(daysAgo(10), options);
      try {
        await declareOff(world.route, [{ id: nativeAppId }]);
        const plans = await planSetup(world.route, null);
        assert.deepEqual(plans.crm.blockers, []);
        assert.equal(plans.otherWriters[0]?.left.order, brought.orderIds.length);
        await bringEverything(world, brought);
        await assertTakenOver(world, brought);
        const after = await lookForWriters(world.route);
        assert.deepEqual(after[0]?.left, { order: 0, contact: 0 });
        assert.equal(after[0]?.taken, brought.orderIds.length);
      } finally {
        await world.close();
      }
    });
  }

  it('keeps the links that it made as its own', async () => {
    const { world, brought } = await worldAfterNativeSync(daysAgo(10));
    try {
      await bringEverything(world, brought);
      const { destination } = world.route.destinationAccount;
      const keys = brought.orderIds.map((id) => `${shopNumber}/order/${id}`);
      const ids = await world.ledger.subjectIdsOf({ keys });
      const views = await world.ledger.subjects({ destination, subjectIds: Object.values(ids) });
      assert.equal(views.length, brought.orderIds.length);
      assert.ok(views.every(({ links }) => links.length === 1 && links[0]?.madeByUs === false));
    } finally {
      await world.close();
    }
  });

  it('is seen to be off when it has missed an order, and to be on while it has brought the latest', async () => {
    const { world, brought } = await worldAfterNativeSync(daysAgo(10));
    try {
      assert.equal((await lookForWriters(world.route))[0]?.running, true);
      const [customerId = null] = brought.customerIds;
      world.store.store.createOrder(newOrder({ customerId, createdAt: daysAgo(2) }));
      assert.equal((await lookForWriters(world.route))[0]?.running, false);
      await refuseOtherWriters(world.route);
    } finally {
      await world.close();
    }
  });

  it('has brought an order twice: neither is taken over, a person decides', async () => {
    const { world, brought } = await worldAfterNativeSync(daysAgo(10));
    try {
      const [orderId = '', contactId = ''] = [brought.orderIds[0], brought.contactIds[0]];
      const second = nativeSync(world.crm, daysAgo(9)).order(orderId, '#1001', contactId);
      await bringEverything(world, brought);
      const { read } = world.crm.account;
      assert.equal(read.count('orders'), brought.orderIds.length + 1);
      assert.ok(
        read.findBy('orders', 'hs_external_order_id', orderId).every((one) => !one.properties['samestory_key']),
      );
      const { destination } = world.route.destinationAccount;
      const [letter] = await world.ledger.parked({ destination, limit: 10 });
      assert.equal(letter?.key.id, orderId);
      assert.match(letter?.message ?? '', new RegExp(second));
      world.crm.account.asUser(77).archive('orders', second);
      await fullBalance(world.route, { repair: true });
      await world.work();
      await assertTakenOver(world, brought);
    } finally {
      await world.close();
    }
  });
});

describe('an older connection that left values on contacts', () => {
  it('is found by them, and counts what nobody has taken over', async () => {
    const world = await openWorld({
      prepare: ({ crm }) => {
        addBridgeProperty(crm);
        const id = crm.account.asUser(77).create('contacts', { email: 'known@example.com' });
        crm.account.asUser(77).create('contacts', { email: 'other@example.com' });
        const bridge = crm.account.asIntegration(nativeAppId, 'Shopify');
        bridge.update('contacts', id, { ip__shopify__customer_id: '5' }, daysAgo(3));
      },
    });
    try {
      const [writer] = await lookForWriters(world.route);
      assert.deepEqual(writer?.left, { order: 0, contact: 1 });
      assert.equal(writer?.lastWroteAt?.toISOString().slice(0, 10), daysAgo(3).toISOString().slice(0, 10));
      assert.equal(writer?.running, false);
      assert.deepEqual((await planSetup(world.route, null)).crm.blockers, []);
    } finally {
      await world.close();
    }
  });
});

describe('other apps that write orders', () => {
  it('are no writers of this store when the store does not know their numbers', async () => {
    const world = await openWorld({
      prepare: ({ crm }) => {
        const shop = crm.account.asIntegration('777', 'Another shop');
        shop.create('orders', { hs_order_name: 'WC-1', hs_external_order_id: '1234' });
        shop.create('orders', { hs_order_name: 'WC-2', hs_external_order_id: 'WC-2' });
      },
    });
    try {
      assert.deepEqual(await lookForWriters(world.route), []);
      await refuseOtherWriters(world.route);
    } finally {
      await world.close();
    }
  });
});
