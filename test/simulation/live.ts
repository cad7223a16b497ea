import { playStoreAct } from '../../simulator/merchant/play-act.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { FurtherActs } from '../../simulator/simulation/further-acts.ts';
import { converge } from './converge.ts';
import { nobodyAsked } from './nobody-asked.ts';
import type { World } from './world.ts';

/** While nobody does anything the loop need not look often: the clock is moved by what is due. */
const restingIdleMs = 30 * 60_000;

/** Phase 1: everything happens, and everything may go wrong. Phase 2: nothing goes wrong any more, and it must converge. */
export async function liveThrough(world: World): Promise<string[]> {
  const { clock, life, log, network, supervisor, crm, plan } = world;
  planTheStory(world);
  planTheRest(world);
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
  unsafe.push(...crm.unsafe(), ...asked);
  if (supervisor.bug !== null) unsafe.push(`the product ended: ${supervisor.bug.stack}`);
  if (unsafe.length > 0) return unsafe.map((text) => `under faults: ${text}`);
  log.add('everything heals');
  world.faults.rest();
  world.crashes.heal();
  crm.heal();
  world.timing.idleMs = restingIdleMs;
  return converge(world);
}

function planTheStory({ clock, life, log }: World): void {
  for (const act of life.acts) {
    clock.schedule(new Date(act.at), () => {
      log.add(`store: ${act.kind}`);
      try {
        playStoreAct(act, life.store, life.refs);
      } catch (error) {
        // What happened besides the story can leave it nothing to act on; the store refuses as a whole.
        log.add(`store: refused, ${String(error)}`);
      }
    });
  }
}

/** What happens beside the story, at moments of its own; and when nothing happens, the loop looks less often. */
function planTheRest({ clock, life, log, people, plan, random, since, timing }: World): void {
  const times = random.fork('edits');
  const moment = () => life.pauses.later(new Date(plan.start.getTime() + times.int(life.workMs)));
  for (let edit = 0; edit < plan.crmEdits; edit += 1) {
    clock.schedule(moment(), () => log.add(`crm: somebody ${people.act()}`));
  }
  const further = new FurtherActs(random.fork('further acts'), life, since, plan.family === 'quiet');
  for (let count = 0; count < plan.furtherActs; count += 1) {
    const at = moment();
    clock.schedule(at, () => log.add(`store: ${further.act(at)}`));
  }
  for (const { from, to } of life.pauses.rests()) {
    clock.schedule(from, () => {
      timing.idleMs = restingIdleMs;
    });
    clock.schedule(new Date(to.getTime() - restingIdleMs), () => {
      timing.idleMs = plan.rhythm.idleMs;
    });
  }
}
