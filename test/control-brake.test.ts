import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { answersOf } from '../src/app/answers.ts';
import type { Answers } from '../src/app/http-apps.ts';
import { runPasses } from '../src/sync/lane.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { newCustomer, openWorld, type World } from './support/world.ts';

describe('what the brake has stopped', () => {
  let world: World;
  let answers: Answers;
  const buyers: string[] = [];
  before(async () => {
    world = await openWorld();
    const route = { ...world.route, brake: { records: 3, share: 0 } };
    world = { ...world, route };
    answers = answersOf(
      route,
      { webhookAddress: null, alerting: null },
      { looping: false, alone: (work) => withLane(route, 'test', work) },
    );
    for (let index = 0; index < 6; index += 1) {
      buyers.push(world.store.store.createCustomer(newCustomer({ email: `b${index}@example.com`, phone: null })));
    }
  });
  after(() => world.close());

  const touchAll = () => world.touch(...buyers.map((id) => ['customer', id] as const));
  const names = () => world.crm.account.read.records('contacts').map(({ properties }) => properties['firstname']);
  /** As `World.work`, with the brake of this test. */
  const work = () => withLane(world.route, 'test', (lane) => runPasses(world.route, lane, {}));

  it('is told in the status, stays when somebody pauses on top, and happens after a resume', async () => {
    await touchAll();
    await work();
    assert.equal(names().length, 6, 'records that are made are no change of what is there');
    for (const id of buyers) world.store.store.updateCustomer(id, new Date(), { firstName: 'Changed' });
    await touchAll();
    await work();
    assert.deepEqual(new Set(names()), new Set(['Jane']));

    const status = await answers.status({ full: false, onProgress: () => undefined });
    assert.equal(status.paused?.by, 'brake');
    assert.equal(status.ok, false);
    const paused = await answers.pause('lunch');
    assert.equal(paused.pause?.by, 'brake', 'whoever resumes has to know');
    assert.equal(paused.waiting, 6);

    const resumed = await answers.resume();
    assert.equal(resumed.pause, null);
    await work();
    assert.deepEqual(new Set(names()), new Set(['Changed']));
  });
});
