import type { Clock } from '../../src/lib/clock.ts';
import { nextMidnight } from './time.ts';

export type Tier = 'free' | 'starter' | 'professional' | 'enterprise';

/** HubSpot docs: calls per ten seconds for each app, and per day for the account. */
export const TIER_LIMITS: Readonly<Record<Tier, { readonly burst: number; readonly daily: number }>> = {
  free: { burst: 100, daily: 250_000 },
  starter: { burst: 100, daily: 250_000 },
  professional: { burst: 190, daily: 625_000 },
  enterprise: { burst: 190, daily: 1_000_000 },
};

const BURST_WINDOW = 10_000;
const SEARCH_WINDOW = 1_000;
/** Per account, shared by all of its apps. */
const SEARCH_LIMIT = 5;

export type Policy = 'TEN_SECONDLY_ROLLING' | 'DAILY' | 'SECONDLY';

export interface LimitOptions {
  readonly burst: number;
  readonly daily: number;
  /** When off, calls are counted and headers are sent, but nothing is refused. */
  readonly enforce: boolean;
  readonly timeZone: string;
}

/** Instants of the calls inside a rolling window, oldest first. */
class Window {
  readonly #length: number;
  #times: number[] = [];
  #start = 0;

  constructor(length: number) {
    this.#length = length;
  }

  count(now: number): number {
    while (this.#start < this.#times.length && (this.#times[this.#start] ?? 0) <= now - this.#length) this.#start += 1;
    if (this.#start > 1_000) {
      this.#times = this.#times.slice(this.#start);
      this.#start = 0;
    }
    return this.#times.length - this.#start;
  }

  add(now: number): void {
    this.#times.push(now);
  }
}

export class CallLimits {
  readonly options: LimitOptions;
  readonly #clock: Clock;
  readonly #apps = new Map<string, Window>();
  readonly #search = new Window(SEARCH_WINDOW);
  #usedToday = 0;
  #resetsAt: number;

  constructor(options: LimitOptions, clock: Clock) {
    this.options = options;
    this.#clock = clock;
    this.#resetsAt = nextMidnight(options.timeZone, clock.now().getTime());
  }

  /** Counts one call of an app; answers the policy that refuses it. A refused call uses nothing up. */
  take(appId: string, isSearch: boolean): Policy | undefined {
    const now = this.#now();
    const app = this.#app(appId);
    if (this.options.enforce) {
      if (this.#usedToday >= this.options.daily) return 'DAILY';
      if (isSearch && this.#search.count(now) >= SEARCH_LIMIT) return 'SECONDLY';
      if (!isSearch && app.count(now) >= this.options.burst) return 'TEN_SECONDLY_ROLLING';
    }
    this.#usedToday += 1;
    (isSearch ? this.#search : app).add(now);
    return undefined;
  }

  headers(appId: string): Record<string, string> {
    const now = this.#now();
    const remaining = (limit: number, used: number) => String(Math.max(0, limit - used));
    return {
      'X-HubSpot-RateLimit-Daily': String(this.options.daily),
      'X-HubSpot-RateLimit-Daily-Remaining': remaining(this.options.daily, this.#usedToday),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(BURST_WINDOW),
      'X-HubSpot-RateLimit-Max': String(this.options.burst),
      'X-HubSpot-RateLimit-Remaining': remaining(this.options.burst, this.#app(appId).count(now)),
    };
  }

  usage(): { readonly used: number; readonly resetsAt: number } {
    this.#now();
    return { used: this.#usedToday, resetsAt: this.#resetsAt };
  }

  /** Pretends that other apps of the account used up calls of today. */
  useDaily(calls: number): void {
    this.#usedToday += calls;
  }

  #app(appId: string): Window {
    const known = this.#apps.get(appId);
    if (known) return known;
    const made = new Window(BURST_WINDOW);
    this.#apps.set(appId, made);
    return made;
  }

  #now(): number {
    const now = this.#clock.now().getTime();
    if (now >= this.#resetsAt) {
      this.#usedToday = 0;
      this.#resetsAt = nextMidnight(this.options.timeZone, now);
    }
    return now;
  }
}

const LIMIT_NAMES: Readonly<Record<Policy, string>> = {
  TEN_SECONDLY_ROLLING: 'ten_secondly_rolling',
  DAILY: 'daily',
  SECONDLY: 'secondly',
};

/** HubSpot's 429 body, without the correlation and request ids. There is no Retry-After. */
export function limitBody(policy: Policy): Record<string, string> {
  return {
    status: 'error',
    message: `You have reached your ${LIMIT_NAMES[policy]} limit.`,
    errorType: 'RATE_LIMIT',
    policyName: policy,
    ...(policy === 'SECONDLY' ? { category: 'RATE_LIMITS' } : {}),
  };
}
