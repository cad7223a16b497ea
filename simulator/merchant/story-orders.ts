import type { Act, PlainOrder, Units } from './acts.ts';
import { addedLine, removedUnit } from './after-events.ts';
import { allUnits, goodsOf, totalOf, unitsToShip, valueOfUnits } from './amounts.ts';
import { fromMinor, share, toMinor } from './minor-units.ts';
import { toPlainCustomer } from './plain-order.ts';
import type { StoryPlan } from './story-plan.ts';

function idOf(order: PlainOrder): string {
  if (order.id === undefined) throw new RangeError('a generated order has an id');
  return order.id;
}

/** A new buyer, whom Shopify attaches to the order some seconds after the checkout. */
export function newBuyer(plan: StoryPlan): void {
  const at = plan.scene();
  const person = plan.newPerson();
  const order = plan.order(at(0), { person, asGuest: true });
  const customer = toPlainCustomer(plan.merchant.customerAt(person, new Date(at(26))));
  plan.add(
    { at: at(0), kind: 'create order', order: { ...order, payment: 'paid' } },
    { at: at(6), kind: 'create customer', customer: { ...customer, createdAt: at(6) } },
    { at: at(8), kind: 'attach customer', order: idOf(order), customer: plan.merchant.customerId(person) },
  );
}

/** A guest, who leaves nothing but an e-mail. */
export function orderOfGuest(plan: StoryPlan): void {
  const at = plan.scene();
  plan.add({ at: at(0), kind: 'create order', order: plan.order(at(0), { person: plan.newPerson(), asGuest: true }) });
}

/** Someone with two guest orders becomes a customer with the same e-mail: one person in the end, not two. */
export function guestBecomesCustomer(plan: StoryPlan): void {
  const at = plan.scene();
  const known = plan.repeatGuest();
  const person = known?.person ?? plan.newPerson();
  if (known === null) {
    for (const second of [0, 3]) {
      plan.add({ at: at(second), kind: 'create order', order: plan.order(at(second), { person, asGuest: true }) });
    }
  }
  const customer = { ...toPlainCustomer(plan.merchant.customerAt(person, new Date(at(26)))), createdAt: at(6) };
  plan.add(
    { at: at(6), kind: 'create customer', customer },
    { at: at(8), kind: 'create order', order: plan.order(at(8), { person }) },
  );
}

/** A paid order for a scene: one of the history where there is one, else a new one that is placed in the scene. */
function paidOrder(plan: StoryPlan, at: (seconds: number) => string, shipped: boolean, units = 1): PlainOrder {
  const enough = (order: PlainOrder) => (order.lines[0]?.quantity ?? 0) >= units && unitsToShip(order).length > 0;
  const known = plan.knownBuyer((settled) => settled.shipped === shipped && enough(settled.order));
  if (known) return known.order;
  for (;;) {
    const order: PlainOrder = { ...plan.order(at(0), { person: plan.newPerson(), asGuest: true }), payment: 'paid' };
    if (!enough(order)) continue;
    plan.add({ at: at(0), kind: 'create order', order });
    if (shipped) {
      const lines = unitsToShip(order);
      plan.add({ at: at(1), kind: 'fulfill', order: idOf(order), ref: `${idOf(order)}/all`, lines });
    }
    return order;
  }
}

/** Somebody known buys again (in a shop without a history, a guest does). */
export function repeatOrder(plan: StoryPlan): void {
  const at = plan.scene();
  const person = plan.knownBuyer()?.person ?? null;
  const by = person === null ? { person: plan.newPerson(), asGuest: true } : { person };
  plan.add({ at: at(0), kind: 'create order', order: plan.order(at(0), by) });
}

/** Authorized at the checkout, captured a little later. */
export function capture(plan: StoryPlan): void {
  const at = plan.scene();
  const by = { person: plan.newPerson(), asGuest: true };
  const order: PlainOrder = { ...plan.order(at(0), by), payment: 'authorized', gateways: ['shopify_payments'] };
  plan.add({ at: at(0), kind: 'create order', order }, { at: at(9), kind: 'capture payment', order: idOf(order) });
}

type Refund = Extract<Act, { kind: 'refund' }>['refund'];

function refund(plan: StoryPlan, shipped: boolean, make: (order: PlainOrder) => Refund): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, shipped);
  plan.add({ at: at(4), kind: 'refund', order: idOf(order), refund: make(order) });
}

