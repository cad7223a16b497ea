import type { ObservedMember } from '../ledger/contract.ts';
import type { Route } from './types.ts';

/** Stores what was looked at, with people placed by the route's rules. Returns subject id by key text. */
export function recordLooks(
  { ledger, clock, identity }: Route,
  members: readonly ObservedMember[],
): Promise<Readonly<Record<string, string>>> {
  return ledger.recordLooks({ now: clock.now(), members, ...(identity ? { rules: identity } : {}) });
}
