import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { StoreActs } from '../simulator/store/types.ts';
import { coveredLooks, coveredTopics, untoldEvents } from '../src/readiness/coverage/topics.ts';
import { topics } from '../src/sources/shopify/webhooks/topics.ts';
import { runPasses } from '../src/sync/lane.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { type CoverageWorld, openCoverageWorld } from './coverage/coverage-world.ts';
import { shopNumber } from './support/world.ts';

const now = () => new Date();
const all = [
  { line: 0, quantity: 2 },
  { line: 1, quantity: 1 },
];
const one = [{ line: 0, quantity: 1 }];

/** What the CRM has to show after nothing but this topic told of what happened. */
type Proof = (here: CoverageWorld, store: StoreActs) => Promise<void>;

function orderBody(order: string): unknown {
  return { id: Number(order), admin_graphql_api_id: `gid://shopify/Order/${order}` };
}

/** A change of an order, told by the topic alone. */
function changes(
  topic: string,
  act: (store: StoreActs, order: string) => void,
  expected: readonly [field: string, value: string],
  payment: 'paid' | 'authorized' = 'paid',
): Proof {
  return async (here, store) => {
    const { order } = await here.sold(payment);
    const [field, value] = expected;
    assert.notEqual(here.shown(order, field), value, 'shown before it happened');
    await here.told(topic, () => act(store, order));
    assert.equal(here.shown(order, field), value);
    assert.ok((await here.seen(topic))?.lastAppliedAt);
  };
}

/** A return of which the simulator sends no such topic: the delivery is posted, as Shopify documents its body. */
function returns(topic: string): Proof {
  return async (here, store) => {
    const { order } = await here.sold();
    store.fulfill(order, { at: now(), lines: all });
    await here.posted(topic, { id: 1, admin_graphql_api_id: 'gid://shopify/Return/1', order: orderBody(order) }, () => {
      store.requestReturn(order, now(), one);
    });
    assert.equal(here.shown(order, 'order.state'), 'Return requested');
  };
}

function renames(topic: string, body: (customer: string) => unknown): Proof {
  return async (here, store) => {
    const { customer } = await here.sold();
    await here.posted(topic, body(customer), () => store.updateCustomer(customer, now(), { firstName: 'Renamed' }));
    assert.equal(here.contact(customer)?.['firstname'], 'Renamed');
  };
}

const customerBody = (customer: string) => ({ admin_graphql_api_id: `gid://shopify/Customer/${customer}` });

/** A company's records are not brought to the CRM yet: each is known and left out by name, none is unseen. */
function leftOut(topic: string): Proof {
  return async (here, store) => {
    const { companyId } = store.createCompany({ name: topic, createdAt: now() });
    await here.posted(topic, { id: Number(companyId), admin_graphql_api_id: `gid://shopify/Company/${companyId}` });
    assert.equal((await here.standing('company', companyId))?.state, 'left out');
  };
}

/** The topic itself is the news: known, counted, and nothing becomes due. */
function counted(topic: string): Proof {
  return async (here) => {
    await here.posted(topic, { id: 1 });
    assert.equal((await here.seen(topic))?.received, 1);
    const { problems, unknown } = await here.world.ledger.deliveryCounts({ source: shopNumber });
    assert.deepEqual({ problems, unknown }, { problems: 0, unknown: 0 });
  };
}

function shipped(store: StoreActs, order: string, lines: typeof all): string {
  return store.fulfill(order, { at: now(), lines });
}

