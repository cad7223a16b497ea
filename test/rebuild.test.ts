import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { keepDecisions } from '../src/app/decisions/keep.ts';
import { previewRebuild, runRebuild } from '../src/app/rebuild.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { runPasses } from '../src/sync/lane.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { pickOrder } from '../src/sync/scope.ts';
import { shadowPrefix } from '../src/sync/shadow.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { writeCallsOf } from './cli/world.ts';
import { onBothDatabases } from './ledger/databases.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const rep = 900;
const quiet = () => undefined;
const options = { since: null, skipDamaged: false, replace: false, onProgress: quiet };

/** A shop and a CRM in which everything has happened that a rebuild has to find again. */
async function livedIn(): Promise<World & { readonly facts: Record<string, string> }> {
  const facts: Record<string, string> = {};
  const world = await openWorld({
    crm: { searchLagMs: 0 },
    cutoff: new Date('2026-10-01T00:00:00Z'),
    prepare: ({ crm }) => {
      const user = crm.account.asUser(rep);
      facts['found'] = user.create('contacts', { email: 'found@example.com', phone: '0800', hs_lead_status: 'OPEN' });
      facts['twice'] = user.create('contacts', { email: 'work@example.com', firstname: 'Twice' });
      user.setEmailSecondary(facts['twice'], 'home@example.com');
    },
  });
  const { store } = world.store;
  const customer = (name: string, change = {}) =>
    store.createCustomer(newCustomer({ firstName: name, email: `${name}@example.com`, phone: null, ...change }));
  const order = (customerId: string | null, change = {}) => store.createOrder(newOrder({ customerId, ...change }));
  const found = customer('found');
  order(found);
  order(customer('home'));
  facts['seeded'] = customer('seeded', { phone: '+16135550199' });
  order(facts['seeded']);
  // A guest who buys twice, and one who becomes a customer.
  order(null, { email: 'guest@example.com' });
  order(null, { email: 'guest@example.com' });
  facts['promoted order'] = order(null, { email: 'promoted@example.com' });
  facts['removed'] = customer('removed');
  facts['removed order'] = order(facts['removed']);
  facts['merged'] = customer('merged');
  facts['merged order'] = order(facts['merged']);
  facts['kept'] = customer('kept');
  order(facts['kept']);
  facts['deleted order'] = order(customer('regret'));
  facts['old order'] = order(null, { email: 'old@example.com', createdAt: new Date('2026-02-01T10:00:00Z') });
  order(null, { email: 'older@example.com', createdAt: new Date('2026-01-01T10:00:00Z') });
  return { ...world, facts };
}

/** Both sides are compared and what differs is worked, until nothing is left. */
async function settle(route: Route): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await fullBalance(route, { repair: true });
    await withLane(route, 'test', async (lane) => {
      await fillMatchIndex(route, quiet);
      await runPasses(route, lane, {});
    });
  }
}

/** What has happened by the time the ledger is lost. */
async function live(world: World, facts: Record<string, string>): Promise<void> {
  const { route, store, crm } = world;
  const user = crm.account.asUser(rep);
  const at = new Date();
  const of = (name: string) => facts[name] ?? assert.fail(name);
  await pickOrder(route, { source: shopNumber, kind: 'order', id: of('old order') }, true);
  await settle(route);
  const contactOf = (id: string) => {
    const [found] = crm.account.read.findBy('contacts', 'samestory_key', `${shopNumber}/customer/${id}`);
    return found?.id ?? assert.fail(`no contact of ${id}`);
  };
  user.update('contacts', contactOf(of('seeded')), { phone: '+49301234567' });
  user.archive('contacts', contactOf(of('removed')));
  const promoted = store.store.createCustomer(
    newCustomer({ firstName: 'Promoted', email: 'promoted@example.com', phone: null }),
  );
  store.store.attachCustomer(of('promoted order'), promoted, at);
  store.store.mergeCustomers(of('kept'), of('merged'), at);
  store.store.deleteOrder(of('deleted order'), at);
  await settle(route);
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    keys: [],
    evidence: [
      {
        key: { source: shopNumber, kind: 'customer', id: of('merged') },
        fact: 'merged into',
        other: { source: shopNumber, kind: 'customer', id: of('kept') },
        saidBy: 'webhook customers/merge',
        deliveryId: 'd-1',
        at,
      },
    ],
    delivery: null,
  });
  await world.touch(['customer', of('merged')], ['order', of('deleted order')]);
  await settle(route);
}

