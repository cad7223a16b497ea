import { playStoreAct } from '../../simulator/merchant/play-act.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { FurtherActs } from '../../simulator/simulation/further-acts.ts';
import { converge } from './converge.ts';
import type { World } from './world.ts';

/** The loop need not look often any more: the clock is moved by what is due. */
const healedIdleMs = 5 * 60_000;

/** Phase 1: everything happens, and everything may go wrong. Phase 2: nothing goes wrong any more, and it must converge. */
export async function liveThrough(world: World): Promise<string[]> {
  const { clock, life, log, network, people, plan, supervisor, random, crm } = world;
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
  const times = random.fork('edits');
  const span = life.endsAt.getTime() - plan.start.getTime();
  for (let edit = 0; edit < plan.crmEdits; edit += 1) {
    const at = new Date(plan.start.getTime() + times.int(span));
    clock.schedule(at, () => log.add(`crm: somebody ${people.act()}`));
  }
  const further = new FurtherActs(random.fork('further acts'), life, world.since);
  for (let count = 0; count < plan.furtherActs; count += 1) {
    const at = new Date(plan.start.getTime() + times.int(span));
    clock.schedule(at, () => log.add(`store: ${further.act(at)}`));
  }
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
  unsafe.push(...crm.unsafe());
  if (supervisor.bug !== null) unsafe.push(`the product ended: ${supervisor.bug.stack}`);
  if (unsafe.length > 0) return unsafe.map((text) => `under faults: ${text}`);
  log.add('everything heals');
  world.faults.rest();
  world.crashes.heal();
  crm.heal();
  world.timing.idleMs = healedIdleMs;
  return converge(world);
}
