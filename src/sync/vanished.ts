import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Evidence } from '../connector/source.ts';
import { chunk } from '../lib/chunk.ts';
import { buyerOf } from './facts.ts';
import { readByIds } from './read-by-ids.ts';
import type { Route } from './types.ts';
import { mayBeDeleted } from './unexplained.ts';
import { viewsOf } from './views.ts';

const readAtOnce = 100;

/**
 * A customer that Shopify does not show any more, and nobody said why: into whom they were merged, where their orders or
 * the people in the CRM show it. Null = it cannot be told. Throws ConnectorError when a platform cannot be read.
 */
export async function inferMerge(route: Route, vanished: WorkKey): Promise<Evidence | null> {
  const at = route.clock.now();
  const evidence = (other: WorkKey, saidBy: string): Evidence => {
    return { key: vanished, fact: 'merged into', other, saidBy, deliveryId: null, at };
  };
  const buyer = await buyerOfTheirOrders(route, vanished);
  if (buyer !== null) return evidence(buyer, 'its orders changed hands');
  const other = await whoseContactIsTheirs(route, vanished);
  // Contacts are merged for other reasons too: of somebody whom the store has deleted they say nothing.
  return other === null || (await mayBeDeleted(route, vanished))
    ? null
    : evidence(other, 'their contacts were merged in the CRM');
}

/**
 * Where all orders that were theirs now name one other customer, that is a merge whose webhook never came (Shopify docs: a
 * merge moves the orders without an event of their own).
 */
async function buyerOfTheirOrders(route: Route, vanished: WorkKey): Promise<WorkKey | null> {
  const orders = await route.ledger.ordersOnceOf({ buyer: vanished });
  const moved = orders.map(({ buyer }) => buyer);
  // Orders that were not looked at since, for instance because they lie before what belongs to the CRM.
  const left = await route.ledger.ordersOfBuyers({ buyers: [vanished] });
  for (const part of chunk(left, readAtOnce)) {
    const looks = await route.source.read(
      'order',
      part.map(({ key }) => key.id),
    );
    for (const { snapshot } of looks) if (snapshot?.kind === 'order') moved.push(buyerOf(snapshot));
  }
  const survivors = new Map(moved.map((buyer) => [buyer?.kind === 'customer' ? buyer.id : null, buyer]));
  const [only, ...others] = survivors.values();
  // Orders that name nobody any more speak of a deletion, and those of several people of something else.
  return only?.kind !== 'customer' || only.id === vanished.id || others.length > 0 ? null : only;
}

/** Somebody has merged their contact and that of one other customer, which Shopify does not let them do there any more. */
async function whoseContactIsTheirs(route: Route, vanished: WorkKey): Promise<WorkKey | null> {
  const { destination } = route.destinationAccount;
  const ids = await route.ledger.subjectIdsOf({ keys: [formatKey(vanished)] });
  const [own] = await viewsOf(route, Object.values(ids));
  if (own?.record == null) return null;
  const [record] = (await readByIds(route, 'contact', [own.record.crmId])).values();
  if (record === undefined) return null;
  // Not every CRM says which records it has merged into this one; what was asked for by its old id is known all the same.
  const asked = { destination, object: 'contact', crmIds: [record.id, ...record.mergedIds], merged: true } as const;
  const owners = Object.values(await route.ledger.subjectIdsOfRecords(asked));
  const others = await viewsOf(
    route,
    [...new Set(owners)].filter((id) => id !== own.subjectId),
  );
  const customers = others.flatMap(({ members }) => members.map(({ key }) => key).filter(isCustomer));
  const [only, ...more] = customers;
  return only === undefined || more.length > 0 || only.source !== vanished.source ? null : only;
}

function isCustomer({ kind }: WorkKey): boolean {
  return kind === 'customer';
}
