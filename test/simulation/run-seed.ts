import { EventLog } from '../../simulator/simulation/event-log.ts';
import type { Script } from '../../simulator/simulation/script.ts';
import { drawPlan, type SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import { strikeName } from '../../simulator/simulation/strike-name.ts';
import { Tally } from '../../simulator/simulation/tally.ts';
import { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import type { SimulatedDatabase } from './database.ts';
import { drive } from './drive.ts';
import { liveThrough } from './live.ts';
import { watchOutside } from './outside.ts';
import { openWorld, type World } from './world.ts';

export interface SeedResult {
  readonly plan: SeedPlan;
  /** Sentences about what was wrong; empty = passed. */
  readonly problems: readonly string[];
  readonly events: number;
  readonly digest: string;
  /** How often the product was started. */
  readonly processes: number;
  /** Faults that were injected, by kind. */
  readonly struck: Readonly<Record<string, number>>;
  /** Where the product was killed: the call, before or after it, and the line that made it. */
  readonly crashPoints: readonly string[];
  /** What happened, where it was asked for. */
  readonly lines: readonly string[];
  /** Plays it again; null where it ended before anything happened. */
  readonly script: Script | null;
}

interface RunOptions {
  readonly keepLog?: boolean;
}

/** One seed from its drawing to the proof. Never throws for what the product does wrong: that is a problem. */
export function runSeed(seed: number, database: SimulatedDatabase, options: RunOptions = {}): Promise<SeedResult> {
  return run(drawPlan(seed), null, database, options);
}

/** The same for what happened once. */
export function runScript(script: Script, database: SimulatedDatabase, options: RunOptions = {}): Promise<SeedResult> {
  return run(script.plan, script, database, options);
}

async function run(
  plan: SeedPlan,
  given: Script | null,
  database: SimulatedDatabase,
  options: RunOptions,
): Promise<SeedResult> {
  await database.clear();
  // One turn of the event loop lets everything go on that waits for no time.
  const outside = watchOutside();
  const clock = new VirtualClock(
    new Date(plan.start.getTime() - plan.shopLagMs),
    () => new Promise((resolve) => setImmediate(resolve)),
    outside.seen,
  );
  const log = new EventLog(clock, options.keepLog ?? false);
  const problems: string[] = [];
  let script: Script | null = null;
  let world: World | null = null;
  try {
    world = await drive(clock, openWorld(plan, clock, log, database, given));
    const lived = await liveThrough(world);
    problems.push(...lived.problems);
    script = lived.script;
    await drive(clock, world.shop.close());
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    outside.end();
    clock.end();
  }
  return {
    plan,
    problems,
    script,
    ...{ events: log.count, digest: log.digest(), lines: log.lines() },
    processes: world?.supervisor.processes ?? 0,
    struck: struckIn(world),
    crashPoints: world?.supervisor.crashPoints ?? [],
  };
}

function struckIn(world: World | null): Readonly<Record<string, number>> {
  const tally = new Tally();
  if (world === null) return {};
  for (const { strike } of world.faults.struck()) tally.add(strikeName(strike));
  tally.addAll(world.shop.deliveryFaults.counts());
  if (world.plan.crmLagMs > 0 || world.plan.shopLagMs > 0) tally.add('seeds with search lag');
  return tally.counts();
}
