import type { Random } from '../../src/lib/random.ts';

/** Calls that a crash may wait for: any, or those around which something can be left half done. */
const moments: readonly RegExp[] = [
  /./,
  /./,
  /^ledger (intend|settle|adopt|observe)$/,
  /^ledger (finish|recordLooks|mergeMembers|enqueue|stage)$/,
  /^ledger (finishTask|putSetting|indexRecords|parkValues)$/,
  /^crm .*(create|update|archive|link)$/,
  /^crm .*(read|search|list)/,
  /^shop /,
];

/** Far fewer than make a dead letter of a key that each of them interrupts. */
const mostCrashes = 4;

/** Says at which calls through a port the process ends. */
export class CrashPlan {
  readonly #random: Random;
  #left: number;
  #moment: RegExp = /./;
  #calls = 0;
  #before = false;
  #asked = 0;
  readonly #given: ReadonlySet<number> | null;
  readonly #struck: number[] = [];

  /** `given`: the running numbers of the questions that are answered with yes, instead of drawing them. */
  constructor(random: Random, how: 'never' | 'some' | 'endless', given: ReadonlySet<number> | null) {
    this.#random = random;
    this.#given = given;
    this.#left = { never: () => 0, some: () => 1 + random.int(mostCrashes), endless: () => Infinity }[how]();
    this.#next();
  }

  heal(): void {
    this.#left = 0;
  }

  /** Asked once before each call and once after it. */
  strikes(call: string, point: 'before' | 'after'): boolean {
    this.#asked += 1;
    const strikes = this.#given === null ? this.#draw(call, point) : this.#given.has(this.#asked);
    if (strikes) this.#struck.push(this.#asked);
    return strikes;
  }

  struck(): readonly number[] {
    return this.#struck;
  }

  #draw(call: string, point: 'before' | 'after'): boolean {
    if (this.#left === 0 || !this.#moment.test(call) || (point === 'before') !== this.#before) return false;
    this.#calls -= 1;
    if (this.#calls > 0) return false;
    this.#left -= 1;
    this.#next();
    return true;
  }

  #next(): void {
    this.#moment = this.#random.pick(moments);
    this.#calls = 1 + this.#random.int(this.#moment.source === '.' ? 400 : 25);
    this.#before = this.#random.chance(0.5);
  }
}
