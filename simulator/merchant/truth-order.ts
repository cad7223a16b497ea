import type { NewFulfillment, NewLine, NewOrder, NewRefund, OrderEdit } from '../store/types.ts';
import { fromMinor, max, min, share, toMinor } from './minor-units.ts';

/** What is true of an order after the last act: exact decimals in `currency`, statuses as Shopify spells them. */
export interface OrderTruth {
  readonly id: string;
  /** Null where the store chose the name itself. */
  readonly name: string | null;
  /** `id` of the person who bought; null for a sale to nobody known. */
  readonly person: string | null;
  readonly customer: string | null;
  readonly email: string | null;
  readonly currency: string;
  /** Total when placed (originalTotalPriceSet). */
  readonly original: string;
  /** Lines, shipping, tax, tip and duties less discount; moved by added lines only (totalPriceSet). */
  readonly gross: string;
  /** After edits, refunds with lines, cancellation (currentTotalPriceSet). */
  readonly current: string;
  readonly received: string;
  readonly refunded: string;
  /** Received minus refunded (netPaymentSet). */
  readonly net: string;
  readonly outstanding: string;
  /** Null for an order that was cancelled before any transaction existed. */
  readonly financialStatus: string | null;
  readonly fulfillmentStatus: string;
  readonly returnStatus: string;
  readonly cancelled: boolean;
  readonly archived: boolean;
  readonly test: boolean;
  readonly company: boolean;
  readonly createdAt: string;
  /** Business date: years before `createdAt` for an imported order. */
  readonly processedAt: string;
  readonly deleted: boolean;
}

interface TrackedLine {
  readonly price: bigint;
  readonly quantity: number;
  readonly asPlaced: boolean;
  readonly ships: boolean;
  removed: number;
  sentBack: number;
  refundedOtherwise: number;
  shipped: number;
}

interface Amounts {
  readonly original: bigint;
  readonly gross: bigint;
  readonly current: bigint;
}

function sum<T>(items: readonly T[], read: (item: T) => bigint): bigint {
  return items.reduce((total, item) => total + read(item), 0n);
}

const refundedUnits = (line: TrackedLine) => line.sentBack + line.refundedOtherwise;
const unitsLeft = (line: TrackedLine) => line.quantity - line.removed - refundedUnits(line);

/** One order as the acts say it is. Knows nothing of the store's own bookkeeping. */
export class TrackedOrder {
  readonly input: NewOrder;
  readonly id: string;
  customerId: string | null;
  email: string | null;
  buyerName: string | null;
  deleted = false;
  archived = false;
  readonly returns = new Map<string, 'REQUESTED' | 'OPEN' | 'CLOSED'>();
  readonly #lines: TrackedLine[];
  #received = 0n;
  #refunded = 0n;
  #extrasTaken = 0n;
  #taxChange = 0n;
  #taxAdded = 0n;
  #voided = false;
  #cancelled = false;
  #moneyChangedAt: number | null = null;

  constructor(id: string, input: NewOrder) {
    this.id = id;
    this.input = input;
    this.customerId = input.customerId;
    this.email = input.email;
    this.buyerName = input.billingAddress?.name ?? input.shippingAddress?.name ?? null;
    this.#lines = input.lines.map((line) => this.#track(line, true));
    if (input.payment === 'paid') this.#received = max(0n, this.#amounts().original);
    if (typeof input.payment === 'object') this.#received = max(0n, this.#minor(input.payment.partiallyPaid));
  }

  capture(amount: string | undefined): void {
    this.#received += max(0n, amount === undefined ? this.#outstanding() : this.#minor(amount));
  }

  void(): void {
    this.#voided = true;
  }

