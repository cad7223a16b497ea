/**
 * Kills the real product with SIGKILL at random moments, in the history import and while it runs, and then asks whether
 * the CRM ended as it would have without. On PostgreSQL the server itself can be killed too, and the lane handed over
 * between two processes.
 *
 *   npm run kill-product -- --seed 1 --kills 20 --orders 200 [--database postgres --server-kills 10 --handovers 20]
 */
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { generateStory } from '../simulator/merchant/story.ts';
import { peopleOf } from '../src/app/demo/crm-people.ts';
import { playStory } from '../src/app/demo/play.ts';
import { makeWorld, type World } from '../src/app/demo/prepare.ts';
import { reachPlatforms } from '../src/app/platforms.ts';
import { systemRuntime } from '../src/app/runtime.ts';
import { type Simulators, startSimulators } from '../src/app/simulators.ts';
import { loadConnection } from '../src/config/connection.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { handOver } from './kill-product/handover.ts';
import { type Place, placeFor } from './kill-product/place.ts';
import { killTimes, runToEnd } from './kill-product/processes.ts';
import { killServer } from './kill-product/server.ts';
import { verdict } from './kill-product/verdict.ts';

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    orders: { type: 'string', default: '200' },
    database: { type: 'string', default: 'embedded' },
    'server-kills': { type: 'string', default: '0' },
    handovers: { type: 'string', default: '0' },
  },
});
const seed = wholeNumber('seed');
const kills = wholeNumber('kills');
const serverKills = wholeNumber('server-kills');
const handovers = wholeNumber('handovers');
const { database } = flags;
if (database !== 'embedded' && database !== 'postgres') refuse('--database takes embedded or postgres');
if (database === 'embedded' && serverKills + handovers > 0) {
  refuse('--server-kills and --handovers need --database postgres');
}

/** How long a handover may take: the lease of the process that died, and the time in which it is noticed. */
const promisedHandoverMs = 30_000;

/** History and story under kills. Returns how long the handovers took. */
async function play(simulators: Simulators, world: World, place: Place): Promise<number[]> {
  const random = createRandom(seed).fork('kills');
  await runToEnd(place, ['setup', '--yes']);
  const history = ['backfill', '--since', world.since.toISOString().slice(0, 10), '--yes'];
  await killTimes(place, history, { times: Math.ceil(kills / 2), random, spanMs: 5_000 });
  await runToEnd(place, history);
  const runtime = systemRuntime(pino({ level: 'silent' }));
  const { destination } = await reachPlatforms(loadConnection(place.env), coreFieldMap, runtime);
  await destination.bind(coreFieldMap.fields);
  const people = peopleOf(simulators.crm.account, destination, simulators.shop.number);
  const story = generateStory(seed, world.merchant, { startsAt: systemClock.now(), paceMs: 900 });
  // A rep who edits a record needs one that is there already, and nobody can promise that while the product is down.
  const acts = story.acts.filter((act) => act.kind !== 'edit in CRM');
  const stage = { store: world.truth.store, people, refs: world.refs, clock: systemClock };
  const playing = playStory(acts, stage, { onProgress: () => undefined, signal: new AbortController().signal });
  await killTimes(place, ['start', '--yes', '--confirmed-by', 'the tests'], {
    times: Math.floor(kills / 2),
    random,
    spanMs: 8_000,
  });
  if (place.server !== null) await killServer(place, place.server, { times: serverKills, random });
  const took = await handOver(place, handovers);
  await playing;
  return took;
}

async function main(): Promise<void> {
  const simulators = await startSimulators({ seed, clock: systemClock, unreliableWebhooks: true });
  const place = await placeFor(simulators, database === 'postgres' ? 'postgres' : 'embedded');
  try {
    const world = makeWorld(simulators, { seed, orders: wholeNumber('orders') }, systemClock);
    await systemClock.sleep(simulators.searchLagMs);
    const took = await play(simulators, world, place);
    const { converged, open, doubled, report, comparison } = await verdict(simulators, world, place);
    const orders = report.balance.find((row) => row.kind === 'order');
    const handover = took.length === 0 ? null : { times: took.length, longestMs: Math.max(...took) };
    const { differences } = comparison;
    console.log(JSON.stringify({ seed, database, converged, open, doubled, orders, handover, differences }, null, 1));
    const inTime = took.every((milliseconds) => milliseconds <= promisedHandoverMs);
    const good = converged && doubled === 0 && comparison.different === 0 && orders?.waiting === 0 && inTime;
    const counted = `${kills} kills of the product, ${serverKills} of the server, ${handovers} handovers`;
    console.log(good ? `${counted}: 0 differences from the truth` : `${counted}: not as it should have been`);
    process.exitCode = good ? 0 : 1;
  } finally {
    await simulators.close();
    await place.remove();
  }
}

function wholeNumber(name: 'seed' | 'kills' | 'orders' | 'server-kills' | 'handovers'): number {
  const number = Number(flags[name]);
  return Number.isSafeInteger(number) && number >= 0
    ? number
    : refuse(`--${name} takes a whole number, found "${flags[name]}"`);
}

function refuse(message: string): never {
  console.error(message);
  process.exit(2);
}

await main();
