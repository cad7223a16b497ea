import { fromMinor, toMinor } from '../merchant/minor-units.ts';
import type { NewRefund } from '../store/types.ts';
import type { ActList } from './planned.ts';
import type { RestOrder } from './rest-schema.ts';

type RestRefund = RestOrder['refunds'][number];
type RestFulfillment = RestOrder['fulfillments'][number];
interface Units {
  readonly line: number;
  readonly quantity: number;
}

/** How many units of each line can still be shipped or refunded, so that a file that contradicts itself can be played. */
class UnitBook {
  readonly #position = new Map<string, number>();
  readonly ordered: readonly number[];
  readonly unshipped: number[];
  readonly kept: number[];

  constructor(rest: RestOrder) {
    rest.line_items.forEach(({ id }, index) => {
      if (id !== null) this.#position.set(id, index);
    });
    this.ordered = rest.line_items.map(({ quantity }) => quantity ?? 1);
    this.unshipped = [...this.ordered];
    this.kept = [...this.ordered];
  }

  /** Units of known lines, cut to what is left in `left`, and taken from it. */
  take(left: number[], wanted: readonly { readonly id: string | null; readonly quantity: number | null }[]): Units[] {
    return wanted.flatMap(({ id, quantity }): Units[] => {
      const line = id === null ? undefined : this.#position.get(id);
      if (line === undefined) return [];
      const taken = Math.min(quantity ?? 0, left[line] ?? 0);
      left[line] = (left[line] ?? 0) - taken;
      return taken > 0 ? [{ line, quantity: taken }] : [];
    });
  }
}

/** Money in a refund is in its successful transactions (Shopify docs: Refund). */
function refundedBy(refund: RestRefund, currency: string): bigint {
  return refund.transactions
    .filter(({ kind, status }) => kind === 'refund' && status === 'success')
    .reduce((sum, { amount }) => sum + toMinor(amount ?? '0', currency), 0n);
}

const restocks: Readonly<Record<string, NewRefund['restock']>> = { return: 'RETURN', cancel: 'CANCEL' };

function planFulfillment(item: RestFulfillment, book: UnitBook, list: ActList): void {
  const lines = book.take(book.unshipped, item.line_items);
  if (lines.length === 0) return;
  const at = list.after(item.created_at);
  const number = item.tracking_number;
  const tracking =
    number === null ? null : { company: item.tracking_company ?? 'Other', number, url: item.tracking_url ?? '' };
  const delivered = item.shipment_status === 'delivered' ? list.after(item.updated_at) : null;
  list.add((store, id) => {
    const fulfillment = store.fulfill(id, { at, lines, tracking });
    if (delivered !== null) store.fulfillmentEvent(fulfillment, delivered, 'DELIVERED');
  });
}

/** Ships what the status says went out and no fulfillment names. */
function planUnnamedShipments(rest: RestOrder, book: UnitBook, list: ActList, notes: string[]): void {
  const anyShipped = book.unshipped.some((left, line) => left < (book.ordered[line] ?? 0));
  if (rest.fulfillment_status === 'partial' && anyShipped) return;
  if (rest.fulfillment_status !== 'fulfilled' && rest.fulfillment_status !== 'partial') {
    const told = rest.fulfillment_status;
    if (told !== null && told !== 'unfulfilled') notes.push(`fulfillment status ${told} is not shown as such`);
    return;
  }
  const open = book.unshipped.map((quantity, line) => ({ line, quantity })).filter(({ quantity }) => quantity > 0);
  const lines =
    rest.fulfillment_status === 'partial' ? open.slice(0, 1).map(({ line }) => ({ line, quantity: 1 })) : open;
  if (lines.length === 0) return;
  const at = list.after(null);
  list.add((store, id) => store.fulfill(id, { at, lines }));
}

function planRefund(refund: RestRefund, currency: string, book: UnitBook, list: ActList): void {
  const at = list.after(refund.processed_at ?? refund.created_at);
  const amount = fromMinor(refundedBy(refund, currency), currency);
  const lines = book.take(
    book.kept,
    refund.refund_line_items.map(({ line_item_id: id, quantity }) => ({ id, quantity })),
  );
  const restock = restocks[refund.refund_line_items[0]?.restock_type ?? ''] ?? 'NO_RESTOCK';
  list.add((store, id) => store.refund(id, { at, lines, amount, restock, note: refund.note }));
}

/** Units that are gone and that no refund took: an order edit removed them. */
function planRemovals(rest: RestOrder, book: UnitBook, list: ActList): void {
  if (rest.cancelled_at !== null) return;
  const removeUnits = rest.line_items.flatMap(({ current_quantity: current }, line): Units[] => {
    const gone = (book.kept[line] ?? 0) - (current ?? book.kept[line] ?? 0);
    return gone > 0 ? [{ line, quantity: gone }] : [];
  });
  if (removeUnits.length === 0) return;
  const at = list.after(null);
  list.add((store, id) => store.editOrder(id, { at, removeUnits }));
}

const reasons = ['CUSTOMER', 'DECLINED', 'FRAUD', 'INVENTORY', 'STAFF'] as const;

function planEnd(rest: RestOrder, list: ActList): void {
  const cancelledAt = rest.cancelled_at;
  if (rest.financial_status === 'voided') {
    const at = list.after(cancelledAt);
    list.add((store, id) => store.voidPayment(id, at));
  }
  if (cancelledAt !== null) {
    const reason = reasons.find((known) => known === rest.cancel_reason?.toUpperCase()) ?? 'OTHER';
    const at = list.after(cancelledAt);
    list.add((store, id) => store.cancel(id, at, { reason, refund: false }));
  } else if (rest.closed_at !== null) {
    const at = list.after(rest.closed_at);
    list.add((store, id) => store.archiveOrder(id, at));
  }
}

/**
 * Plans what happened to an order after it was placed: shipments, refunds, removals, voiding, cancellation, archiving.
 * Returns the money that was given back, in `currency`.
 */
export function planRestActs(rest: RestOrder, currency: string, list: ActList, notes: string[]): string {
  const book = new UnitBook(rest);
  for (const item of rest.fulfillments) if (item.status === 'success') planFulfillment(item, book, list);
  planUnnamedShipments(rest, book, list, notes);
  for (const refund of rest.refunds) planRefund(refund, currency, book, list);
  planRemovals(rest, book, list);
  planEnd(rest, list);
  return fromMinor(
    rest.refunds.reduce((sum, refund) => sum + refundedBy(refund, currency), 0n),
    currency,
  );
}
