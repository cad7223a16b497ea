import { formatKey, parseKey, type WorkKey } from '../../commerce/keys.ts';
import type { Route } from '../../sync/types.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { RequestsDocument } from './documents.ts';

/** Customers who have asked what is held about them and whom nobody has answered yet. */
export async function requestsDocument({ ledger, sourceAccount }: Route): Promise<RequestsDocument> {
  const requests = await ledger.dataRequests({ source: sourceAccount.source });
  return requests.map(({ key, orders, askedAt }) => ({ key: formatKey(key), orders, askedAt: askedAt.toISOString() }));
}

/**
 * A person has answered this customer, by number or Shopify ID: the ledger need not know the customer, because the
 * answer may have been that nothing is held. Throws CommandError for any other text.
 */
export async function answerRequest(route: Route, text: string): Promise<{ readonly answered: number }> {
  const key = customerNamed(route, text.trim());
  if (key === null) {
    const message = 'Give the number of the customer as samestory person --requests lists it.';
    throw new CommandError(message, exitCodes.usage);
  }
  return route.ledger.answerDataRequests({ key, now: route.clock.now() });
}

function customerNamed({ sourceAccount }: Route, text: string): WorkKey | null {
  if (/^\d+$/.test(text)) return { source: sourceAccount.source, kind: 'customer', id: text };
  const key = parseKey(text);
  return key?.kind === 'customer' ? key : null;
}