const proofs: Readonly<Record<string, Proof>> = {
  'orders/create': async (here, store) => {
    const { customer } = await here.sold();
    const order = await here.told('orders/create', () =>
      store.createOrder({ ...plainOrder, customerId: customer, email: 'x@example.com', createdAt: now() }),
    );
    assert.equal(here.shown(order, 'order.payment_status'), 'Paid');
  },
  'orders/updated': changes('orders/updated', (store, order) => store.archiveOrder(order, now()), [
    'order.state',
    'Archived',
  ]),
  'orders/paid': changes(
    'orders/paid',
    (store, order) => store.capturePayment(order, now()),
    ['order.payment_status', 'Paid'],
    'authorized',
  ),
  'orders/cancelled': changes(
    'orders/cancelled',
    (store, order) => store.cancel(order, now(), { reason: 'CUSTOMER', refund: true }),
    ['order.state', 'Cancelled'],
  ),
  'orders/fulfilled': changes('orders/fulfilled', (store, order) => void shipped(store, order, all), [
    'order.fulfillment_status',
    'Fulfilled',
  ]),
  'orders/partially_fulfilled': changes(
    'orders/partially_fulfilled',
    (store, order) => void shipped(store, order, one),
    ['order.fulfillment_status', 'Partially fulfilled'],
  ),
  'orders/edited': changes('orders/edited', (store, order) => store.editOrder(order, { at: now(), removeUnits: one }), [
    'order.state',
    'Edited',
  ]),
  'orders/delete': async (here, store) => {
    const { order } = await here.sold();
    await here.told('orders/delete', () => store.deleteOrder(order, now()));
    assert.equal(here.shown(order, 'order.state'), null, 'still a live record');
  },
  'order_transactions/create': changes(
    'order_transactions/create',
    (store, order) => store.capturePayment(order, now()),
    ['order.payment_status', 'Paid'],
    'authorized',
  ),
  'refunds/create': changes(
    'refunds/create',
    (store, order) => void store.refund(order, { at: now(), lines: [], amount: '5.00', restock: 'NO_RESTOCK' }),
    ['order.payment_status', 'Partially refunded'],
  ),
  'fulfillments/create': changes('fulfillments/create', (store, order) => void shipped(store, order, all), [
    'order.fulfillment_status',
    'Fulfilled',
  ]),
  'fulfillments/update': async (here, store) => {
    const { order } = await here.sold();
    const parcel = await here.told('fulfillments/create', () => shipped(store, order, all));
    const before = here.shown(order, 'order.stage');
    await here.told('fulfillments/update', () => store.fulfillmentEvent(parcel, now(), 'DELIVERED'));
    assert.notEqual(here.shown(order, 'order.stage'), before);
    assert.ok((await here.seen('fulfillments/update'))?.lastAppliedAt);
  },
  'returns/request': async (here, store) => {
    const { order } = await here.sold();
    shipped(store, order, all);
    await here.told('returns/request', () => store.requestReturn(order, now(), one));
    assert.equal(here.shown(order, 'order.state'), 'Return requested');
  },
  'returns/approve': async (here, store) => {
    const { order } = await here.sold();
    shipped(store, order, all);
    const back = store.requestReturn(order, now(), one);
    await here.told('returns/approve', () => store.approveReturn(back, now()));
    assert.equal(here.shown(order, 'order.state'), 'Return in progress');
  },
  'returns/close': async (here, store) => {
    const { order } = await here.sold();
    shipped(store, order, all);
    const back = store.requestReturn(order, now(), one);
    store.approveReturn(back, now());
    await here.told('returns/close', () => store.closeReturn(back, now()));
    assert.equal(here.shown(order, 'order.state'), 'Returned');
  },
  'returns/decline': returns('returns/decline'),
  'returns/process': returns('returns/process'),
  'returns/update': returns('returns/update'),
  'returns/cancel': returns('returns/cancel'),
  'returns/reopen': returns('returns/reopen'),
  'customers/create': async (here, store) => {
    const customer = await here.told('customers/create', () =>
      store.createCustomer({
        firstName: 'New',
        lastName: null,
        email: 'new@example.com',
        phone: null,
        createdAt: now(),
      }),
    );
    assert.equal(here.contact(customer)?.['email'], 'new@example.com');
  },
  'customers/update': async (here, store) => {
    const { customer } = await here.sold();
    await here.told('customers/update', () => store.updateCustomer(customer, now(), { firstName: 'Renamed' }));
    assert.equal(here.contact(customer)?.['firstname'], 'Renamed');
  },
  'customers/delete': async (here, store) => {
    const customer = await here.told('customers/create', () =>
      store.createCustomer({
        firstName: 'Gone',
        lastName: null,
        email: 'gone@example.com',
        phone: null,
        createdAt: now(),
      }),
    );
    await here.told('customers/delete', () => store.deleteCustomer(customer, now()));
    assert.equal((await here.standing('customer', customer))?.state, 'gone');
  },
  'customers/enable': renames('customers/enable', customerBody),
  'customers/disable': renames('customers/disable', customerBody),
  'customers/merge': async (here, store) => {
    const [kept, removed] = [await here.sold(), await here.sold()];
    await here.told('customers/merge', () => store.mergeCustomers(kept.customer, removed.customer, now()));
    assert.equal((await here.standing('customer', removed.customer))?.state, 'gone');
    const parked = await here.world.ledger.parked({
      destination: here.world.route.destinationAccount.destination,
      limit: 50,
    });
    assert.ok(
      parked.some(({ key }) => key.id === kept.customer),
      'nobody was asked to merge the two contacts',
    );
  },
  'companies/create': leftOut('companies/create'),
  'companies/update': leftOut('companies/update'),
  'companies/delete': async (here) => {
    await here.posted('companies/delete', { id: 77, admin_graphql_api_id: 'gid://shopify/Company/77' });
    assert.equal((await here.standing('company', '77'))?.state, 'left out');
  },
  'app/uninstalled': counted('app/uninstalled'),
  'app/scopes_update': counted('app/scopes_update'),
  'bulk_operations/finish': counted('bulk_operations/finish'),
};

const plainOrder = {
  presentmentCurrency: 'EUR',
  exchangeRate: '1',
  lines: [{ title: 'Shirt', sku: 'SH', quantity: 1, unitPrice: '50.00' }],
  discount: '0',
  shipping: '0',
  tax: '0',
  taxesIncluded: false,
  payment: 'paid',
  sourceName: 'web',
  channel: null,
} as const;

