import type { Random } from '../../src/lib/random.ts';

/** How much of a fault there is. An occasion is whatever the fault can strike: a call, a delivery, an operation. */
export interface Dose {
  /** Lets the first `after` occasions pass; 0 where absent. */
  readonly after?: number;
  /** How many occasions it strikes at most; without end where absent. */
  readonly times?: number;
  /** Chance of each occasion, over 0 and up to 1; every one where absent. */
  readonly share?: number;
}

/** Counts occasions and says which of them are struck. */
export class Doses {
  readonly #dose: Dose;
  readonly #random: Random | null;
  #seen = 0;
  #hits = 0;

  /** Without `random` every occasion within the dose is struck, whatever its share. */
  constructor(dose: Dose, random: Random | null = null) {
    this.#dose = dose;
    this.#random = random;
  }

  get hits(): number {
    return this.#hits;
  }

  /** Told of an occasion; true when it would be struck. Only `hit` uses the dose up. */
  meets(): boolean {
    this.#seen += 1;
    if (this.#seen <= (this.#dose.after ?? 0) || this.spent) return false;
    const share = this.#dose.share ?? 1;
    return share >= 1 || this.#random === null || this.#random.chance(share);
  }

  hit(): void {
    this.#hits += 1;
  }

  /** Both at once, for faults that nothing else can forestall. */
  strikes(): boolean {
    const struck = this.meets();
    if (struck) this.hit();
    return struck;
  }

  get spent(): boolean {
    return this.#hits >= (this.#dose.times ?? Number.POSITIVE_INFINITY);
  }
}
