import type { Act, CrmPeople, Refs } from '../../../simulator/merchant/acts.ts';
import { playAct } from '../../../simulator/merchant/play-act.ts';
import type { StoreActs } from '../../../simulator/store/types.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OnProgress } from '../../sync/types.ts';

export interface Stage {
  readonly store: StoreActs;
  readonly people: CrmPeople;
  readonly refs: Refs;
  readonly clock: Clock;
}

/** Plays every act at its moment; one whose moment has passed, at once. Rejects when the signal aborts. */
export async function playStory(
  acts: readonly Act[],
  { store, people, refs, clock }: Stage,
  options: { readonly onProgress: OnProgress; readonly signal: AbortSignal },
): Promise<void> {
  let done = 0;
  for (const act of acts) {
    const wait = Date.parse(act.at) - clock.now().getTime();
    if (wait > 0) await clock.sleep(wait, options.signal);
    await playAct(act, store, people, refs);
    done += 1;
    options.onProgress({ stage: 'playing the story', done, total: acts.length });
  }
}