describe('every topic alone brings the CRM up to date', () => {
  let here: CoverageWorld;
  before(async () => {
    here = await openCoverageWorld();
  });
  after(() => here.close());
  for (const { topic } of coveredTopics) {
    it(topic, async () => {
      const proof = proofs[topic];
      assert.ok(proof, `no proof for ${topic}: add one to this file`);
      await proof(here, here.world.store.store);
    });
  }
});

/** What a look finds of which every webhook was lost. */
const looks: Readonly<Record<string, Proof>> = {
  'orders changed': async (here, store) => {
    const { order } = await here.sold();
    await here.swept('orders changed', () => store.cancel(order, now(), { reason: 'OTHER', refund: true }));
    assert.equal(here.shown(order, 'order.state'), 'Cancelled');
  },
  'customers changed': async (here, store) => {
    const { customer } = await here.sold();
    await here.swept('customers changed', () => store.updateCustomer(customer, now(), { firstName: 'Quiet' }));
    assert.equal(here.contact(customer)?.['firstname'], 'Quiet');
  },
  returns: async (here, store) => {
    const { order } = await here.sold();
    shipped(store, order, all);
    await here.swept('returns', () => void store.requestReturn(order, now(), one));
    assert.equal(here.shown(order, 'order.state'), 'Return requested');
  },
  deletions: async (here, store) => {
    const { order } = await here.sold();
    await here.swept('deletions', () => store.deleteOrder(order, now()));
    assert.equal(here.shown(order, 'order.state'), null);
  },
  companies: async (here, store) => {
    let company = '';
    await here.swept('companies', () => {
      company = store.createCompany({ name: 'Quiet Ltd', createdAt: now() }).companyId;
    });
    assert.equal((await here.standing('company', company))?.state, 'left out');
  },
};

describe('what no webhook tells is found by looking', () => {
  let here: CoverageWorld;
  before(async () => {
    here = await openCoverageWorld();
  });
  after(() => here.close());
  for (const { look } of coveredLooks) {
    it(look, async () => {
      const proof = looks[look];
      assert.ok(proof, `no proof for ${look}: add one to this file`);
      await proof(here, here.world.store.store);
    });
  }

  it('attribution that comes later', async () => {
    const { store, route } = here.world;
    const visit = { occurredAt: now(), source: 'google', utm: { source: 'spring-letter' } };
    const order = store.store.createOrder({
      ...plainOrder,
      customerId: null,
      email: 'later@example.com',
      createdAt: now(),
      journey: { readyAfterMs: 3_000, first: visit, last: visit },
    });
    const hasty = { ...route, timing: { ...route.timing, attributionLooksMs: [3_500, 7_000] as const } };
    const work = () => withLane(hasty, 'test', (held) => runPasses(hasty, held, {}));
    await here.world.touch(['order', order]);
    await work();
    assert.equal(here.shown(order, 'order.acquisition_source'), 'spring-letter');
    // The order was there before anybody knew where it came from.
    const [record] = here.world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${order}`);
    const [written] = record?.history(route.destination.propertyOf('order.acquisition_source') ?? '') ?? [];
    assert.ok(record !== undefined && (written?.at ?? 0) > record.createdAt.getTime());
  });

  it('orders of a customer who was merged', async () => {
    const [kept, removed] = [await here.sold(), await here.sold()];
    await here.told('customers/merge', () =>
      here.world.store.store.mergeCustomers(kept.customer, removed.customer, now()),
    );
    const { buyer } = (
      await here.world.ledger.ordersOfBuyers({ buyers: [{ source: shopNumber, kind: 'customer', id: kept.customer }] })
    ).find(({ key }) => key.id === removed.order) ?? { buyer: null };
    assert.equal(buyer?.id, kept.customer);
  });
});

describe('the table of events', () => {
  it('has the topics that are subscribed to, each with a proof', () => {
    const subscribed = topics.map(({ name }) => name).toSorted();
    assert.deepEqual(coveredTopics.map(({ topic }) => topic).toSorted(), subscribed);
    assert.deepEqual(Object.keys(proofs).toSorted(), subscribed);
    assert.deepEqual(coveredLooks.map(({ look }) => look).toSorted(), Object.keys(looks).toSorted());
  });

  it('names tests that exist and name what they prove', () => {
    const rows = [...coveredTopics, ...coveredLooks, ...untoldEvents];
    for (const { provedBy } of rows) {
      const text = readFileSync(new URL(`../${provedBy.file}`, import.meta.url), 'utf8');
      const key = /^[a-z]+$/.test(provedBy.title) ? `  ${provedBy.title}: async` : `'${provedBy.title}'`;
      assert.ok(text.includes(key), `${provedBy.file} has no ${provedBy.title}`);
    }
    for (const { topic, provedBy } of coveredTopics) assert.equal(provedBy.title, topic);
  });
});
