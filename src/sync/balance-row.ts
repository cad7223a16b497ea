import type { BalanceRow } from './types.ts';

/** While it is being counted. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Nothing of a kind has been counted yet. */
export function emptyRow(destination: string, source: string, kind: BalanceRow['kind']): Writable<BalanceRow> {
  return {
    destination,
    source,
    kind,
    listed: 0,
    matching: 0,
    waiting: 0,
    needsYou: {},
    leftOut: {},
    unseen: 0,
    gone: 0,
    extra: 0,
    inCrm: 0,
    parkedFields: 0,
  };
}
