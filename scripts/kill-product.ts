/**
 * Kills the real product with SIGKILL in the middle of its work, in the history import and while it runs and people buy,
 * and then asks whether the CRM ended as it would have without. On PostgreSQL the server itself can be killed too, and the
 * lane handed over between two processes. Ends with 1 when anything is lost, doubled or different.
 *
 *   npm run kill-product -- --seed 1 --kills 100
 *   npm run kill-product -- --seed 1 --kills 100 --database postgres --server-kills 10 --handovers 20
 */
import { makeWorld, type World } from '../src/app/demo/prepare.ts';
import { type Simulators, startSimulators } from '../src/app/simulators.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { readFlags, refuse, wholeNumber } from './flags.ts';
import { expectChanges } from './kill-product/expect-changes.ts';
import { handOver } from './kill-product/handover.ts';
import { type Place, placeFor } from './kill-product/place.ts';
import { type Killing, killTimes, runToEnd } from './kill-product/processes.ts';
import { killServer } from './kill-product/server.ts';
import { beginShopWork } from './kill-product/shop-work.ts';
import { tell } from './kill-product/tell.ts';
import { verdict } from './kill-product/verdict.ts';

const flags = readFlags({
  seed: { type: 'string', default: '1' },
  kills: { type: 'string', default: '20' },
  orders: { type: 'string', default: '2000' },
  database: { type: 'string', default: 'embedded' },
  'server-kills': { type: 'string', default: '0' },
  handovers: { type: 'string', default: '0' },
});
const seed = wholeNumber('seed', flags.seed);
const kills = wholeNumber('kills', flags.kills);
const serverKills = wholeNumber('server-kills', flags['server-kills']);
const handovers = wholeNumber('handovers', flags.handovers);
const { database } = flags;
if (database !== 'embedded' && database !== 'postgres') refuse('--database takes embedded or postgres');
if (database === 'embedded' && serverKills + handovers > 0) {
  refuse('--server-kills and --handovers need --database postgres');
}

const start = ['start', '--yes', '--confirmed-by', 'the tests'];

/** History under kills, then the service under kills while people buy. Returns how long the handovers took. */
async function play(simulators: Simulators, world: World, place: Place): Promise<number[]> {
  const random = createRandom(seed).fork('kills');
  const calls = () => simulators.crm.counters.read().total + simulators.store.counters.total();
  const killing = (times: number): Killing => ({ times, calls, mostCalls: 60, random });
  await runToEnd(place, ['setup', '--yes']);
  await expectChanges(place);
  const history = ['backfill', '--since', world.since.toISOString().slice(0, 10), '--yes', '--new-contacts', '100000'];
  const inHistory = await killTimes(place, history, killing(Math.ceil(kills / 2)));
  await runToEnd(place, history);
  const work = beginShopWork(world, seed, random.fork('shop'));
  try {
    await killTimes(place, start, killing(kills - inHistory));
    if (place.server !== null && serverKills > 0) {
      await killServer(place, place.server, { times: serverKills, random });
    }
    return handovers > 0 ? await handOver(place, handovers) : [];
  } finally {
    await work.stop();
    console.log(`  ${work.acts()} things happened in the store meanwhile`);
  }
}

async function main(): Promise<void> {
  const begun = performance.now();
  const simulators = await startSimulators({ seed, clock: systemClock, unreliableWebhooks: true });
  const place = await placeFor(simulators, database === 'postgres' ? 'postgres' : 'embedded');
  try {
    const world = makeWorld(simulators, { seed, orders: wholeNumber('orders', flags.orders) }, systemClock);
    await systemClock.sleep(simulators.searchLagMs);
    const took = await play(simulators, world, place);
    const good = tell(await verdict(simulators, world, place), took);
    const seconds = Math.round((performance.now() - begun) / 1_000);
    const counted = `${kills} kills of the product, ${serverKills} of the server, ${handovers} handovers, ${database}`;
    console.log(`${counted}, seed ${seed}: ${good ? 'as it should be' : 'NOT as it should be'}, ${seconds} s`);
    process.exitCode = good ? 0 : 1;
  } finally {
    await simulators.close();
    await place.remove();
  }
}

await main();
