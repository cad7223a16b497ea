import type { StoreActs } from '../store/types.ts';
import { ActQueue } from './act-queue.ts';
import { type Act, createRefs, type Refs } from './acts.ts';
import type { Merchant } from './merchant.ts';
import { playStoreAct } from './play-act.ts';

/** Acts of one window of a merchant's history, in time order: companies, customers, orders and what came after each. */
export function* historyActs(merchant: Merchant, from: number, count: number): Generator<Act> {
  const end = Math.min(from + count, merchant.settings.orders);
  const waiting = new ActQueue();
  if (from === 0) {
    const at = merchant.opening.toISOString();
    for (const { ref, id, name } of merchant.companies) yield { at, kind: 'create company', ref, id, name };
  }
  for (let index = from; index < end; index += 1) {
    const order = merchant.order(index);
    for (const arrival of merchant.arrivalsAt(index)) waiting.add(arrival);
    yield* waiting.before(order.createdAt);
    yield { at: order.createdAt, kind: 'create order', order };
    for (const act of merchant.after(index)) waiting.add(act);
  }
  yield* waiting.before();
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
