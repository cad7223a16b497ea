import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';

/** Lets time pass until the work is done. */
export async function drive<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let settled = false;
  const mark = () => {
    settled = true;
  };
  work.then(mark, mark);
  await clock.runUntil(() => settled);
  return work;
}
