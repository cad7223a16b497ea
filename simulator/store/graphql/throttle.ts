import type { Clock } from '../../../src/lib/clock.ts';
import type { ShopProfile } from '../types.ts';

export interface ThrottleStatus {
  readonly maximumAvailable: number;
  readonly currentlyAvailable: number;
  readonly restoreRate: number;
}

/** Points a second by plan (Shopify docs: rate limits); the bucket holds twenty seconds of it. */
const restoreRates: Readonly<Record<ShopProfile['plan'], number>> = { standard: 100, advanced: 200, plus: 1000 };

/** The leaky bucket of one app on one shop. */
export class CostBucket {
  readonly #clock: Clock;
  readonly #restoreRate: number;
  readonly #maximum: number;
  #available: number;
  #at: number;

  constructor(clock: Clock, plan: ShopProfile['plan']) {
    this.#clock = clock;
    this.#restoreRate = restoreRates[plan];
    this.#maximum = 20 * this.#restoreRate;
    this.#available = this.#maximum;
    this.#at = clock.now().getTime();
  }

  status(): ThrottleStatus {
    this.#restore();
    return {
      maximumAvailable: this.#maximum,
      currentlyAvailable: Math.floor(this.#available),
      restoreRate: this.#restoreRate,
    };
  }

  /** Takes the requested cost before execution; false, and nothing taken, when it is not there. */
  take(requested: number): boolean {
    this.#restore();
    if (requested > this.#available) return false;
    this.#available -= requested;
    return true;
  }

  /** Gives back what a request turned out not to need. */
  giveBack(points: number): void {
    this.#available = Math.min(this.#maximum, this.#available + Math.max(0, points));
  }

  #restore(): void {
    const now = this.#clock.now().getTime();
    const seconds = Math.max(0, now - this.#at) / 1000;
    this.#available = Math.min(this.#maximum, this.#available + seconds * this.#restoreRate);
    this.#at = now;
  }
}
