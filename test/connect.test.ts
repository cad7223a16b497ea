import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ALL_SCOPES } from '../simulator/hubspot/options.ts';
import type { CheckStep, ConnectCheck } from '../src/app/connect/check.ts';
import { checkHubSpot } from '../src/app/connect/check-hubspot.ts';
import { checkShopify } from '../src/app/connect/check-shopify.ts';
import { hubSpotGuide, shopifyGuide } from '../src/app/connect/guide.ts';
import { createLogger } from '../src/app/log.ts';
import { type Runtime, systemRuntime } from '../src/app/runtime.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { type CliWorld, openCliWorld, secrets, storeScopes, writeCallsOf } from './cli/world.ts';
import { createSkippingClock } from './shopify-support.ts';
import { newCustomer, newOrder } from './support/world.ts';

/** Nothing waits in these tests: the simulators go by the system's clock, and the product skips its pauses. */
function runtime(): Runtime {
  return { ...systemRuntime(createLogger('silent')), clock: createSkippingClock(new Date().toISOString()) };
}

function states({ steps }: ConnectCheck): Record<string, CheckStep['state']> {
  return Object.fromEntries(steps.map(({ step, state }) => [step, state]));
}

describe('connect shopify', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ envFile: false });
  });
  after(() => world.close());

  const credential = {
    type: 'client credentials',
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
  } as const;
  const check = (change: { shop?: string; url?: string; clientSecret?: string } = {}) =>
    checkShopify(
      {
        shop: change.shop ?? 'acme.myshopify.com',
        url: change.url ?? world.store.url,
        credential: { ...credential, ...(change.clientSecret ? { clientSecret: change.clientSecret } : {}) },
      },
      coreFieldMap,
      runtime(),
    );
  /** Plants a fault for one check and takes it away again. */
  async function withFault(plant: () => void, mend: () => void): Promise<ConnectCheck> {
    plant();
    try {
      return await check();
    } finally {
      mend();
    }
  }

  it('finds nothing wrong where nothing is, and says what it could not look at', async () => {
    const found = await check();
    assert.equal(found.ok, true, JSON.stringify(found.steps));
    assert.equal(states(found)['protected customer data'], 'not checked');
    world.store.store.createCustomer(newCustomer());
    assert.deepEqual(new Set(Object.values(states(await check()))), new Set(['good']));
  });

  it('an app in another organization', async () => {
    const found = await withFault(
      () => world.store.tokens.setSameOrganization(false),
      () => world.store.tokens.setSameOrganization(true),
    );
    assert.equal(found.failedAt, 'organization');
    assert.deepEqual(states(found)['client ID and secret'], 'good');
    assert.match(found.steps.at(-1)?.remedy ?? '', /own organization/);
  });

  it('an app that is not installed', async () => {
    const found = await withFault(
      () => world.store.tokens.setInstalled(false),
      () => world.store.tokens.setInstalled(true),
    );
    assert.equal(found.failedAt, 'installation');
    assert.match(found.steps.at(-1)?.remedy ?? '', /Install app/);
  });

  it('a version that was released without scopes, and one without the essential ones', async () => {
    const mend = () => world.store.tokens.setScopes(storeScopes);
    const none = await withFault(() => world.store.tokens.setScopes([]), mend);
    assert.equal(none.failedAt, 'scopes');
    assert.match(none.steps.at(-1)?.found ?? '', /no access scopes/);
    const some = await withFault(() => world.store.tokens.setScopes(['read_orders', 'read_all_orders']), mend);
    assert.equal(some.failedAt, 'scopes');
    assert.match(some.steps.at(-1)?.found ?? '', /read_customers/);
  });

  it('history that ends after 60 days is a warning, and everything else goes on', async () => {
    const found = await withFault(
      () => world.store.tokens.setScopes(storeScopes.filter((scope) => scope !== 'read_all_orders')),
      () => world.store.tokens.setScopes(storeScopes),
    );
    assert.equal(found.ok, true);
    assert.equal(states(found)['order history'], 'warning');
    assert.match(found.steps.find(({ step }) => step === 'order history')?.found ?? '', /60 days.*read_all_orders/);
    assert.equal(states(found)['further scopes'], 'good');
  });

  it('scopes that only make things later are named as such', async () => {
    const found = await withFault(
      () => world.store.tokens.setScopes(storeScopes.filter((scope) => scope !== 'read_fulfillments')),
      () => world.store.tokens.setScopes(storeScopes),
    );
    assert.equal(found.ok, true);
    assert.match(found.steps.find(({ step }) => step === 'further scopes')?.found ?? '', /read_fulfillments/);
  });

  it('a wrong secret, a wrong shop name, an address that is no shop', async () => {
    assert.equal((await check({ clientSecret: 'another-secret' })).failedAt, 'client ID and secret');
    const other = await check({ shop: 'acne.myshopify.com' });
    assert.equal(other.failedAt, 'store name');
    assert.match(other.steps.at(-1)?.found ?? '', /acme\.myshopify\.com/);
    assert.equal((await check({ url: `${world.store.url}/nowhere` })).failedAt, 'store name');
    assert.equal((await check({ url: 'http://127.0.0.1:9' })).failedAt, 'network');
  });
});

