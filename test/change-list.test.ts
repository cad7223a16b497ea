import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Destination } from '../src/connector/destination.ts';
import { ConnectorError } from '../src/connector/failure.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { indexSetting, readInstant } from '../src/sync/settings.ts';
import type { Route } from '../src/sync/types.ts';
import { openWorld } from './support/world.ts';

const people = ['first', 'second', 'third', 'fourth'];

/** The CRM's own list of changes, one record on a page, which breaks off after some of them. */
function brokenOff(route: Route, after: number): Route {
  const { destination } = route;
  const changedSince: Destination['changedSince'] = async function* (object, since) {
    let told = 0;
    for await (const page of destination.changedSince(object, since)) {
      for (const record of page) {
        if (told === after) {
          throw new ConnectorError({ class: 'transient', code: 'HTTP_503', message: 'the CRM is away' });
        }
        told += 1;
        yield [record];
      }
    }
  };
  return { ...route, destination: { ...destination, changedSince } };
}

describe('learning what has changed in the CRM', () => {
  it('goes on from the last page after it was broken off, and shows how far it is', async () => {
    const world = await openWorld({ cutoff: new Date(), crm: { searchLagMs: 0 } });
    try {
      const { route } = world;
      const name = indexSetting(route.destinationAccount.destination, 'contact');
      await fillMatchIndex(route, () => undefined);
      const before = await readInstant(route.ledger, name);
      const ids: string[] = [];
      for (const person of people) {
        ids.push(world.crm.account.asUser(7).create('contacts', { email: `${person}@example.com` }));
        await sleep(5);
      }
      await assert.rejects(
        fillMatchIndex(brokenOff(route, 2), () => undefined),
        /the CRM is away/,
      );
      const mark = await readInstant(route.ledger, name);
      const [second] = await route.destination.readBack('contact', { ids: ids.slice(1, 2) });
      assert.deepEqual(mark, second?.updatedAt);
      assert.ok(before !== null && mark !== null && mark > before);
      const shown: number[] = [];
      await fillMatchIndex(route, ({ done }) => shown.push(done));
      assert.ok(Math.max(...shown) >= 2, 'what was left is told');
      const terms = people.map((person) => ({
        ref: person,
        keys: [],
        emails: [`${person}@example.com`],
        phones: [],
        names: [],
        members: [],
      }));
      const { destination } = route.destinationAccount;
      const found = await route.ledger.match({ destination, object: 'contact', queries: terms });
      assert.deepEqual(
        people.map((person) => found[person]?.map(({ crmId }) => crmId)),
        ids.map((id) => [id]),
      );
    } finally {
      await world.close();
    }
  });
});
