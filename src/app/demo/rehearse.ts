import { backfill } from '../../sync/backfill.ts';
import { fullBalance } from '../../sync/balance.ts';
import { withLane } from '../../sync/lane.ts';
import type { BackfillMonth, Route } from '../../sync/types.ts';
import type { Runtime } from '../runtime.ts';
import { holderName, type Service, startService } from '../service.ts';
import type { Simulators } from '../simulators.ts';
import { waitForConvergence } from './converge.ts';
import type { DemoDocument } from './document.ts';
import type { DemoOptions } from './options.ts';
import { type Place, setUp } from './place.ts';
import { makeWorld, type World } from './prepare.ts';
import { prove } from './prove.ts';
import type { DemoTools } from './run.ts';
import { liveStory, type PlayedStory } from './story.ts';

export interface RehearsalInput {
  readonly options: DemoOptions;
  readonly simulators: Simulators;
  readonly place: Place;
  readonly runtime: Runtime;
  readonly tools: DemoTools;
}

export interface Rehearsal {
  readonly document: DemoDocument;
  /** Null with files of a real shop: nothing is made up then. */
  readonly world: World | null;
  stop(): Promise<void>;
}

/** Everything from an empty account to the proof. The service runs on afterwards, until `stop`. */
export async function rehearse(input: RehearsalInput): Promise<Rehearsal> {
  const { options, simulators, place, runtime, tools } = input;
  const { reporter } = tools;
  const started = runtime.clock.now();
  reporter.step(`Making a merchant of ${options.orders} orders and a CRM with a team at work`);
  const world = makeWorld(simulators, options, runtime.clock);
  const seeded = `${world.seeded.buyers} of its contacts are buyers, ${world.seeded.strangers} are not`;
  reporter.line(`  ${world.merchant.people} people; ${seeded}`);

  // What was made a moment ago is in no list yet; a shop with a past has waited that long.
  await runtime.clock.sleep(simulators.searchLagMs, tools.signal);

  reporter.step('Setting up');
  const { route, plans } = await setUp(place, runtime);
  const made = plans.crm.steps.filter(({ action }) => action === 'create').length;
  const topics = plans.webhooks === null ? 'webhooks off' : `${plans.webhooks.plan.create.length} webhook topics`;
  reporter.line(`  ${made} properties made, ${topics}`);

  reporter.step('History, month by month');
  await bringHistory(route, world.since, input);

  reporter.step('Live: the story');
  const service = await startLive(input, route);
  try {
    const story = await liveStory(input, route, world, service);
    reporter.step('Waiting until everything has settled');
    await settle(input, route, story);
    reporter.step('Proof');
    const document = await prove(input, route, { world, story, started });
    return { document, world, stop: () => service.stop() };
  } catch (error) {
    await service.stop();
    throw error;
  }
}

async function bringHistory(route: Route, since: Date, { tools }: RehearsalInput): Promise<void> {
  const { reporter, signal } = tools;
  const onMonth = ({ month, orders, balance }: BackfillMonth) => {
    const matching = balance.balance.find(({ kind }) => kind === 'order')?.matching ?? 0;
    reporter.line(`  ${month}: ${orders} orders read, ${matching} matching`);
  };
  await withLane(route, holderName(), (lane) =>
    backfill(route, lane, { since, onProgress: reporter.progress, onMonth, signal }),
  );
}

function startLive({ place, tools }: RehearsalInput, route: Route): Promise<Service> {
  const { intake, health, webhookAddress } = place.config;
  return startService({ route, intake, health, webhookAddress, guard: null, apps: tools.apps });
}

const convergenceMs = 90_000;

/** Everything looked for, then both sides read once: what people changed in the CRM is put right; then settled again. */
async function settle({ tools, runtime }: RehearsalInput, route: Route, story: PlayedStory): Promise<void> {
  const { reporter, signal } = tools;
  const wait = async (until: Date) => {
    const result = await waitForConvergence(route, { until, limitMs: convergenceMs, signal });
    if (!result.converged) reporter.line(`  not settled after ${convergenceMs / 1000} seconds: ${result.open}`);
  };
  await wait(story.endedAt);
  await fullBalance(route, { onProgress: reporter.progress, repair: true });
  await wait(runtime.clock.now());
}