/** What the CRM holds, as an observer sees it. */
function held(world: World): unknown {
  const { read } = world.crm.account;
  return (['contacts', 'orders'] as const).map((type) =>
    read.records(type).map(({ id, properties, links }) => ({ id, properties, links: links() })),
  );
}

/** What the ledger knows of every record, as far as it does not depend on when it was learned. */
async function known(route: Route, facts: Record<string, string>): Promise<unknown> {
  const { destination } = route.destinationAccount;
  const keys: string[] = [];
  for (const kind of ['order', 'customer'] as const) {
    for await (const page of route.source.list(kind, { from: null, to: null })) {
      keys.push(...page.map(({ key }) => `${key.source}/${key.kind}/${key.id}`));
    }
  }
  const ids = await route.ledger.subjectIdsOf({ keys });
  const views = await route.ledger.subjects({ destination, subjectIds: [...new Set(Object.values(ids))] });
  const rows = views
    .filter(({ record }) => record !== null)
    .map(({ record, members, links }) => ({
      crmId: record?.crmId,
      key: record?.key,
      adopted: record?.state === 'removed' ? null : record?.adopted,
      state: record?.state,
      // The store shows the guest no more who has become a customer: the name is kept, the facts are not.
      members: members
        .map(({ key }) => `${key.kind}/${key.id}`)
        .filter((name) => name !== `guest/${facts['promoted order']}`),
      links,
    }));
  return rows.toSorted((a, b) => String(a.key).localeCompare(String(b.key)));
}

onBothDatabases((database) => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-rebuild-'));
  const path = join(folder, 'decisions.jsonl');
  let world: World;
  let facts: Record<string, string>;
  let rebuilt: Route;
  const keeping = (route: Route) => ({ ...route, path });

  before(async () => {
    const lived = await livedIn();
    world = lived;
    facts = lived.facts;
    rebuilt = { ...world.route, ledger: database.ledger };
    await live(world, facts);
    await keepDecisions(keeping(world.route));
  });
  after(async () => {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says first what it would restore, and writes nothing', async () => {
    const preview = await previewRebuild(rebuilt, keeping(rebuilt), options);
    assert.ok(!preview.goesOn);
    const { plan } = preview;
    const contacts = plan.objects.find(({ object }) => object === 'contact');
    assert.equal(contacts?.found, 2);
    assert.deepEqual(plan.unclear, []);
    assert.equal(plan.from, '2026-10-01T00:00:00.000Z');
    assert.ok((plan.decisions['removed'] ?? 0) >= 1);
    assert.deepEqual(await database.ledger.contents({}), { contacts: 0, orders: 0, members: 0, evidence: 0, due: 0 });
  });

  it('finds every link and decision again: no difference, no new record, nothing to write', async () => {
    const expected = await fullBalance(world.route, { repair: false });
    const before = held(world);
    const calls = writeCallsOf(world.crm);
    const report = await runRebuild(rebuilt, keeping(rebuilt), options);
    assert.deepEqual(report.would, []);
    assert.deepEqual(report.unclear, []);
    const balance = await fullBalance(rebuilt, { repair: false });
    assert.deepEqual(balance.balance, expected.balance);
    assert.deepEqual(balance.money, expected.money);
    assert.deepEqual(balance.differences, []);
    assert.deepEqual(await known(rebuilt, facts), await known(world.route, facts));
    await database.ledger.wake({
      lane: rebuilt.destinationAccount.destination,
      source: rebuilt.sourceAccount.source,
      reason: shadowPrefix,
      dueAt: new Date(),
    });
    await settle(rebuilt);
    assert.deepEqual(held(world), before);
    assert.equal(writeCallsOf(world.crm), calls);
  });
});
