import { playStoreAct } from '../../simulator/merchant/play-act.ts';
import { FurtherActs } from '../../simulator/simulation/further-acts.ts';
import type { World } from '../../src/app/demo/prepare.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';

export interface ShopWork {
  /** What has happened so far. */
  acts(): number;
  stop(): Promise<void>;
}

const paceMs = 400;

/** People buy, return and change their names until it is stopped, so that each process that is killed had something to do. */
export function beginShopWork({ merchant, truth, refs, since }: World, random: Random): ShopWork {
  const over = new AbortController();
  const further = new FurtherActs(random, { merchant, truth }, since, true);
  let acts = 0;
  const working = (async () => {
    while (!over.signal.aborted) {
      const act = further.draw(systemClock.now());
      if (act !== null) {
        playStoreAct(act, truth.store, refs);
        acts += 1;
      }
      await systemClock.sleep(paceMs, over.signal).catch(() => undefined);
    }
  })();
  return {
    acts: () => acts,
    stop: async () => {
      over.abort();
      await working;
    },
  };
}
