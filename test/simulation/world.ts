import { AskedPauses } from '../../simulator/simulation/asked-pauses.ts';
import { CallFaults, type Strike } from '../../simulator/simulation/call-faults.ts';
import { CrashPlan } from '../../simulator/simulation/crash-plan.ts';
import type { EventLog } from '../../simulator/simulation/event-log.ts';
import { Network } from '../../simulator/simulation/network.ts';
import { PeopleAtWork } from '../../simulator/simulation/people-at-work.ts';
import type { Script } from '../../simulator/simulation/script.ts';
import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import { beginShopLife, type ShopLife } from '../../simulator/simulation/shop-life.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import { createRandom, type Random } from '../../src/lib/random.ts';
import { cutoffSetting, writeInstant } from '../../src/sync/settings.ts';
import { defaultTiming, type Timing } from '../../src/sync/types.ts';
import { AnsweredRows } from './answered-rows.ts';
import type { CrmSide } from './crm-side.ts';
import type { SimulatedDatabase } from './database.ts';
import { checkHistory } from './history-brought.ts';
import { openHubSpot } from './hubspot-side.ts';
import { openKeyless } from './keyless-side.ts';
import { OwedKeys } from './owed-keys.ts';
import { setUp } from './product.ts';
import { openShop, type ShopSide, shopNumber } from './shop-side.ts';
import { Supervisor } from './supervisor.ts';

/** The parts of one seed's world. */
export interface World {
  readonly plan: SeedPlan;
  readonly clock: VirtualClock;
  readonly log: EventLog;
  readonly random: Random;
  readonly faults: CallFaults;
  readonly crashes: CrashPlan;
  readonly network: Network;
  readonly shop: ShopSide;
  readonly crm: CrmSide;
  readonly life: ShopLife;
  readonly people: PeopleAtWork;
  readonly supervisor: Supervisor;
  readonly database: SimulatedDatabase;
  /** What those who look beside the product have seen go wrong so far. */
  readonly witnessed: () => readonly string[];
  /** The name of the CRM account in the ledger. */
  readonly destination: string;
  readonly timing: { -readonly [Name in keyof Timing]: Timing[Name] };
  readonly since: Date;
  /** What happens is given, instead of being drawn. */
  readonly given: Script | null;
}

/** Builds everything that a seed needs; nothing happens yet. */
export async function openWorld(
  plan: SeedPlan,
  clock: VirtualClock,
  log: EventLog,
  database: SimulatedDatabase,
  given: Script | null,
): Promise<World> {
  const random = createRandom(plan.seed);
  const faults = new CallFaults(plan.rates, random.fork('faults'), strikesOf(given));
  const crashes = new CrashPlan(random.fork('crashes'), crashesOf(plan), given && new Set(given.crashes));
  const pauses = new AskedPauses();
  const network = new Network({
    clock,
    random: random.fork('network'),
    log,
    latencyMs: plan.latencyMs,
    fateOf: (call) => {
      const fate = faults.fateOf(call);
      pauses.see(call, fate, clock.now());
      return fate;
    },
  });
  const shop = await openShop({ plan, clock, network, random: random.fork('shop') });
  const life = beginShopLife(plan, shop.store, random.fork('story'));
  // The past is older than the search lag: whoever asks for it finds it.
  await clock.sleep(plan.shopLagMs);
  faults.rest();
  const open = plan.crm === 'hubspot' ? openHubSpot : openKeyless;
  const crm = await open({ plan, clock, network, log, faults, random: random.fork('crm') });
  const { destination } = await setUp(crm.connect(null));
  faults.begin();
  const people = new PeopleAtWork(random.fork('people'), crm.hands, life.merchant, plan);
  const timing = timingOf(plan);
  const since = plan.history === 'backfill' ? dayBefore(life.merchant.opening) : null;
  await writeInstant(database.ledger, cutoffSetting(destination, shopNumber), plan.start);
  const owed = new OwedKeys();
  const answered = new AnsweredRows(() => faults.struck());
  const untold: string[] = [];
  const supervisor = new Supervisor({
    plan,
    clock,
    network,
    log,
    crashes,
    crm,
    ledger: answered.watch(owed.watch(database.ledger)),
    timing,
    since,
    random: random.fork('processes'),
    onHistory: async () => {
      untold.push(...(await checkHistory({ clock, database, destination, life, plan }, since ?? plan.start)));
    },
  });
  const witnessed = () => [...owed.problems, ...answered.problems, ...pauses.problems, ...untold];
  return {
    ...{ plan, clock, log, random, faults, crashes, network, shop },
    ...{ crm, life, people, supervisor, database, witnessed, destination, timing, since: since ?? plan.start, given },
  };
}

function strikesOf(given: Script | null): ReadonlyMap<number, Strike> | null {
  return given && new Map(given.strikes.map(({ call, strike }) => [call, strike]));
}

function crashesOf({ family, rates }: SeedPlan): 'never' | 'some' | 'endless' {
  if (rates.crash === 0) return 'never';
  return family === 'endless' ? 'endless' : 'some';
}

function timingOf({ rhythm }: SeedPlan): World['timing'] {
  return {
    ...defaultTiming,
    sweepOrdersMs: rhythm.ordersMs,
    sweepCustomersMs: rhythm.customersMs,
    sweepReturnsMs: rhythm.returnsMs,
    sweepDeletionsMs: rhythm.deletionsMs,
    reconcileMs: rhythm.reconcileMs,
    sweepCrmMs: rhythm.crmMs,
    idleMs: rhythm.idleMs,
    leaseMs: 24 * 3_600_000,
  };
}

/** Midnight (UTC) at least a day earlier, so that no time zone of a shop cuts off its first day. */
function dayBefore(moment: Date): Date {
  const day = 86_400_000;
  return new Date(Math.floor(moment.getTime() / day) * day - day);
}