  refund(refund: NewRefund): void {
    const amount = this.#minor(refund.amount);
    const before = this.#goodsValue();
    for (const { line: position, quantity } of refund.lines) {
      const line = this.#lineAt(position);
      if (refund.restock === 'RETURN') line.sentBack += quantity;
      else line.refundedOtherwise += quantity;
    }
    if (refund.lines.length > 0) {
      const beyondGoods = max(0n, amount - (before - this.#goodsValue()));
      this.#extrasTaken += min(beyondGoods, this.#extrasLeft());
    }
    this.#refunded += amount;
    this.#moneyChangedAt = refund.at.getTime();
  }

  cancel(at: Date, refund: boolean): void {
    if (this.#received === 0n) this.#voided = true;
    if (refund) this.#refunded += max(0n, this.#received - this.#refunded);
    this.#cancelled = true;
    this.#moneyChangedAt = at.getTime();
  }

  edit(edit: OrderEdit): void {
    for (const { line, quantity } of edit.removeUnits ?? []) this.#lineAt(line).removed += quantity;
    for (const line of edit.addLines ?? []) this.#lines.push(this.#track(line, false));
    const tax = this.#minor(edit.taxChange ?? '0');
    this.#taxChange += tax;
    this.#taxAdded += max(0n, tax);
    this.#moneyChangedAt = edit.at.getTime();
  }

  fulfill(fulfillment: NewFulfillment): void {
    for (const { line, quantity } of fulfillment.lines) this.#lineAt(line).shipped += quantity;
  }

  facts(person: string | null): OrderTruth {
    const { input } = this;
    const { original, gross, current } = this.#amounts();
    const text = (minor: bigint) => fromMinor(minor, input.presentmentCurrency);
    return {
      id: this.id,
      name: input.name ?? null,
      person,
      customer: this.customerId,
      email: this.email,
      currency: input.presentmentCurrency,
      original: text(original),
      gross: text(gross),
      current: text(current),
      received: text(this.#received),
      refunded: text(this.#refunded),
      net: text(this.#received - this.#refunded),
      outstanding: text(this.#outstanding()),
      financialStatus: this.#financialStatus(original, gross),
      fulfillmentStatus: this.#fulfillmentStatus(),
      returnStatus: this.#returnStatus(),
      cancelled: this.#cancelled,
      archived: this.archived || this.#cancelled,
      test: input.test ?? false,
      company: input.company !== undefined && input.company !== null,
      createdAt: input.createdAt.toISOString(),
      processedAt: (input.processedAt ?? input.createdAt).toISOString(),
      deleted: this.deleted,
    };
  }

  #minor(amount: string): bigint {
    return toMinor(amount, this.input.presentmentCurrency);
  }

  #track(line: NewLine, asPlaced: boolean): TrackedLine {
    return {
      price: this.#minor(line.unitPrice),
      quantity: line.quantity,
      asPlaced,
      ships: line.requiresShipping ?? line.giftCard !== true,
      removed: 0,
      sentBack: 0,
      refundedOtherwise: 0,
      shipped: 0,
    };
  }

  #lineAt(position: number): TrackedLine {
    const line = this.#lines[position];
    if (!line) throw new RangeError(`order ${this.id} has no line ${position}`);
    return line;
  }

  #extrasLeft(): bigint {
    const { shipping, tip, duties } = this.input;
    return this.#minor(shipping) + this.#minor(tip ?? '0') + this.#minor(duties ?? '0') - this.#extrasTaken;
  }

  /** Goods less discount plus tax (where prices do not include it), over the units that are left. */
  #goodsValue(): bigint {
    if (!this.#lines.some((line) => unitsLeft(line) > 0)) return 0n;
    const placed = this.#lines.filter((line) => line.asPlaced);
    const whole = sum(placed, (line) => line.price * BigInt(line.quantity));
    const left = sum(placed, (line) => line.price * BigInt(unitsLeft(line)));
    const notRefunded = sum(placed, (line) => line.price * BigInt(line.quantity - refundedUnits(line)));
    const discount = this.#minor(this.input.discount);
    const tax = this.#minor(this.input.tax);
    const goods = sum(this.#lines, (line) => line.price * BigInt(unitsLeft(line)));
    const discountLeft = whole === 0n ? discount : share(discount, left, whole);
    const taxLeft = (whole === 0n ? tax : share(tax, notRefunded, whole)) + this.#taxChange;
    return goods - discountLeft + (this.input.taxesIncluded ? 0n : taxLeft);
  }

  #amounts(): Amounts {
    const { input } = this;
    const goods = (asPlaced: boolean) =>
      sum(
        this.#lines.filter((line) => line.asPlaced === asPlaced),
        (line) => line.price * BigInt(line.quantity),
      );
    const extras = this.#extrasLeft() + this.#extrasTaken;
    const tax = input.taxesIncluded ? 0n : this.#minor(input.tax);
    const told = input.totalsOverride?.total;
    const original = told === undefined ? goods(true) - this.#minor(input.discount) + tax + extras : this.#minor(told);
    const gross = original + goods(false) + (input.taxesIncluded ? 0n : this.#taxAdded);
    return { original, gross, current: this.#current() };
  }

  #current(): bigint {
    if (this.#cancelled) return 0n;
    const told = this.input.totalsOverride?.current;
    const stillHolds = this.#moneyChangedAt === null || (told && this.#moneyChangedAt <= told.asOf.getTime());
    if (told && stillHolds) return this.#minor(told.amount);
    return this.#goodsValue() + this.#extrasLeft();
  }

  #outstanding(): bigint {
    return this.#cancelled || this.#voided ? 0n : this.#current() - (this.#received - this.#refunded);
  }

  #financialStatus(original: bigint, gross: bigint): string | null {
    const neverPaid = this.input.payment === 'pending' && this.input.gateways?.length === 0 && this.#received === 0n;
    if (this.#cancelled && neverPaid && original > 0n) return null;
    if (this.#voided) return 'VOIDED';
    if (this.#refunded > 0n) return this.#refunded >= this.#received ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    if (this.#received === 0n && gross > 0n) return this.input.payment === 'authorized' ? 'AUTHORIZED' : 'PENDING';
    return this.#outstanding() > 0n ? 'PARTIALLY_PAID' : 'PAID';
  }

  #fulfillmentStatus(): string {
    const shippable = this.#lines.filter((line) => line.ships);
    if (shippable.length === 0) return 'FULFILLMENT_NOT_REQUIRED';
    if (!shippable.some((line) => line.shipped > 0 || line.sentBack > 0)) return 'UNFULFILLED';
    const waiting = (line: TrackedLine) =>
      line.quantity - line.removed - line.refundedOtherwise - Math.max(line.shipped, line.sentBack);
    return shippable.some((line) => waiting(line) > 0) ? 'PARTIALLY_FULFILLED' : 'FULFILLED';
  }

  #returnStatus(): string {
    const statuses = [...this.returns.values()];
    if (statuses.includes('REQUESTED')) return 'RETURN_REQUESTED';
    if (statuses.includes('OPEN')) return 'IN_PROGRESS';
    return statuses.includes('CLOSED') ? 'RETURNED' : 'NO_RETURN';
  }
}
