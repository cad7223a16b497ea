import type { Random } from '../../src/lib/random.ts';
import type { Act, PlainOrder, Units } from './acts.ts';
import { allUnits, goodsOf, totalOf, unitsToShip, valueOfUnits } from './amounts.ts';
import type { Variant } from './catalogue.ts';
import { fromMinor, share, toMinor } from './minor-units.ts';
import { makeLine } from './pricing.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** Collects the acts of one order; each lies some time after the one before. */
class Aftermath {
  readonly acts: Act[] = [];
  readonly order: PlainOrder;
  readonly id: string;
  readonly random: Random;
  #time: number;

  constructor(random: Random, order: PlainOrder) {
    if (order.id === undefined) throw new RangeError('only an order with an id can have a past');
    this.order = order;
    this.id = order.id;
    this.random = random;
    this.#time = Date.parse(order.createdAt);
  }

  /** A moment between the two bounds after the last act, as ISO text to the second. */
  later(least: number, most: number): string {
    this.#time += Math.floor((least + this.random.next() * (most - least)) / 1000) * 1000;
    return new Date(this.#time).toISOString();
  }

  add(act: Act): void {
    this.acts.push(act);
  }
}

/** True when the order goes on to be shipped. */
function pay(past: Aftermath): boolean {
  const { random, order, id } = past;
  const draw = random.next();
  if (order.payment === 'authorized') {
    if (draw < 0.18) past.add({ at: past.later(2 * day, 7 * day), kind: 'void payment', order: id });
    else if (draw < 0.25) {
      past.add({ at: past.later(hour, 3 * day), kind: 'cancel', order: id, reason: 'DECLINED', refund: false });
    } else past.add({ at: past.later(2 * hour, 2 * day), kind: 'capture payment', order: id });
    return draw >= 0.25;
  }
  if (order.payment === 'pending') {
    if (draw < 0.1) {
      past.add({ at: past.later(3 * day, 9 * day), kind: 'cancel', order: id, reason: 'CUSTOMER', refund: false });
    } else if (draw < 0.8) past.add({ at: past.later(day, 20 * day), kind: 'capture payment', order: id });
    return draw >= 0.1 && draw < 0.8;
  }
  if (order.payment !== 'paid' && draw < 0.6) {
    past.add({ at: past.later(day, 6 * day), kind: 'capture payment', order: id });
  }
  return true;
}

/** The tax of some goods at the order's own rate, in minor units; 0n where prices include it. */
function taxOf(order: PlainOrder, goods: bigint): bigint {
  const currency = order.presentmentCurrency;
  const taxed = goodsOf(order.lines, currency) - toMinor(order.discount, currency);
  return order.taxesIncluded ? 0n : share(toMinor(order.tax, currency), goods, taxed);
}

/** Adds a line to the order, of a product that the buyer forgot; it is paid later or stays open. */
export function addedLine(order: PlainOrder, variant: Variant): Extract<Act, { kind: 'edit order' }>['edit'] {
  const currency = order.presentmentCurrency;
  const line = makeLine(variant, 1, currency);
  const tax = taxOf(order, toMinor(line.unitPrice, currency));
  return { addLines: [line], ...(tax === 0n ? {} : { taxChange: fromMinor(tax, currency) }) };
}

/** Takes one unit out of the first line. The tax that falls away is told, as Shopify recalculates it. */
export function removedUnit(order: PlainOrder): Extract<Act, { kind: 'edit order' }>['edit'] {
  const currency = order.presentmentCurrency;
  const price = toMinor(order.lines[0]?.unitPrice ?? '0', currency);
  const goods = goodsOf(order.lines, currency);
  const tax = order.taxesIncluded ? 0n : share(toMinor(order.tax, currency), price, goods);
  const removeUnits = [{ line: 0, quantity: 1 }];
  return { removeUnits, ...(tax === 0n ? {} : { taxChange: fromMinor(-tax, currency) }) };
}

/** True when the order was edited; the units that an edit removed must not be shipped. */
function edit(past: Aftermath, catalogue: readonly Variant[]): Units[] | null {
  const { random, order, id } = past;
  const ship = unitsToShip(order);
  if (!random.chance(0.025)) return null;
  if (random.chance(0.5)) {
    past.add({
      at: past.later(hour / 6, 5 * hour),
      kind: 'edit order',
      order: id,
      edit: addedLine(order, random.pick(catalogue)),
    });
    if (random.chance(0.6)) past.add({ at: past.later(hour, day), kind: 'capture payment', order: id });
    return [...ship];
  }
  const first = order.lines[0];
  if (!first || first.quantity < 2 || order.payment !== 'paid') return [...ship];
  past.add({ at: past.later(hour / 6, 5 * hour), kind: 'edit order', order: id, edit: removedUnit(order) });
  return ship.map((units) => (units.line === 0 ? { line: 0, quantity: units.quantity - 1 } : units));
}

const carriers = [
  { company: 'Canada Post', url: 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=' },
  { company: 'DHL Express', url: 'https://www.dhl.com/track?tracking-id=' },
  { company: 'USPS', url: 'https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1=' },
];

function shipment(past: Aftermath, part: string, lines: readonly Units[], least: number, most: number): void {
  const { random, id } = past;
  const ref = `${id}/${part}`;
  const carrier = random.pick(carriers);
  const number = `${id.slice(-8)}${part.length}${random.int(10_000)}`;
  const tracking = random.chance(0.85) ? { company: carrier.company, number, url: `${carrier.url}${number}` } : null;
  past.add({ at: past.later(least, most), kind: 'fulfill', order: id, ref, lines, tracking });
  if (tracking === null || random.chance(0.2)) return;
  past.add({ at: past.later(4 * hour, day), kind: 'fulfillment event', fulfillment: ref, status: 'IN_TRANSIT' });
  past.add({ at: past.later(day, 6 * day), kind: 'fulfillment event', fulfillment: ref, status: 'DELIVERED' });
}

/** True when everything was shipped. */
function ship(past: Aftermath, units: readonly Units[]): boolean {
  const { random } = past;
  const split = units.length > 1 ? 1 : 0;
  const draw = random.next();
  if (units.length === 0) return true;
  if (draw < 0.05) return false;
  if (split > 0 && draw < 0.17) {
    shipment(past, 'first', units.slice(0, split), 10 * hour, 2 * day);
    if (draw < 0.08) return false;
    shipment(past, 'rest', units.slice(split), day, 6 * day);
    return true;
  }
  shipment(past, 'all', units, 8 * hour, 3 * day);
  return true;
}

function giveBack(past: Aftermath): void {
  const { random, order, id } = past;
  const currency = order.presentmentCurrency;
  const draw = random.next();
  const some: Units[] = [{ line: 0, quantity: 1 }];
  const refund = (lines: readonly Units[], amount: string, least: number, note: string | null) =>
    past.add({
      at: past.later(least, least + 4 * day),
      kind: 'refund',
      order: id,
      refund: { lines, amount, restock: lines.length > 0 ? 'RETURN' : 'NO_RESTOCK', note },
    });
  if (draw < 0.03) refund(allUnits(order), fromMinor(totalOf(order), currency), 2 * day, 'Arrived broken');
  else if (draw < 0.065) refund(some, valueOfUnits(order, some), 3 * day, null);
  else if (draw < 0.085) {
    const goodwill = share(goodsOf(order.lines, currency) - toMinor(order.discount, currency), 1n, 10n);
    if (goodwill > 0n) refund([], fromMinor(goodwill, currency), hour, 'Sorry for the delay');
  } else if (draw < 0.13) {
    const ref = `${id}/return`;
    past.add({ at: past.later(3 * day, 12 * day), kind: 'request return', order: id, ref, lines: some });
    past.add({ at: past.later(hour, day), kind: 'approve return', ref });
    refund(some, valueOfUnits(order, some), 4 * day, 'Returned');
    past.add({ at: past.later(hour, day), kind: 'close return', ref });
  }
}

/**
 * What happens to an order after it is placed: payment, edits, shipping, refunds, returns, cancellation, archiving, in
 * believable shares and in time order. Later acts are for the caller to cut off at its own present.
 */
export function afterEvents(random: Random, order: PlainOrder, catalogue: readonly Variant[]): readonly Act[] {
  const past = new Aftermath(random, order);
  const counter = order.sourceName === 'pos';
  const imported = order.processedAt !== undefined;
  if (counter || imported) {
    if (unitsToShip(order).length > 0) {
      past.add({
        at: past.later(0, 2_000),
        kind: 'fulfill',
        order: past.id,
        ref: `${past.id}/all`,
        lines: unitsToShip(order),
      });
    }
    if (counter && order.payment === 'paid') giveBack(past);
    return past.acts;
  }
  if (!pay(past)) return past.acts;
  const settled = order.payment === 'paid' || order.payment === 'authorized' || order.payment === 'pending';
  if (settled && random.chance(0.03)) {
    const reason = random.pick(['CUSTOMER', 'INVENTORY', 'FRAUD', 'OTHER'] as const);
    past.add({
      at: past.later(hour / 4, 9 * hour),
      kind: 'cancel',
      order: past.id,
      reason,
      refund: random.chance(0.85),
    });
    return past.acts;
  }
  const edited = settled ? edit(past, catalogue) : null;
  const shipped = ship(past, edited ?? unitsToShip(order));
  if (shipped && edited === null && settled) giveBack(past);
  if (shipped && random.chance(0.25))
    past.add({ at: past.later(10 * day, 30 * day), kind: 'archive order', order: past.id });
  return past.acts;
}
