import { dayStart } from '../../lib/zoned.ts';
import { previewPeople } from '../../sync/preview.ts';
import { shadowCounts } from '../../sync/shadow.ts';
import type { Route } from '../../sync/types.ts';
import type { PreviewRequest } from './preview.ts';

/** More new contacts than this are made only when a person has agreed to their number. */
export const contactsUnasked = 1_000;

export interface NewContactsRequest extends PreviewRequest {
  /** So many have been agreed to already. */
  readonly agreed: number;
}

/** See `Answers.newContacts`. A store that has fewer customers and orders in that time cannot bring more people. */
export async function newContacts(route: Route, request: NewContactsRequest): Promise<number | null> {
  const since = dayStart(request.since, route.sourceAccount.timeZone);
  const window = { from: since, to: route.clock.now() };
  const [customers, orders] = await Promise.all([
    route.source.count('customer', window),
    route.source.count('order', window),
  ]);
  const most = Math.max(contactsUnasked, request.agreed);
  if (customers !== null && orders !== null && customers + orders <= most) return null;
  const { people } = await previewPeople(route, { ...request, since });
  return people.filter(({ act }) => act === 'create').length;
}

/** Contacts that were planned in shadow and would be made now. */
export async function contactsPlanned(route: Route): Promise<number> {
  const { destination } = route.destinationAccount;
  const counts = shadowCounts(await route.ledger.counters({ destination, source: route.sourceAccount.source }));
  return counts.find(({ object, act }) => object === 'contact' && act === 'create')?.records ?? 0;
}
