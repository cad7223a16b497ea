import assert from 'node:assert/strict';
import { formatKey } from '../../src/commerce/keys.ts';
import { runPasses } from '../../src/sync/lane.ts';
import { withLane } from '../../src/sync/with-lane.ts';
import type { World } from './world.ts';
import { newCustomer, newOrder, shopNumber } from './world.ts';

/** A person of the CRM's staff. */
export const rep = 77;

/** A buyer with one order, both in the CRM. */
export async function buyerWithOrder(world: World, email: string, name = 'Ada') {
  const customerId = world.store.store.createCustomer(newCustomer({ email, firstName: name, phone: null }));
  const orderId = world.store.store.createOrder(newOrder({ customerId, email }));
  await world.touch(['order', orderId]);
  await world.work();
  const [contact] = world.crm.account.read.findBy('contacts', 'samestory_key', customerKey(customerId));
  const [order] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
  assert.ok(contact && order);
  return { customerId, orderId, contactId: contact.id, orderRecordId: order.id };
}

export function customerKey(id: string): string {
  return `${shopNumber}/customer/${id}`;
}

/** One run of passes without the list of changes: what a webhook alone leads to. */
export function passesOnly(world: World) {
  return withLane(world.route, 'test', (lane) => runPasses(world.route, lane, {}));
}

export async function standingOf(world: World, kind: 'order' | 'customer', id: string) {
  const key = { source: shopNumber, kind, id };
  const { destination } = world.route.destinationAccount;
  const [row] = await world.ledger.standings({ destination, keys: [key] });
  return row?.standing ?? null;
}

/** Cases that `status` shows, by key text. */
export async function casesOf(world: World): Promise<Map<string, string>> {
  const parked = await world.ledger.parked({ destination: world.route.destinationAccount.destination, limit: 100 });
  return new Map(parked.map((row) => [formatKey(row.key), row.message]));
}

export function contact(world: World, id: string) {
  const record = world.crm.account.read.record('contacts', id);
  assert.ok(record);
  return record;
}
