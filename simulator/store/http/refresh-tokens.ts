import type { Clock } from '../../../src/lib/clock.ts';

/** Shopify docs: since August 2026 a spent refresh token can be sent again for 30 days at most. */
const retryMs = 30 * 86_400_000;

interface Issued {
  expiresAt: number;
  /** The one that it was given for. */
  readonly replaced: string | null;
}

/** Refresh tokens of one installation: each use gives another one, and the old one works until that is used. */
export class RefreshTokens {
  readonly #clock: Clock;
  readonly #issued = new Map<string, Issued>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  issue(token: string, lifeMs: number, replaced: string | null): void {
    const now = this.#clock.now().getTime();
    this.#issued.set(token, { expiresAt: now + lifeMs, replaced });
    const spent = replaced === null ? undefined : this.#issued.get(replaced);
    if (spent) spent.expiresAt = Math.min(spent.expiresAt, now + retryMs);
  }

  /** False for a token that is unknown, too old, or replaced by one that has been used. */
  use(token: string): boolean {
    const known = this.#issued.get(token);
    if (known === undefined || known.expiresAt < this.#clock.now().getTime()) return false;
    if (known.replaced !== null) this.#issued.delete(known.replaced);
    return true;
  }

  clear(): void {
    this.#issued.clear();
  }
}
