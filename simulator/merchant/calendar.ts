import { createRandom } from '../../src/lib/random.ts';
import type { MerchantSettings } from './options.ts';

const monthMs = 30.44 * 86_400_000;

/** Orders come more densely towards the end, as in a shop that grows. */
const growth = 0.85;

/**
 * When the orders come. Times rise with the index and each is known without the ones before, which lets any order of a
 * merchant of any size be made alone.
 */
export interface Calendar {
  readonly opening: Date;
  /** To the second, as Shopify keeps times; before `now` for indexes below the number of orders. */
  timeOf(index: number): Date;
  /** The order index that lies nearest before a time; below 0 for a time before the opening. */
  indexAt(time: number): number;
}

export function createCalendar(seed: number, settings: MerchantSettings): Calendar {
  const span = settings.months * monthMs;
  const opening = settings.now.getTime() - span;
  const random = createRandom(seed).fork('calendar');
  const orders = Math.max(1, settings.orders);
  return {
    opening: new Date(opening),
    timeOf: (index) => {
      const jitter = random.fork(String(index)).next() * 0.95;
      const position = (index + jitter) / orders;
      const time = opening + span * position ** growth;
      // One second is kept free at the end, so that the last order is in the past at `now`.
      const latest = index < settings.orders ? settings.now.getTime() - 1000 : Number.MAX_SAFE_INTEGER;
      return new Date(Math.floor(Math.min(time, latest) / 1000) * 1000);
    },
    indexAt: (time) => {
      if (time < opening) return -1;
      return Math.floor(((time - opening) / span) ** (1 / growth) * orders);
    },
  };
}
