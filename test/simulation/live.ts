import { playStoreAct } from '../../simulator/merchant/play-act.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { checkValuesKept } from '../../simulator/simulation/checkers/values-kept.ts';
import type { CrmAct } from '../../simulator/simulation/crm-acts.ts';
import { FurtherActs } from '../../simulator/simulation/further-acts.ts';
import type { CrmEdit, Script } from '../../simulator/simulation/script.ts';
import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import type { StoreAct } from '../../simulator/simulation/shop-life.ts';
import { converge } from './converge.ts';
import { nobodyAsked } from './nobody-asked.ts';
import type { World } from './world.ts';

const hourMs = 3_600_000;

/** While nobody does anything the loop need not look often, only as often as it polls: the clock is moved by what is due. */
function restingIdleMs({ family, rhythm }: SeedPlan): number {
  return Math.min(rhythm.ordersMs, family === 'quiet' ? 3 * hourMs : hourMs);
}

export interface Lived {
  /** Sentences about what was wrong; empty = nothing. */
  readonly problems: readonly string[];
  /** What happened, to be played again. */
  readonly script: Script;
}

interface Happened {
  readonly acts: StoreAct[];
  readonly edits: CrmEdit[];
}

/**
 * Phase 1: everything happens, and everything may go wrong. Phase 2: nothing goes wrong any more, and it must converge; an
 * endless seed has none.
 */
export async function liveThrough(world: World): Promise<Lived> {
  const happened = planEverything(world);
  const problems = await liveAndHeal(world);
  const script = { plan: world.plan, ...happened, strikes: world.faults.struck(), crashes: world.crashes.struck() };
  return { problems, script };
}

async function liveAndHeal(world: World): Promise<string[]> {
  const { clock, life, log, network, supervisor, crm, plan } = world;
  const asked = plan.family === 'quiet' ? nobodyAsked(world) : [];
  supervisor.start();
  let over = false;
  clock.schedule(life.endsAt, () => {
    over = true;
  });
  const unsafe: string[] = [];
  let checked = 0;
  await clock.runUntil(() => {
    if (network.batches > checked) unsafe.push(...checkOneRecordPerKey(crm.hands.seen(), life.mergedInto.size > 0));
    checked = network.batches;
    return over || unsafe.length > 0 || supervisor.bug !== null;
  });
  unsafe.push(...crm.unsafe(), ...asked, ...world.witnessed());
  if (supervisor.bug !== null) unsafe.push(`the product ended: ${supervisor.bug.stack}`);
  if (unsafe.length > 0) return unsafe.map((text) => `under faults: ${text}`);
  if (plan.family === 'endless') {
    supervisor.stop();
    return checkValuesKept(crm.hands.seen(), world.people.typed());
  }
  log.add('everything heals');
  world.faults.rest();
  world.crashes.heal();
  crm.heal();
  world.timing.idleMs = restingIdleMs(plan);
  return converge(world);
}

/** Everything that happens in the store and in the CRM; and when nothing happens, the loop looks less often. */
function planEverything(world: World): Happened {
  const { clock, life, plan, timing, given } = world;
  const happened: Happened = { acts: [], edits: [] };
  for (const act of given?.acts ?? life.acts) clock.schedule(new Date(act.at), () => playInStore(world, act, happened));
  for (const { at, act } of given?.edits ?? []) clock.schedule(new Date(at), () => playInCrm(world, act, happened));
  if (given === null) planTheRest(world, happened);
  const restMs = restingIdleMs(plan);
  for (const { from, to } of life.pauses.rests()) {
    clock.schedule(from, () => {
      timing.idleMs = restMs;
    });
    clock.schedule(new Date(to.getTime() - restMs), () => {
      timing.idleMs = plan.rhythm.idleMs;
    });
  }
  return happened;
}

/** What happens beside the story, drawn at moments of its own from what is there then. */
function planTheRest(world: World, happened: Happened): void {
  const { clock, life, people, plan, random, since } = world;
  for (let count = 0; count < plan.knownBuyers; count += 1) {
    clock.schedule(clock.now(), () => playInCrm(world, people.drawKnownBuyer(), happened));
  }
  const times = random.fork('edits');
  const moment = () => life.pauses.later(new Date(plan.start.getTime() + times.int(life.workMs)));
  for (let edit = 0; edit < plan.crmEdits; edit += 1) {
    clock.schedule(moment(), () => playInCrm(world, people.draw(), happened));
  }
  const further = new FurtherActs(random.fork('further acts'), life, since, plan.family === 'quiet');
  for (let count = 0; count < plan.furtherActs; count += 1) {
    const at = moment();
    clock.schedule(at, () => playInStore(world, further.draw(at), happened));
  }
}

function playInStore({ life, log }: World, act: StoreAct | null, { acts }: Happened): void {
  if (act === null) return;
  acts.push(act);
  log.add(`store: ${JSON.stringify(act)}`);
  try {
    playStoreAct(act, life.store, life.refs);
  } catch (error) {
    // What happened besides the story can leave it nothing to act on; the store refuses as a whole.
    log.add(`store: refused, ${String(error)}`);
  }
}

function playInCrm({ clock, log, people }: World, act: CrmAct | null, { edits }: Happened): void {
  if (act === null) return;
  edits.push({ at: clock.now().toISOString(), act });
  log.add(`crm: somebody ${JSON.stringify(act)}`);
  people.perform(act);
}
