import type { Ledger, ObservedMember } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import type { Route } from './types.ts';

/**
 * A pass over history has thousands of rows. The embedded database works one transaction after the other, and whoever
 * sends a webhook waits for the one under way: it has small ones.
 */
export function rowsPerTransaction({ exclusive }: Pick<Ledger, 'exclusive'>): number {
  return exclusive ? 100 : 400;
}

/** Stores what was looked at, with people placed by the route's rules. Returns subject id by key text. */
export async function recordLooks(
  { ledger, clock, identity }: Route,
  members: readonly ObservedMember[],
): Promise<Readonly<Record<string, string>>> {
  const now = clock.now();
  const rules = identity ? { rules: identity } : {};
  const parts: Readonly<Record<string, string>>[] = [];
  for (const part of chunk(members, rowsPerTransaction(ledger))) {
    parts.push(await ledger.recordLooks({ now, members: part, ...rules }));
  }
  return Object.assign({}, ...parts);
}
