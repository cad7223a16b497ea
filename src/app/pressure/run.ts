import { type Truth, watchStore } from '../../../simulator/merchant/truth.ts';
import type { DeliveryPolicy } from '../../../simulator/store/webhooks/deliveries.ts';
import { formatKey } from '../../commerce/keys.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { IdentityRules } from '../../identity/rules.ts';
import { fasterClock } from '../../lib/clock.ts';
import { createRandom } from '../../lib/random.ts';
import { fullBalance } from '../../sync/balance.ts';
import { cutoffSetting, writeInstant } from '../../sync/settings.ts';
import type { OnProgress, Route, Timing } from '../../sync/types.ts';
import { waitForConvergence } from '../demo/converge.ts';
import { viewCrm } from '../demo/crm-view.ts';
import { demoTiming, openPlace, setUp } from '../demo/place.ts';
import { freePort } from '../free-port.ts';
import type { HttpApps } from '../http-apps.ts';
import type { Runtime } from '../runtime.ts';
import { startService } from '../service.ts';
import { type Simulators, startSimulators } from '../simulators.ts';
import { type CheckInput, checkCase } from './check.ts';
import { createStage, type Difference, type PressureCase, type Round, type Stage, type Weather } from './stage.ts';

/** The one JSON document of `pressure-test --json`. */
export interface PressureDocument {
  readonly ok: boolean;
  readonly fieldMap: string;
  readonly seconds: number;
  readonly cases: readonly CaseResult[];
  /** What concerns no single case. */
  readonly problems: readonly string[];
}

export interface CaseResult {
  readonly id: string;
  readonly title: string;
  readonly ok: boolean;
  readonly values: number;
  readonly differences: readonly Difference[];
}

