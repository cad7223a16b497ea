import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { ClaimedKey, Standing } from '../ledger/contract.ts';
import type { Gathered } from './gather.ts';
import { sweepNow } from './sweeps.ts';
import type { Route } from './types.ts';

const reason = 'Shopify does not show it; whether it was deleted is asked before a person is';

/** Whether it is too early to look for another explanation: Shopify may have deleted it and not listed that yet. */
export async function mayBeDeleted(route: Route, key: WorkKey): Promise<boolean> {
  const { destination } = route.destinationAccount;
  const [known] = await route.ledger.standings({ destination, keys: [key] });
  const standing = known?.standing ?? null;
  if (standing?.state !== 'needs you' && !(standing?.state === 'waiting' && standing.reason === reason)) return true;
  await sweepNow(route, 'deletions');
  return (await route.ledger.evidenceOf({ keys: [key] })).length > 0;
}

/** A deletion is listed some moments after the record is hidden, as everything that Shopify finds by searching. */
export function nextAskMs(route: Route): number {
  return 2 * route.timing.searchLagMs;
}

/**
 * Standings of records that Shopify did not show and of which nobody has said why. They wait, and where they have waited
 * already Shopify's list of deletions is asked, because a webhook that never came would only be made up for by the next
 * sweep. What that list does not explain either has no standing here: a person is asked.
 */
export async function standingsOfHidden(
  route: Route,
  claimed: readonly ClaimedKey[],
  gathered: Gathered,
  settled: ReadonlyMap<string, Standing>,
): Promise<ReadonlyMap<string, Standing>> {
  const hidden = claimed.filter(({ key, version }) => {
    const text = formatKey(key.kind === 'guest' ? { ...key, kind: 'order' } : key);
    // An operator's own look has no later turn.
    return version > 0 && gathered.hidden.has(text) && !settled.has(formatKey(key));
  });
  if (hidden.length === 0) return new Map();
  const { destination } = route.destinationAccount;
  const keys = hidden.map(({ key }) => key);
  const known = await route.ledger.standings({ destination, keys });
  const waits: Standing = { state: 'waiting', reason };
  const standings = new Map(keys.map((key) => [formatKey(key), waits]));
  const hasWaited = known.filter(({ standing }) => standing?.state === 'waiting' && standing.reason === reason);
  // Asked for already: it stays so until something explains it.
  for (const { key, standing } of known) if (standing?.state === 'needs you') standings.delete(formatKey(key));
  if (hasWaited.length === 0) return standings;
  await sweepNow(route, 'deletions');
  const told = await route.ledger.evidenceOf({ keys: hasWaited.map(({ key }) => key) });
  const explained = new Set(told.map(({ key }) => formatKey(key)));
  for (const { key } of hasWaited) if (!explained.has(formatKey(key))) standings.delete(formatKey(key));
  return standings;
}
