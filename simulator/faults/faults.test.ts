import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { createRandom } from '../../src/lib/random.ts';
import { createHubSpotServer, type HubSpotServer } from '../hubspot/server.ts';
import type { StoreServer } from '../store/server.ts';
import { closeAll, startStore } from '../store/test-store.ts';
import { allFaults, faultCatalogue } from './catalogue.ts';
import { Doses } from './dose.ts';
import { drawFaults } from './draw.ts';
import { checkNames, FaultPlanError, faultPlan, parsePlan } from './plan.ts';

describe('a fault plan', () => {
  it('is read from names with doses', () => {
    assert.deepEqual(
      parsePlan('shopify-throttled, hubspot-lost-answer:times=3:after=10,shopify-webhooks-late:minutes=90'),
      [
        { fault: 'shopify-throttled' },
        { fault: 'hubspot-lost-answer', times: 3, after: 10 },
        { fault: 'shopify-webhooks-late', minutes: 90 },
      ],
    );
  });

  it('is refused with what is wrong in it', () => {
    for (const text of [
      '',
      ' , ',
      'x:often=2',
      'x:times',
      'x:times=0',
      'x:times=1.5',
      'x:share=2',
      'x:after=a',
      'x:times=1=2',
    ]) {
      assert.throws(() => parsePlan(text), FaultPlanError, text);
    }
    const misspelled = () => checkNames(parsePlan('shopify-search-lagg'), allFaults);
    assert.throws(misspelled, /no fault "shopify-search-lagg"; did you mean shopify-search-lag, /);
  });

  it('goes round as JSON', () => {
    const plan = parsePlan('hubspot-burst:times=2:share=0.5');
    assert.deepEqual(faultPlan.parse(JSON.parse(JSON.stringify(plan))), plan);
    assert.equal(faultPlan.safeParse([{ fault: 'x', often: 2 }]).success, false);
  });
});

describe('a dose', () => {
  it('lets occasions pass, strikes so often, and knows its share', () => {
    const doses = new Doses({ after: 2, times: 2 });
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => doses.strikes()),
      [false, false, true, true, false],
    );
    assert.deepEqual([doses.hits, doses.spent], [2, true]);
    const some = new Doses({ share: 0.3 }, createRandom(4));
    const struck = Array.from({ length: 1_000 }, () => some.strikes()).filter(Boolean).length;
    assert.ok(struck > 230 && struck < 370, `${struck} of 1000`);
  });
});

describe('the catalogue', () => {
  it('names every fault once, with what happens, where from, and what must come of it', () => {
    const names = allFaults.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const [platform, faults] of Object.entries(faultCatalogue)) {
      for (const { name, happens, source, promise, dose } of faults) {
        assert.match(name, new RegExp(`^${platform.toLowerCase()}-[a-z0-9]+(-[a-z0-9]+)*$`));
        assert.ok(happens.length > 20 && promise.length > 10 && source.length > 4, name);
        assert.ok(dose.times === undefined || dose.times > 0, name);
      }
    }
  });
});

describe('a drawn plan', () => {
  it('strikes nothing more often than its recovery bears', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const plan = drawFaults(createRandom(seed), { most: 6, recovery: ['by itself'] });
      for (const { fault, times = 1 } of plan) {
        const { recovery, mostTimes = 4 } = allFaults.find(({ name }) => name === fault) ?? assert.fail(fault);
        assert.equal(recovery, 'by itself');
        assert.ok(times >= 1 && times <= mostTimes, `seed ${seed}: ${fault} ${times} times`);
      }
    }
  });
});

describe('the control endpoint', () => {
  let shop: StoreServer;
  let crm: HubSpotServer;
  before(async () => {
    shop = await startStore();
    crm = await createHubSpotServer({
      tokens: [{ token: 'pat-1', scopes: ['crm.objects.contacts.read'], appId: '1' }],
    });
  });
  after(() => Promise.all([closeAll(), crm.close()]));

  const armed = z.array(z.looseObject({ fault: z.string(), hits: z.number(), spent: z.boolean() }));
  const control = async (url: string, method = 'GET', body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/_simulator/faults`, { method, ...init });
    const answered: unknown = await response.json();
    return { status: response.status, body: answered };
  };
  const listed = async () => {
    const headers = { authorization: 'Bearer pat-1' };
    return (await fetch(`${crm.url}/crm/objects/2026-09/contacts`, { headers })).status;
  };

  it('sets faults up on a running simulator, tells what they did, and takes all of them back', async () => {
    const plan = [
      { fault: 'hubspot-burst', times: 1 },
      { fault: 'hubspot-token-refused', times: 1 },
    ];
    assert.equal((await control(crm.url, 'POST', plan)).status, 200);
    assert.deepEqual([await listed(), await listed(), await listed()], [429, 401, 200]);
    const told = armed.parse((await control(crm.url)).body);
    assert.deepEqual(
      told.map(({ fault, hits, spent }) => [fault, hits, spent]),
      [
        ['hubspot-burst', 1, true],
        ['hubspot-token-refused', 1, true],
      ],
    );
    await control(crm.url, 'POST', [{ fault: 'hubspot-burst' }, { fault: 'hubspot-search-lag', minutes: 5 }]);
    assert.equal(await listed(), 429);
    await control(crm.url, 'DELETE');
    assert.equal(await listed(), 200);
    assert.deepEqual((await control(crm.url)).body, []);
  });

  it('refuses what is no plan, and faults of the other platform', async () => {
    assert.equal((await control(shop.url, 'POST', { fault: 'x' })).status, 400);
    const other = await control(shop.url, 'POST', [{ fault: 'hubspot-burst' }]);
    assert.equal(other.status, 400);
    assert.match(JSON.stringify(other.body), /no fault/);
    assert.deepEqual((await control(shop.url)).body, []);
  });

  it('arms and takes back every fault of the catalogue', async () => {
    for (const [url, faults] of [
      [shop.url, faultCatalogue.Shopify],
      [crm.url, faultCatalogue.HubSpot],
    ] as const) {
      const plan = faults.map(({ name }) => ({ fault: name }));
      assert.equal((await control(url, 'POST', plan)).status, 200);
      assert.equal(armed.parse((await control(url)).body).length, faults.length);
      assert.equal((await control(url, 'DELETE')).status, 200);
    }
    assert.equal(await listed(), 200);
  });
});
