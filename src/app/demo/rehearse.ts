import { fullBalance } from '../../sync/balance.ts';
import type { Route } from '../../sync/types.ts';
import { armSimulators, faultHits } from '../faults.ts';
import { type Service, startService } from '../service.ts';
import { waitForConvergence } from './converge.ts';
import type { DemoDocument } from './document.ts';
import { loadFiles } from './files.ts';
import { bringHistory } from './history.ts';
import type { Past, RehearsalInput } from './parts.ts';
import { setUp } from './place.ts';
import { makeWorld, type World } from './prepare.ts';
import { prove } from './prove.ts';
import { liveStory } from './story.ts';

export interface Rehearsal {
  readonly document: DemoDocument;
  readonly world: World | null;
  stop(): Promise<void>;
}

/** Everything from an empty account to the proof. The service runs on afterwards, until `stop`. */
export async function rehearse(input: RehearsalInput): Promise<Rehearsal> {
  const { runtime, tools, simulators } = input;
  const { reporter } = tools;
  const started = runtime.clock.now();
  const past = await makePast(input);
  // What was made a moment ago is in no list yet; a shop with a past has waited that long.
  await runtime.clock.sleep(simulators.searchLagMs, tools.signal);
  const route = await connectBoth(input);

  armSimulators(simulators, input.options.faults, past.truth.store);
  reporter.step('History, month by month');
  await bringHistory(route, past.since, tools);

  reporter.step('Live');
  const service = await startLive(input, route);
  try {
    const story = past.world === null ? null : await liveStory(input, route, past.world, service);
    reporter.step('Waiting until everything has settled');
    await settle(input, route, story?.endedAt ?? runtime.clock.now());
    for (const { fault, hits } of faultHits(simulators)) reporter.line(`  ${fault} struck ${hits} times`);
    reporter.step('Proof');
    const document = await prove(input, route, { past, story, started });
    return { document, world: past.world, stop: () => service.stop() };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function makePast({ options, simulators, runtime, tools }: RehearsalInput): Promise<Past> {
  const { reporter } = tools;
  if (options.from !== null) {
    reporter.step(`Loading ${options.from} into a simulated store`);
    const { truth, loaded, since } = await loadFiles(simulators, options.from, runtime.clock);
    const { orders, customers, companies } = loaded.loaded;
    reporter.line(`  ${orders} orders, ${customers} customers, ${companies} companies`);
    return { truth, since, loaded, world: null };
  }
  reporter.step(`Making a merchant of ${options.orders} orders and a CRM with a team at work`);
  const world = makeWorld(simulators, options, runtime.clock);
  const { buyers, strangers } = world.seeded;
  reporter.line(`  ${world.merchant.people} people; ${buyers} of the CRM's contacts are buyers, ${strangers} are not`);
  return { truth: world.truth, since: world.since, world, loaded: null };
}

async function connectBoth({ place, runtime, tools }: RehearsalInput): Promise<Route> {
  const { reporter } = tools;
  reporter.step('Setting up');
  const { route, plans } = await setUp(place, runtime, tools.identity);
  const made = plans.crm.steps.filter(({ action }) => action === 'create').length;
  const topics = plans.webhooks === null ? 'webhooks off' : `${plans.webhooks.plan.create.length} webhook topics`;
  reporter.line(`  ${made} properties made, ${topics}`);
  return route;
}

function startLive({ place, tools }: RehearsalInput, route: Route): Promise<Service> {
  const { intake, health, webhookAddress } = place.config;
  return startService({ route, intake, health, webhookAddress, guard: null, apps: tools.apps });
}

const convergenceMs = 90_000;

/** Everything looked for, then both sides read once: what people changed in the CRM is put right; then settled again. */
async function settle({ tools, runtime }: RehearsalInput, route: Route, lastAct: Date): Promise<void> {
  const { reporter, signal } = tools;
  const wait = async (until: Date) => {
    const result = await waitForConvergence(route, { until, limitMs: convergenceMs, signal });
    if (!result.converged) reporter.line(`  not settled after ${convergenceMs / 1000} seconds: ${result.open}`);
  };
  await wait(lastAct);
  await fullBalance(route, { onProgress: reporter.progress, repair: true });
  await wait(runtime.clock.now());
}
