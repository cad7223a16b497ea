import { playStoreAct } from '../../simulator/merchant/play-act.ts';
import { generateStory } from '../../simulator/merchant/story.ts';
import { FurtherActs } from '../../simulator/simulation/further-acts.ts';
import type { StoreAct } from '../../simulator/simulation/shop-life.ts';
import type { World } from '../../src/app/demo/prepare.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';

export interface ShopWork {
  /** What has happened so far. */
  acts(): number;
  /** Tells the story to its end, and ends. */
  stop(): Promise<void>;
}

const paceMs = 400;

/**
 * People buy, return and change their names until it is stopped, so that each process that is killed had something to do;
 * beside them a story is told. Reps who edit records have no part in it: nobody can promise them one while the product is
 * down.
 */
export function beginShopWork(world: World, seed: number, random: Random): ShopWork {
  const { merchant, truth, refs, since } = world;
  const over = new AbortController();
  const further = new FurtherActs(random, { merchant, truth }, since, true);
  let acts = 0;
  const play = (act: StoreAct) => {
    try {
      playStoreAct(act, truth.store, refs);
      acts += 1;
    } catch {
      // Both act on the same orders, and the store refuses as a whole what the other has made impossible.
    }
  };
  const working = (async () => {
    while (!over.signal.aborted) {
      const act = further.draw(systemClock.now());
      if (act !== null) play(act);
      await systemClock.sleep(paceMs, over.signal).catch(() => undefined);
    }
  })();
  const telling = (async () => {
    const story = generateStory(seed, merchant, { startsAt: systemClock.now(), paceMs: 900 });
    for (const act of story.acts) {
      if (act.kind === 'edit in CRM') continue;
      await systemClock.sleep(Math.max(0, Date.parse(act.at) - systemClock.now().getTime()));
      play(act);
    }
  })();
  return {
    acts: () => acts,
    stop: async () => {
      over.abort();
      await Promise.all([working, telling]);
    },
  };
}
