import { fromMinor, toMinor } from '../merchant/minor-units.ts';
import type { NewOrder, StoreActs } from '../store/types.ts';

/** One thing to do to an order after it was placed. The acts of an order are played in their order, not by time. */
export type PlannedAct = (store: StoreActs, orderId: string) => void;

/** An order of a file, ready to be placed, and what must follow so that the store shows what the file says. */
export interface PlannedOrder {
  readonly order: NewOrder;
  /** The company it is for; the store makes each name once. */
  readonly company: { readonly id?: string; readonly name: string } | null;
  readonly acts: readonly PlannedAct[];
  /** What the file says and the simulated store cannot show. */
  readonly notes: readonly string[];
}

export interface NotUsed {
  readonly file: string;
  /** Line in a CSV file; null in JSON. */
  readonly line: number | null;
  /** Shopify id or order name where the record has one. */
  readonly record: string | null;
  readonly reason: string;
  /** How many rows (CSV) or records (JSON) are lost with it. */
  readonly count: number;
}

/** A record of a file that cannot become an order or a customer; says why. */
export class UnusableRecord extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'UnusableRecord';
  }
}

/** Collects the acts of one order and knows when the last one was, which is how far the file's figures hold. */
export class ActList {
  readonly acts: PlannedAct[] = [];
  #last: Date;

  constructor(createdAt: Date) {
    this.#last = createdAt;
  }

  get last(): Date {
    return this.#last;
  }

  /** `at`, or the time of the act before it when the file has them the other way round or says none. */
  after(at: Date | null): Date {
    if (at !== null && at > this.#last) this.#last = at;
    return this.#last;
  }

  add(act: PlannedAct): void {
    this.acts.push(act);
  }
}

interface Parts {
  readonly presentmentCurrency: string;
  readonly lines: NewOrder['lines'];
  readonly discount: string;
  readonly shipping: string;
  readonly tax: string;
  readonly tip?: string;
  readonly duties?: string;
}

/** Total of the parts with and without the tax, in minor units. */
function totals(parts: Parts): { readonly withTax: bigint; readonly without: bigint; readonly tax: bigint } {
  const minor = (amount: string | undefined) => toMinor(amount ?? '0', parts.presentmentCurrency);
  const goods = parts.lines.reduce((sum, line) => sum + minor(line.unitPrice) * BigInt(line.quantity), 0n);
  const without = goods - minor(parts.discount) + minor(parts.shipping) + minor(parts.tip) + minor(parts.duties);
  const tax = minor(parts.tax);
  return { withTax: without + tax, without, tax };
}

/** Whether the file's total can only be meant with the tax inside the prices. */
export function taxIsIncluded(parts: Parts, total: string): boolean {
  const computed = totals(parts);
  return computed.tax > 0n && toMinor(total, parts.presentmentCurrency) === computed.without;
}

/**
 * The file's own figures for the store, where the parts do not lead to them. `current` is what the order must show after
 * all acts of the file; null when nothing beside the total is known.
 */
export function overrideFor(
  parts: Parts & { readonly taxesIncluded: boolean },
  total: string,
  current: string | null,
  asOf: Date,
): Pick<NewOrder, 'totalsOverride'> {
  const currency = parts.presentmentCurrency;
  const computed = totals(parts);
  const explained = (parts.taxesIncluded ? computed.without : computed.withTax) === toMinor(total, currency);
  const moved = current !== null && toMinor(current, currency) !== toMinor(total, currency);
  if (explained && !moved && parts.lines.length > 0) return {};
  return {
    totalsOverride: {
      ...(explained ? {} : { total }),
      current: { amount: current ?? total, asOf },
    },
  };
}

export function minus(left: string, right: string, currency: string): string {
  return fromMinor(toMinor(left, currency) - toMinor(right, currency), currency);
}

export function plus(left: string, right: string, currency: string): string {
  return minus(left, fromMinor(-toMinor(right, currency), currency), currency);
}

/** True for amounts above zero; false for null. */
export function isMoney(amount: string | null, currency: string): amount is string {
  return amount !== null && toMinor(amount, currency) > 0n;
}