describe('protected customer data', () => {
  it('that is not shared is noticed: customers without a name and an address, or with masked ones', async () => {
    const world = await openCliWorld({ envFile: false });
    try {
      const { store } = world.store;
      const hidden = { firstName: null, lastName: null, email: null, phone: null };
      const buyer = store.createCustomer(newCustomer(hidden));
      store.createOrder(newOrder({ customerId: buyer, email: null }));
      store.createCustomer(newCustomer({ ...hidden, firstName: 'J***', email: 'j***@e***.com' }));
      const shop = { shop: 'acme.myshopify.com', url: world.store.url };
      const { clientId, clientSecret } = secrets;
      const check = () =>
        checkShopify(
          { ...shop, credential: { type: 'client credentials', clientId, clientSecret } },
          coreFieldMap,
          runtime(),
        );
      const found = await check();
      assert.equal(found.failedAt, 'protected customer data');
      assert.match(found.steps.at(-1)?.remedy ?? '', /Protected customer data access/);
      store.createCustomer(newCustomer());
      assert.equal((await check()).ok, true);
    } finally {
      await world.close();
    }
  });
});

describe('connect hubspot', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ envFile: false });
  });
  after(() => world.close());
  const check = (token: string = secrets.token) => checkHubSpot({ token, url: world.crm.url }, runtime());
  const without = async (...lacking: string[]) => {
    world.crm.account.tokens.setScopes(
      secrets.token,
      ALL_SCOPES.filter((scope) => !lacking.includes(scope)),
    );
    try {
      return await check();
    } finally {
      world.crm.account.tokens.setScopes(secrets.token, ALL_SCOPES);
    }
  };

  it('finds nothing wrong where nothing is, and writes nothing while it looks', async () => {
    const { read } = world.crm.account;
    const found = await check();
    assert.equal(found.ok, true, JSON.stringify(found.steps));
    assert.equal(read.count('contacts') + read.count('orders'), 0);
    assert.ok(writeCallsOf(world.crm) > 0, 'the doors for writing were tried');
  });

  for (const scope of hubSpotGuide.scopes.map((one) => one.scope)) {
    it(`names ${scope} when it alone is missing`, async () => {
      const found = await without(scope);
      const group = /^crm\.(objects|schemas|pipelines)/.exec(scope)?.[1] ?? '';
      const step = { objects: 'scopes of records', schemas: 'scopes of properties', pipelines: 'scopes of pipelines' };
      assert.equal(found.failedAt, Reflect.get(step, group));
      const failed = found.steps.filter(({ state }) => state === 'failed');
      assert.deepEqual(
        failed.map((one) => one.found),
        [`the key lacks ${scope}`],
      );
    });
  }

  it('names every missing scope at once', async () => {
    const found = await without('crm.schemas.orders.write', 'crm.schemas.contacts.write', 'crm.objects.orders.write');
    assert.deepEqual(
      found.steps.filter(({ state }) => state === 'failed').map((one) => one.found),
      ['the key lacks crm.objects.orders.write', 'the key lacks crm.schemas.contacts.write, crm.schemas.orders.write'],
    );
  });

  it('a key that HubSpot does not know, and no HubSpot at all', async () => {
    assert.equal((await check('pat-na1-ffffffffffffffff')).failedAt, 'key');
    const away = await checkHubSpot({ token: secrets.token, url: 'http://127.0.0.1:9' }, runtime());
    assert.equal(away.failedAt, 'network');
  });
});

describe('the guides', () => {
  it('say of every scope what it is for', () => {
    for (const { scope, use } of [...shopifyGuide(coreFieldMap).scopes, ...hubSpotGuide.scopes]) {
      assert.doesNotMatch(use, /needed by a field/, scope);
    }
  });
});
