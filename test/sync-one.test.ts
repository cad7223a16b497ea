import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { syncOne } from '../src/app/operator.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { bringOrder, previewOrder, type SinglePreview } from '../src/sync/single.ts';
import { previewTakeBack, takeBack } from '../src/sync/take-back.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { seedingMap } from './support/maps.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const cutoff = new Date('2026-11-01T00:00:00Z');

/** Every live record of the CRM with what it holds and is linked to, without the times and counts that HubSpot keeps. */
function stateOf({ crm }: World) {
  const kept = (name: string) =>
    !/^(hs_lastmodifieddate|lastmodifieddate|hs_updated|hs_object_source|hs_was_)/.test(name);
  return ['contacts', 'orders'].flatMap((type) =>
    crm.account.read.records(type).map((record) => ({
      type,
      id: record.id,
      values: Object.fromEntries(
        Object.entries(record.properties).filter(([name, value]) => kept(name) && value !== ''),
      ),
      links: record.links().map(({ toType, toId }) => `${toType} ${toId}`),
    })),
  );
}

describe('a single order', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ cutoff, crm: { searchLagMs: 0 }, map: seedingMap });
  });
  after(() => world.close());

  const find = async (name: string) => {
    const [found] = await world.route.source.find(name);
    assert.ok(found);
    return found;
  };
  const alone = <T>(work: (lane: { epoch: number }) => Promise<T>) => withLane(world.route, 'test', work);
  const bring = async (name: string) => {
    await fillMatchIndex(world.route, () => undefined);
    const found = await find(name);
    return alone((lane) => bringOrder(world.route, lane, found));
  };
  const undo = async (name: string) => {
    const found = await find(name);
    return alone((lane) => takeBack(world.route, lane, found));
  };
  const inCrm = (orderId: string) =>
    world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`)[0];
  const acts = (preview: SinglePreview) => preview.records.map(({ object, act }) => `${act} ${object}`);

  it('is shown before it is written, comes alone whatever its date, and is taken back without a trace', async () => {
    const { store } = world.store;
    const buyer = store.createCustomer(newCustomer());
    const wanted = store.createOrder(newOrder({ customerId: buyer, name: '#1001' }));
    store.createOrder(newOrder({ customerId: buyer, name: '#1002' }));
    await world.touch(['customer', buyer]);
    const before = stateOf(world);
    const writes = world.crm.counters.read().writes;

    const preview = await previewOrder(world.route, await find('#1001'));
    assert.deepEqual(acts(preview), ['create contact', 'create order']);
    assert.equal(preview.link, 'would be made');
    const phone = preview.records[0]?.values.find(({ field }) => field === 'contact.phone');
    assert.deepEqual([phone?.owner, phone?.from, phone?.to], ['crm', null, '+16135550101']);
    assert.equal(world.crm.counters.read().writes, writes, 'a preview writes nothing');

    const result = await bring('#1001');
    assert.deepEqual(result.standing, { state: 'matching' });
    assert.equal(result.linked, true);
    const order = inCrm(wanted);
    assert.equal(world.crm.account.read.count('orders'), 1);
    assert.equal(order?.properties['samestory_origin'], 'live');
    const addresses = result.records.map(({ crmUrl }) => crmUrl);
    assert.ok(addresses.some((address) => address.endsWith(`/0-123/${order?.id}`)));
    const due = await world.ledger.dueSummary({
      lane: world.route.destinationAccount.destination,
      source: shopNumber,
      now: new Date(),
    });
    assert.equal(due.ready, 1, 'what else is due was left alone');

    const plan = await previewTakeBack(world.route, await find('#1001'));
    assert.deepEqual(
      plan.steps.map(({ object, act }) => `${act} ${object}`),
      ['archive order', 'archive contact'],
    );
    await undo('#1001');
    assert.deepEqual(stateOf(world), before);
    assert.deepEqual(await world.ledger.counters({ destination: world.route.destinationAccount.destination }), []);
    assert.match((await undo('#1001')).refused ?? '', /not in the CRM/);
    assert.deepEqual(acts(await previewOrder(world.route, await find('#1001'))), ['create contact', 'create order']);
  });

  it('stays true afterwards although it is older than the cutoff', async () => {
    const { store } = world.store;
    const id = store.createOrder(newOrder({ name: '#7', email: 'seven@example.com' }));
    await bring('#7');
    store.refund(id, { at: new Date(), lines: [{ line: 0, quantity: 1 }], amount: '50.00', restock: 'RETURN' });
    await world.touch(['order', id]);
    await world.work();
    assert.equal(inCrm(id)?.properties['hs_total_price'], '75');
  });

  it('gives a contact that was there before its values back, except what somebody has changed since', async () => {
    const rep = world.crm.account.asUser(77);
    const contact = rep.create('contacts', {
      email: 'known@example.com',
      firstname: 'Known',
      lastname: 'Before',
      phone: '123',
    });
    const { store } = world.store;
    const buyer = store.createCustomer(
      newCustomer({ email: 'known@example.com', phone: null, firstName: 'Karl', lastName: 'Marks' }),
    );
    store.createOrder(newOrder({ customerId: buyer, name: '#21', email: 'known@example.com' }));
    const before = stateOf(world);
    await fillMatchIndex(world.route, () => undefined);
    const preview = await previewOrder(world.route, await find('#21'));
    assert.deepEqual(acts(preview), ['adopt contact', 'create order']);
    assert.deepEqual(
      preview.records[0]?.values.filter(({ from }) => from !== null).map(({ label, from, to }) => [label, from, to]),
      [
        ['First name', 'Known', 'Karl'],
        ['Last name', 'Before', 'Marks'],
      ],
    );
    const result = await bring('#21');
    assert.equal(result.linked, true);
    rep.update('contacts', contact, { lastname: 'Engels' });
    const plan = await undo('#21');
    assert.deepEqual(
      plan.steps.map(({ object, act }) => `${act} ${object}`),
      ['archive order', 'restore contact'],
    );
    const expected = before.map((record) =>
      record.type === 'contacts' && record.id === contact
        ? { ...record, values: { ...record.values, lastname: 'Engels' } }
        : record,
    );
    assert.deepEqual(stateOf(world), expected);
  });

  it('keeps a contact whose other order is in the CRM too', async () => {
    const { store } = world.store;
    const buyer = store.createCustomer(newCustomer({ email: 'twice@example.com', phone: null }));
    store.createOrder(newOrder({ customerId: buyer, name: '#11', email: 'twice@example.com' }));
    store.createOrder(newOrder({ customerId: buyer, name: '#12', email: 'twice@example.com' }));
    await bring('#11');
    const before = stateOf(world);
    await bring('#12');
    assert.equal(world.crm.account.read.findBy('contacts', 'email', 'twice@example.com').length, 1);
    await undo('#12');
    assert.deepEqual(stateOf(world), before);
  });

  it('does not take back what came otherwise', async () => {
    const id = world.store.store.createOrder(
      newOrder({ name: '#9', email: 'nine@example.com', createdAt: new Date('2026-11-10T10:00:00Z') }),
    );
    await world.touch(['order', id]);
    await world.work();
    const before = stateOf(world);
    assert.match((await undo('#9')).refused ?? '', /came by "operator" and not by sync/);
    assert.deepEqual(stateOf(world), before);
  });

  it('says why an order stays out', async () => {
    world.store.store.createOrder(newOrder({ name: '#5', test: true }));
    assert.equal((await previewOrder(world.route, await find('#5'))).leftOut, 'test order');
  });

  it('is asked for by a name that exactly one order has', async () => {
    const { store } = world.store;
    store.createOrder(newOrder({ name: '#31', email: 'first@example.com' }));
    const id = store.createOrder(newOrder({ id: '5000000000032', name: '#31', email: 'second@example.com' }));
    const lane = { looping: false, alone };
    const dryRun = true;
    await assert.rejects(syncOne(world.route, lane, { text: '#31', dryRun }), /Several orders.*5000000000032/);
    assert.equal((await syncOne(world.route, lane, { text: id, dryRun })).order.key, `${shopNumber}/order/${id}`);
    await assert.rejects(syncOne(world.route, lane, { text: '#404', dryRun }), /No order of Acme is called "#404"/);
  });
});
