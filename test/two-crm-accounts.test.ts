import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ALL_SCOPES } from '../simulator/hubspot/options.ts';
import { createHubSpotServer, type HubSpotServer } from '../simulator/hubspot/server.ts';
import { createHubSpotDestination } from '../src/destinations/hubspot/destination.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { backfill } from '../src/sync/backfill.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { runLane } from '../src/sync/lane.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { newCustomer, newOrder, openWorld, type World } from './support/world.ts';

/** Everything is looked for at once, because no webhook tells of anything here. */
const timing = { sweepOrdersMs: 200, sweepCustomersMs: 200, sweepReturnsMs: 1_000, sweepDeletionsMs: 1_000 };
const dayMs = 86_400_000;
const ignore = () => undefined;

/** The same store and the same ledger, with another account of the CRM. */
async function routeTo(account: HubSpotServer, { route }: World): Promise<Route> {
  const { clock, map } = route;
  const log = { info: ignore, warn: ignore, error: ignore, debug: ignore };
  const options = { baseUrl: account.url, token: 'pat-test', clock, random: createRandom(7), log };
  const destination = createHubSpotDestination(options);
  const destinationAccount = await destination.check();
  await destination.apply(await destination.plan(map.fields));
  return { ...route, destination, destinationAccount, setup: await destination.bind(map.fields) };
}

/** The service of one account, until the CRM holds what it is waited for. */
async function serve(route: Route, until: () => boolean): Promise<void> {
  const stop = new AbortController();
  const running = runLane(route, { holder: 'the service', signal: stop.signal });
  const limit = Date.now() + 60_000;
  while (!until()) {
    assert.ok(Date.now() < limit, 'the CRM never held what was waited for');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stop.abort(new Error('done'));
  await running;
}

describe('a practice account of the CRM first and then the real one, with one ledger', () => {
  let world: World;
  let real: HubSpotServer;
  let toReal: Route;
  before(async () => {
    world = await openWorld({ timing });
    real = await createHubSpotServer({
      portalId: 777,
      tokens: [{ token: 'pat-test', scopes: ALL_SCOPES, appId: '4711' }],
      companyCurrency: 'EUR',
      additionalCurrencies: ['USD'],
      clock: systemClock,
      random: createRandom(8),
    });
    toReal = await routeTo(real, world);
  });
  after(async () => {
    await world.close();
    await real.close();
  });

  const nets = ({ account }: HubSpotServer) =>
    account.read.records('orders').map(({ properties }) => properties['samestory_net']);

  it('brings the history into the real one, whatever the practice account has seen of it', async () => {
    const { store } = world.store;
    const amy = store.createCustomer(newCustomer({ email: 'amy@example.com', phone: null }));
    // What was bought in the second in which the real account comes would not be history.
    const first = store.createOrder(newOrder({ customerId: amy, createdAt: new Date(Date.now() - 3_600_000) }));
    await serve(world.route, () => nets(world.crm).length === 1);

    const since = new Date(Date.now() - 40 * dayMs);
    await withLane(toReal, 'history', (lane) => backfill(toReal, lane, { since, onProgress: ignore, onMonth: ignore }));
    assert.deepEqual(nets(real), ['125']);
    assert.equal(real.account.read.records('contacts').length, 1);

    store.refund(first, { at: new Date(), lines: [], amount: '25.00', restock: 'NO_RESTOCK' });
    store.createOrder(newOrder({ customerId: amy, createdAt: new Date() }));
    await serve(toReal, () => nets(real).join() === '100,125');
    assert.deepEqual(nets(world.crm), ['125'], 'the practice account stays as it was left');
    assert.equal(real.account.read.records('contacts').length, 1);
  });

  it('proves each account by itself', async () => {
    const balanced = await fullBalance(toReal, { repair: false });
    assert.deepEqual(balanced.differences, []);
    const left = await fullBalance(world.route, { repair: false });
    assert.deepEqual(
      left.differences.flatMap(({ fields }) => fields.map(({ field }) => field)),
      ['order.refunded', 'order.net', 'order.payment_status'],
    );
  });
});