export function fullRefund(plan: StoryPlan): void {
  refund(plan, true, (order) => ({
    lines: allUnits(order),
    amount: fromMinor(totalOf(order), order.presentmentCurrency),
    restock: 'RETURN',
    note: 'Everything came back',
  }));
}

const firstUnit: readonly Units[] = [{ line: 0, quantity: 1 }];

export function partialRefund(plan: StoryPlan): void {
  refund(plan, true, (order) => ({
    lines: firstUnit,
    amount: valueOfUnits(order, firstUnit),
    restock: 'RETURN',
    note: null,
  }));
}

/** Money back for goodwill, without any line. */
export function goodwillRefund(plan: StoryPlan): void {
  refund(plan, true, (order) => {
    const currency = order.presentmentCurrency;
    const paid = goodsOf(order.lines, currency) - toMinor(order.discount, currency);
    return { lines: [], amount: fromMinor(share(paid, 1n, 10n), currency), restock: 'NO_RESTOCK', note: 'Sorry!' };
  });
}

export function cancelWithRefund(plan: StoryPlan): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, false);
  plan.add({ at: at(4), kind: 'cancel', order: idOf(order), reason: 'CUSTOMER', refund: true });
}

/** Cancelled before the money was taken. */
export function cancelUnpaid(plan: StoryPlan): void {
  const at = plan.scene();
  const by = { person: plan.newPerson(), asGuest: true };
  const order: PlainOrder = { ...plan.order(at(0), by), payment: 'authorized', gateways: ['shopify_payments'] };
  plan.add(
    { at: at(0), kind: 'create order', order },
    { at: at(7), kind: 'cancel', order: idOf(order), reason: 'INVENTORY', refund: false },
  );
}

/** One line goes out first, the rest follows and arrives. */
export function partShipments(plan: StoryPlan): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, false, 2);
  const id = idOf(order);
  const [first, ...others] = unitsToShip(order);
  if (!first) return;
  const lines = first.quantity > 1 ? [{ line: first.line, quantity: 1 }] : [first];
  const rest = first.quantity > 1 ? [{ line: first.line, quantity: first.quantity - 1 }, ...others] : others;
  const url = 'https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=73115';
  const tracking = { company: 'Canada Post', number: '73115', url };
  plan.add({ at: at(3), kind: 'fulfill', order: id, ref: `${id}/story-1`, lines, tracking });
  if (rest.length > 0)
    plan.add({ at: at(14), kind: 'fulfill', order: id, ref: `${id}/story-2`, lines: rest, tracking });
  const last = rest.length > 0 ? `${id}/story-2` : `${id}/story-1`;
  plan.add(
    { at: at(16), kind: 'fulfillment event', fulfillment: last, status: 'IN_TRANSIT' },
    { at: at(19), kind: 'fulfillment event', fulfillment: last, status: 'DELIVERED' },
  );
}

/** A return from request to close, with the money in between. */
export function returned(plan: StoryPlan): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, true);
  const id = idOf(order);
  const ref = `${id}/story-return`;
  const amount = valueOfUnits(order, firstUnit);
  plan.add(
    { at: at(2), kind: 'request return', order: id, ref, lines: firstUnit },
    { at: at(8), kind: 'approve return', ref },
    {
      at: at(13),
      kind: 'refund',
      order: id,
      refund: { lines: firstUnit, amount, restock: 'RETURN', note: 'Returned' },
    },
    { at: at(17), kind: 'close return', ref },
  );
}

export function editUp(plan: StoryPlan): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, false);
  const edit = addedLine(order, plan.random.pick(plan.merchant.catalogue));
  plan.add({ at: at(4), kind: 'edit order', order: idOf(order), edit });
}

export function editDown(plan: StoryPlan): void {
  const at = plan.scene();
  const order = paidOrder(plan, at, false, 2);
  plan.add({ at: at(4), kind: 'edit order', order: idOf(order), edit: removedUnit(order) });
}

export function testOrder(plan: StoryPlan): void {
  const at = plan.scene();
  const order = plan.order(at(0), { person: plan.newPerson(), asGuest: true, test: true });
  plan.add({ at: at(0), kind: 'create order', order });
}

export function archive(plan: StoryPlan): void {
  const at = plan.scene();
  plan.add({ at: at(4), kind: 'archive order', order: idOf(paidOrder(plan, at, true)) });
}

export function deletion(plan: StoryPlan): void {
  const at = plan.scene();
  plan.add({ at: at(4), kind: 'delete order', order: idOf(paidOrder(plan, at, false)) });
}
