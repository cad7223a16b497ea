import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, parseEnv } from 'node:util';
import { pino } from 'pino';
import { generateStory } from '../simulator/merchant/story.ts';
import { waitForConvergence } from '../src/app/demo/converge.ts';
import { peopleOf } from '../src/app/demo/crm-people.ts';
import { memberKeys, viewCrm } from '../src/app/demo/crm-view.ts';
import { demoTiming } from '../src/app/demo/place.ts';
import { playStory } from '../src/app/demo/play.ts';
import { makeWorld, type World } from '../src/app/demo/prepare.ts';
import { compareWithTruth } from '../src/app/demo/truth-check.ts';
import { reachPlatforms } from '../src/app/platforms.ts';
import { openLedgerOf, openRoute } from '../src/app/route.ts';
import { systemRuntime } from '../src/app/runtime.ts';
import { type Simulators, startSimulators } from '../src/app/simulators.ts';
import { loadConnection } from '../src/config/connection.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom, type Random } from '../src/lib/random.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { runLane } from '../src/sync/lane.ts';

/**
 * Kills the real product with SIGKILL at random moments, in the history import and while it runs, and then asks whether
 * the CRM ended as it would have without: `node scripts/kill-product.ts --seed 1 --kills 20 --orders 200`.
 */
const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '20' },
    orders: { type: 'string', default: '200' },
  },
});
const bin = new URL('../bin/samestory.js', import.meta.url).pathname;

interface Place {
  readonly home: string;
  readonly env: Record<string, string>;
}

function placeFor(simulators: Simulators): Place {
  const home = mkdtempSync(join(tmpdir(), 'samestory-kill-'));
  const settings = parseEnv(simulators.environment().join('\n'));
  const ports = { SAMESTORY_PUBLIC_URL: 'http://127.0.0.1:43917', SAMESTORY_PORT: '43917', SAMESTORY_HEALTH_PORT: '0' };
  return { home, env: { ...settings, ...ports, SAMESTORY_HOME: join(home, 'ledger') } };
}

/** Runs a command; kills it after `killAfterMs` unless it ended before. True = it ended by itself with success. */
async function run(place: Place, parameters: readonly string[], killAfterMs: number | null): Promise<boolean> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: place.home, ...place.env };
  const child = spawn(process.execPath, [bin, ...parameters], {
    cwd: place.home,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2_000);
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const stop = new AbortController();
  const killing =
    killAfterMs === null
      ? Promise.resolve()
      : systemClock.sleep(killAfterMs, stop.signal).then(
          () => child.kill('SIGKILL'),
          () => undefined,
        );
  const code = await ended;
  stop.abort();
  await killing;
  if (code !== 0 && code !== null) throw new Error(`samestory ${parameters.join(' ')} ended with ${code}:\n${said}`);
  return code === 0;
}

/** Starts the command anew after each kill; a backfill that ended by itself is begun again, so that the count is kept. */
async function killTimes(
  place: Place,
  command: readonly string[],
  times: number,
  random: Random,
  spanMs: number,
): Promise<void> {
  for (let kill = 1; kill <= times; kill += 1) {
    const after = 1_500 + random.int(spanMs);
    const finished = await run(place, command, after);
    console.log(`  ${command[0]} ${finished ? 'had ended before' : 'killed after'} ${after} ms (${kill} of ${times})`);
  }
}

/** The same product in this process, with short rhythms, until nothing is open; then both sides and the truth. */
async function verdict(simulators: Simulators, world: World, place: Place) {
  const runtime = { ...systemRuntime(pino({ level: 'silent' })), timing: demoTiming };
  const config = loadConnection({ ...place.env, SAMESTORY_WEBHOOKS: 'off' });
  const platforms = await reachPlatforms(config, coreFieldMap, runtime);
  const ledger = await openLedgerOf(config.ledger);
  try {
    const route = await openRoute(platforms, ledger, coreFieldMap, runtime);
    const stop = new AbortController();
    const lane = runLane(route, { holder: 'verdict', signal: stop.signal });
    const wait = () => waitForConvergence(route, { until: systemClock.now(), limitMs: 180_000, signal: stop.signal });
    await wait();
    await fullBalance(route, { repair: true });
    const { converged, open } = await wait();
    const report = await fullBalance(route, { repair: false });
    stop.abort(new Error('done'));
    await lane.catch(() => undefined);
    const view = viewCrm(simulators.crm.account, route.destination);
    const truth = world.truth.toJSON();
    const { number: shop } = simulators.shop;
    const input = {
      view,
      truth,
      shop,
      since: world.since,
      expected: { kept: [], repaired: [] },
      parkedEmails: new Set<string>(),
    };
    const keys = [...view.keyed('contact'), ...view.keyed('order')].map((record) => record.properties['samestory_key']);
    const doubled = keys.length - new Set(keys).size;
    const members = view.keyed('contact').flatMap(memberKeys);
    return {
      converged,
      open,
      report,
      comparison: compareWithTruth(input),
      doubled: doubled + members.length - new Set(members).size,
    };
  } finally {
    await ledger.close();
  }
}

/** History and story under kills. */
async function play(simulators: Simulators, world: World, place: Place, seed: number, kills: number): Promise<void> {
  const random = createRandom(seed).fork('kills');
  await run(place, ['setup', '--yes'], null);
  const history = ['backfill', '--since', world.since.toISOString().slice(0, 10), '--yes'];
  await killTimes(place, history, Math.ceil(kills / 2), random, 5_000);
  await run(place, history, null);
  const { destination } = await reachPlatforms(
    loadConnection(place.env),
    coreFieldMap,
    systemRuntime(pino({ level: 'silent' })),
  );
  await destination.bind(coreFieldMap.fields);
  const people = peopleOf(simulators.crm.account, destination, simulators.shop.number);
  const story = generateStory(seed, world.merchant, { startsAt: systemClock.now(), paceMs: 900 });
  // A rep who edits a record needs one that is there already, and nobody can promise that while the product is down.
  const acts = story.acts.filter((act) => act.kind !== 'edit in CRM');
  const stage = { store: world.truth.store, people, refs: world.refs, clock: systemClock };
  const playing = playStory(acts, stage, { onProgress: () => undefined, signal: new AbortController().signal });
  await killTimes(place, ['start', '--yes'], Math.floor(kills / 2), random, 8_000);
  await playing;
}

async function main(): Promise<void> {
  const seed = Number(flags.seed);
  const kills = Number(flags.kills);
  const simulators = await startSimulators({ seed, clock: systemClock, unreliableWebhooks: true });
  const place = placeFor(simulators);
  try {
    const world = makeWorld(simulators, { seed, orders: Number(flags.orders) }, systemClock);
    await systemClock.sleep(simulators.searchLagMs);
    await play(simulators, world, place, seed, kills);
    const { converged, open, doubled, report, comparison } = await verdict(simulators, world, place);
    const orders = report.balance.find((row) => row.kind === 'order');
    console.log(
      JSON.stringify({ seed, converged, open, doubled, orders, differences: comparison.differences }, null, 1),
    );
    const good = converged && doubled === 0 && comparison.different === 0 && orders?.waiting === 0;
    console.log(good ? `${kills} kills, 0 differences from the truth` : 'the CRM is not as it would have been');
    process.exitCode = good ? 0 : 1;
  } finally {
    await simulators.close();
    rmSync(place.home, { recursive: true, force: true });
  }
}

await main();
