import type { StoreActs } from '../store/types.ts';
import { type Act, createRefs, type Refs } from './acts.ts';
import type { Merchant } from './merchant.ts';
import { playStoreAct } from './play-act.ts';

/** Acts of one window of a merchant's history, in time order: companies, customers, orders and what came after each. */
export function* historyActs(merchant: Merchant, from: number, count: number): Generator<Act> {
  const end = Math.min(from + count, merchant.settings.orders);
  let waiting: Act[] = [];
  if (from === 0) {
    const at = merchant.opening.toISOString();
    for (const { ref, id, name } of merchant.companies) yield { at, kind: 'create company', ref, id, name };
  }
  for (let index = from; index < end; index += 1) {
    const order = merchant.order(index);
    const arrivals = merchant.arrivalsAt(index);
    const due = order.createdAt;
    const played = waiting.filter((act) => act.at < due);
    waiting = waiting.filter((act) => act.at >= due);
    yield* [...played, ...arrivals].sort(byTime);
    yield { at: due, kind: 'create order', order };
    waiting.push(...merchant.after(index));
  }
  yield* waiting.sort(byTime);
}

/** ISO texts of the same form sort as their times do; equal times keep their order (Array.sort is stable). */
function byTime(left: Act, right: Act): number {
  return left.at < right.at ? -1 : left.at > right.at ? 1 : 0;
}

export interface HistoryWindow {
  /** Index of the first order, and how many to play; all of them by default. */
  readonly from?: number;
  readonly count?: number;
  /** What an earlier window of the same store returned; needed from the second window on. */
  readonly refs?: Refs;
}

/**
 * Puts customers and orders with their past into the store, in time order within the window: events of a window's orders
 * are played to the end before the next window. Returns the refs that later windows and the story need.
 */
export function playHistory(merchant: Merchant, store: StoreActs, window: HistoryWindow = {}): Refs {
  const refs = window.refs ?? createRefs();
  for (const act of historyActs(merchant, window.from ?? 0, window.count ?? merchant.settings.orders)) {
    if (act.kind !== 'edit in CRM') playStoreAct(act, store, refs);
  }
  return refs;
}
