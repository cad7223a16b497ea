import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { keepDecisions, refuseLost } from '../src/app/decisions/keep.ts';
import { previewRebuild, runRebuild } from '../src/app/rebuild.ts';
import type { Ledger } from '../src/ledger/contract.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { runPasses } from '../src/sync/lane.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { pause, pauseOf, resume } from '../src/sync/pause.ts';
import { unfinishedRebuild } from '../src/sync/rebuild/rebuild.ts';
import { shadowPrefix } from '../src/sync/shadow.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { openTemporaryLedger } from './ledger/temporary.ts';
import { buyerWithOrder, contact, customerKey } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const quiet = () => undefined;
const options = { since: null, skipDamaged: false, replace: false, onProgress: quiet };

describe('a rebuild under odd circumstances', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-rebuild-'));
  const path = join(folder, 'decisions.jsonl');
  const ledgers: Ledger[] = [];
  let world: World;
  let buyers: Awaited<ReturnType<typeof buyerWithOrder>>[];

  const keeping = (route: Route) => ({ ...route, path });
  const fresh = async (): Promise<Route> => {
    const ledger = await openTemporaryLedger();
    ledgers.push(ledger);
    return { ...world.route, ledger };
  };
  const counts = () => ['contacts', 'orders'].map((type) => world.crm.account.read.count(type));
  const destination = () => world.route.destinationAccount.destination;
  const startOf = (route: Route) =>
    withLane(route, 'test', async (lane) => {
      await route.ledger.wake({
        lane: destination(),
        source: route.sourceAccount.source,
        reason: shadowPrefix,
        dueAt: new Date(),
      });
      await fillMatchIndex(route, quiet);
      await runPasses(route, lane, {});
    });

  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
    buyers = [];
    for (const name of ['ann', 'ben', 'cat']) buyers.push(await buyerWithOrder(world, `${name}@example.com`, name));
    await fullBalance(world.route, { repair: true });
    await keepDecisions(keeping(world.route));
  });
  after(async () => {
    await world.close();
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on where it was killed, and nothing else works with the ledger meanwhile', async () => {
    const route = await fresh();
    const { destination: crm } = route;
    const list: typeof crm.list = (object, cursor) => {
      if (object === 'order') return Promise.reject(new Error('killed'));
      return crm.list(object, cursor);
    };
    const dying = { ...route, destination: { ...crm, list } };
    await assert.rejects(runRebuild(dying, keeping(route), options), /killed/);
    assert.notEqual(await unfinishedRebuild(route), null);
    const preview = await previewRebuild(route, keeping(route), options);
    assert.equal(preview.goesOn, true);
    const report = await runRebuild(route, keeping(route), options);
    assert.equal(await unfinishedRebuild(route), null);
    assert.deepEqual([report.contacts, report.orders, report.links, report.would], [3, 3, 3, []]);
    const { differences, balance } = await fullBalance(route, { repair: false });
    assert.deepEqual(differences, []);
    assert.equal(balance.find(({ kind }) => kind === 'order')?.matching, 3);
    assert.deepEqual(await route.ledger.unclassedSettings({}), []);
  });

  it('refuses a ledger that is not lost, and fills it anew when told to forget', async () => {
    const route = await fresh();
    await runRebuild(route, keeping(route), options);
    await assert.rejects(previewRebuild(route, keeping(route), options), /not lost: it knows 3 contacts/);
    await assert.rejects(runRebuild(route, keeping(route), options), /not lost/);
    const report = await runRebuild(route, keeping(route), { ...options, replace: true });
    assert.equal(report.orders, 3);
    assert.deepEqual(counts(), [3, 3]);
  });

  it('refuses to work with an empty ledger while the decisions of a lost one are there', async () => {
    const route = await fresh();
    await assert.rejects(refuseLost(keeping(route)), /samestory rebuild/);
    await assert.rejects(keepDecisions(keeping(route)), /samestory rebuild/);
    const size = readFileSync(path).length;
    await runRebuild(route, keeping(route), options);
    await refuseLost(keeping(route));
    assert.ok(readFileSync(path).length > size, 'the file is this ledger’s now');
    await keepDecisions(keeping(world.route));
  });

  it('keeps a pause, without the words of its reason, and the field that another writer won', async () => {
    const [ann] = buyers;
    assert.ok(ann);
    const before = readFileSync(path);
    const { ledger, clock } = world.route;
    const key = { source: shopNumber, kind: 'customer' as const, id: ann.customerId };
    const subjectId = Object.values(await ledger.subjectIdsOf({ keys: [customerKey(ann.customerId)] }))[0] ?? '';
    const field = 'contact.first_name';
    const failure = { class: 'map' as const, code: 'CONTESTED', message: 'a workflow has set this field back' };
    const rows = [{ subjectId, key, field, value: 'ann', ...failure }];
    await ledger.parkValues({ destination: destination(), now: clock.now(), rows });
    await pause(ledger, destination(), { since: clock.now(), by: 'a person', reason: 'Jane is away' });
    await keepDecisions(keeping(world.route));
    assert.doesNotMatch(readFileSync(path, 'utf8'), /Jane|ann@/);
    world.crm.account.asUser(5).update('contacts', ann.contactId, { firstname: 'Workflow' });

    const route = await fresh();
    await runRebuild(route, keeping(route), options);
    assert.equal((await pauseOf(route.ledger, destination()))?.by, 'a person');
    await resume(route.ledger, destination());
    await fullBalance(route, { repair: true });
    await startOf(route);
    assert.equal(contact(world, ann.contactId).properties['firstname'], 'Workflow');
    const parked = await route.ledger.parked({ destination: destination(), limit: 10 });
    assert.deepEqual(
      parked.map((row) => [row.code, row.field]),
      [['CONTESTED', field]],
    );
    await resume(ledger, destination());
    world.crm.account.asUser(5).update('contacts', ann.contactId, { firstname: 'ann' });
    await ledger.unparkValues({ destination: destination(), subjectId, fields: [field] });
    writeFileSync(path, before);
  });

  it('plans what happened while nobody remembered, and a start does exactly that', async () => {
    const [, ben] = buyers;
    assert.ok(ben);
    const { store } = world.store;
    store.updateCustomer(ben.customerId, new Date(), { lastName: 'Newname' });
    const dan = store.createCustomer(newCustomer({ email: 'dan@example.com', firstName: 'dan', phone: null }));
    store.createOrder(newOrder({ customerId: dan, email: 'dan@example.com' }));
    store.createOrder(newOrder({ customerId: ben.customerId, email: 'ben@example.com' }));
    const route = await fresh();
    const report = await runRebuild(route, keeping(route), options);
    assert.deepEqual(
      report.would.map(({ act, object, records }) => `${act} ${records} ${object}`),
      // The order that is there already waits for its contact, as it does in every start without writing.
      ['create 1 contact', 'update 1 contact', 'create 2 order', 'link 1 order'],
    );
    assert.deepEqual(counts(), [3, 3], 'the rebuild itself writes nothing');
    await startOf(route);
    assert.deepEqual(counts(), [4, 5]);
    assert.equal(contact(world, ben.contactId).properties['lastname'], 'Newname');
    const { differences } = await fullBalance(route, { repair: false });
    assert.deepEqual(differences, []);
  });

  it('asks where the history begins when no decision says it', async () => {
    const route = await fresh();
    const without = { ...keeping(route), path: join(folder, 'none.jsonl') };
    const preview = await previewRebuild(route, without, options);
    assert.ok(!preview.goesOn);
    assert.equal(preview.plan.from, null);
    assert.match(preview.plan.oldest ?? '', /^2026-10-02/);
    const report = await runRebuild(route, without, { ...options, since: '2026-10-01' });
    assert.deepEqual([report.contacts, report.orders, report.would], [4, 5, []]);
  });
});