export interface PressureTools {
  readonly apps: HttpApps;
  /** The fields of this configuration. */
  readonly map: FieldMap;
  readonly identity: IdentityRules;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** Time of both simulators and the product: minutes of waiting become seconds. */
const haste = 10;

/** Far from busy at ten times the pace, and every sweep, retry and comparison still happens as in a day of the product. */
const timing: Timing = {
  ...demoTiming,
  sweepOrdersMs: 8_000,
  sweepCustomersMs: 8_000,
  sweepReturnsMs: 12_000,
  sweepDeletionsMs: 12_000,
  reconcileMs: 25_000,
  overlapMs: 10_000,
  debounceMs: 1_000,
  idleMs: 500,
};

/** How long a platform stays away. */
const outageMs = 20_000;
const settleLimitMs = 900_000;
const seed = 20_261;

interface Playing {
  readonly cases: readonly (PressureCase & { readonly stage: Stage; readonly all: readonly Round[] })[];
  readonly simulators: Simulators;
  readonly route: Route;
  readonly truth: Truth;
  readonly tools: PressureTools;
  readonly problems: string[];
  readonly needsPerson: Map<string, string>;
}

/**
 * Plays every case against the simulators with the product as it runs in production: real HTTP, webhooks, polling, an
 * embedded ledger of its own, and nothing of the folder in which the command is run.
 */
export async function runPressureTest(
  chosen: readonly PressureCase[],
  tools: PressureTools,
): Promise<PressureDocument> {
  const started = tools.runtime.clock.now().getTime();
  const clock = fasterClock(tools.runtime.clock, haste);
  const runtime: Runtime = { ...tools.runtime, clock, timing, random: createRandom(seed) };
  const intakePort = await freePort();
  const simulators = await startSimulators({ seed, clock, unreliableWebhooks: false });
  try {
    const place = await openPlace(simulators, intakePort, tools.map, runtime);
    try {
      const since = new Date(clock.now().getTime() - 60_000);
      const { route } = await setUp(place, runtime, tools.identity);
      const { source } = route.sourceAccount;
      await writeInstant(route.ledger, cutoffSetting(route.destinationAccount.destination, source), since);
      const { intake, health, webhookAddress } = place.config;
      const service = await startService({ route, intake, health, webhookAddress, guard: null, apps: tools.apps });
      try {
        const playing = makePlaying(chosen, simulators, route, tools);
        await playRounds(playing);
        const cases = await judge(playing, since);
        const seconds = Math.round((tools.runtime.clock.now().getTime() - started) / 1000);
        const ok = playing.problems.length === 0 && cases.every((entry) => entry.ok);
        return { ok, fieldMap: route.map.version, seconds, cases, problems: playing.problems };
      } finally {
        await service.stop();
      }
    } finally {
      await place.close();
    }
  } finally {
    await simulators.close();
  }
}

function makePlaying(
  chosen: readonly PressureCase[],
  simulators: Simulators,
  route: Route,
  tools: PressureTools,
): Playing {
  const truth = watchStore(simulators.store.store, { steps: false });
  const needsPerson = new Map<string, string>();
  const { account } = simulators.crm;
  const shop = route.sourceAccount.source;
  const crm = () => ({
    account,
    view: viewCrm(account, route.destination),
    shop,
    needsPerson: new Set(needsPerson.keys()),
  });
  const cases = chosen.map((entry, number) => {
    const tools = {
      store: truth.store,
      clock: route.clock,
      currency: simulators.shop.currency,
      number,
      id: entry.id,
      crm,
    };
    const stage = createStage(tools);
    return { ...entry, stage, all: entry.rounds(stage) };
  });
  return { cases, simulators, route, truth, tools, problems: [], needsPerson };
}

/** Rounds in fair weather are played together; each weather of its own, one after the other, when they are over. */
async function playRounds(playing: Playing): Promise<void> {
  const { cases, tools } = playing;
  const rough = cases.flatMap(({ stage, all }) => all.filter(isRough).map((round) => ({ stage, round })));
  const fair = cases.map(({ stage, all }) => ({ stage, rounds: all.filter((round) => !isRough(round)) }));
  const fairRounds = Math.max(0, ...fair.map(({ rounds }) => rounds.length));
  const total = fairRounds + rough.length;
  const progress = (done: number) => tools.onProgress({ stage: 'rounds played and settled', done, total });
  progress(0);
  for (let index = 0; index < fairRounds; index += 1) {
    for (const { stage, rounds } of fair) rounds[index]?.play(stage);
    await settle(playing);
    progress(index + 1);
  }
  for (const [index, { stage, round }] of rough.entries()) {
    await inWeather(playing, round.weather ?? 'fair', () => round.play(stage));
    await settle(playing);
    progress(fairRounds + index + 1);
  }
}

function isRough({ weather }: Round): boolean {
  return weather !== undefined && weather !== 'fair';
}

/** Three copies, the first of them late, so that what happened last arrives first. */
const lateAndDoubled: DeliveryPolicy = (_delivery, random) => [1_000 + random.int(9_000), random.int(4_000), 6_000];

async function inWeather({ simulators, route, tools }: Playing, weather: Weather, play: () => void): Promise<void> {
  const { store, crm } = simulators;
  const away = { status: 503, body: 'Service Unavailable', headers: { 'retry-after': '2' } };
  const none: DeliveryPolicy = () => [];
  if (weather === 'webhooks late and doubled') store.webhooks.setPolicy(lateAndDoubled);
  if (weather === 'webhooks lost') store.webhooks.setPolicy(none);
  if (weather === 'CRM down') crm.account.faults.add(away);
  if (weather === 'store down') store.faults.add(away);
  play();
  await route.clock.sleep(outageMs, tools.signal);
  store.webhooks.setPolicy(() => [0]);
  crm.account.faults.clear();
  store.faults.clear();
}

/** Everything looked for, worked and compared; then what the product says about persons who are needed. */
async function settle({ route, tools, problems, needsPerson }: Playing): Promise<void> {
  const { signal } = tools;
  const result = await waitForConvergence(route, { until: route.clock.now(), limitMs: settleLimitMs, signal });
  if (!result.converged) problems.push(`not settled after ${settleLimitMs / 1000 / haste} seconds: ${result.open}`);
  const parked = await route.ledger.parked({ destination: route.destinationAccount.destination, limit: 500 });
  needsPerson.clear();
  for (const { key, field, message } of parked) {
    needsPerson.set(formatKey(key), field === null ? message : `${field}: ${message}`);
  }
}

async function judge({ cases, simulators, route, truth, needsPerson }: Playing, since: Date): Promise<CaseResult[]> {
  const report = await fullBalance(route, { onProgress: () => undefined, repair: false });
  const input: CheckInput = {
    view: viewCrm(simulators.crm.account, route.destination),
    truth: truth.toJSON(),
    shop: route.sourceAccount.source,
    map: route.map,
    since,
    report,
    needsPerson,
    timeZone: route.sourceAccount.timeZone,
  };
  return cases.map(({ id, title, stage }) => {
    const { values, differences } = checkCase(input, stage);
    return { id, title, ok: differences.length === 0, values, differences };
  });
}
