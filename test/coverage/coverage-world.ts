import { createHmac } from 'node:crypto';
import { type Served, serve } from '../../src/app/listen.ts';
import type { WorkKey } from '../../src/commerce/keys.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import type { SweepName } from '../../src/connector/source.ts';
import { intakeApp } from '../../src/http/intake.ts';
import type { Standing, TopicSeen } from '../../src/ledger/contract.ts';
import { acceptDelivery } from '../../src/sync/intake.ts';
import { sweepNow } from '../../src/sync/sweeps.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World, webhookSecret } from '../support/world.ts';

/** A world in which webhooks of one topic alone arrive, so that each topic has to do its work by itself. */
export interface CoverageWorld {
  readonly world: World;
  /** An order of a new customer that is in the CRM already. */
  sold(payment?: 'paid' | 'authorized'): Promise<{ readonly order: string; readonly customer: string }>;
  /** Something happens in the store, and only webhooks of `topic` tell of it. */
  told<T>(topic: string, act: () => T): Promise<T>;
  /** Something happens of which the simulator tells nothing; a signed delivery of `topic` with this body does. */
  posted(topic: string, body: unknown, act?: () => void): Promise<void>;
  /** Something happens and no webhook comes; then one sweep looks. */
  swept(sweep: SweepName, act: () => void): Promise<void>;
  /** What the CRM's order shows; null = there is no live record. */
  shown(order: string, field: string): string | null;
  /** The live contact that stands for the customer. */
  contact(customer: string): Readonly<Record<string, string>> | null;
  standing(kind: WorkKey['kind'], id: string): Promise<Standing | null>;
  seen(topic: string): Promise<TopicSeen | undefined>;
  close(): Promise<void>;
}

export async function openCoverageWorld(): Promise<CoverageWorld> {
  const gate: { open: string | null } = { open: null };
  const world = await openWorld({ store: { deliveryPolicy: ({ topic }) => (topic === gate.open ? [0] : []) } });
  const { route, ledger, store, crm } = world;
  const { destination: lane } = route.destinationAccount;
  const intake = await openIntake(world);
  const address = `${intake.url}/webhooks/shopify`;
  await route.source.applyWebhooks(address, await route.source.planWebhooks(address));
  const record = (type: 'orders' | 'contacts', key: string) =>
    crm.account.read.records(type).find(({ properties }) => {
      const keys = [properties['samestory_key'], ...(properties['samestory_members'] ?? '').split(';')];
      return keys.includes(key);
    });
  let people = 0;
  let deliveries = 0;
  return {
    world,
    sold: async (payment = 'paid') => {
      people += 1;
      const email = `buyer${people}@example.com`;
      const customer = store.store.createCustomer(newCustomer({ email, phone: null, createdAt: new Date() }));
      const order = store.store.createOrder(newOrder({ customerId: customer, email, payment, createdAt: new Date() }));
      await world.touch(['customer', customer], ['order', order]);
      await world.work();
      return { order, customer };
    },
    told: async (topic, act) => {
      gate.open = topic;
      const made = act();
      await store.webhooks.settled();
      gate.open = null;
      await world.work();
      return made;
    },
    posted: async (topic, body, act = () => undefined) => {
      act();
      const text = JSON.stringify(body);
      deliveries += 1;
      const response = await post(address, topic, text, `posted-${deliveries}`);
      if (response.status !== 200) throw new Error(`${topic} was answered with ${response.status}`);
      await world.work();
    },
    swept: async (sweep, act) => {
      act();
      await sweepNow(route, sweep);
      await world.work();
    },
    shown: (order, field) => {
      const property = route.destination.propertyOf(field);
      if (property === null) throw new RangeError(`the account has no place for ${field}`);
      return record('orders', `${shopNumber}/order/${order}`)?.properties[property] ?? null;
    },
    contact: (customer) => record('contacts', `${shopNumber}/customer/${customer}`)?.properties ?? null,
    standing: async (kind, id) => {
      const key = { source: shopNumber, kind, id };
      const [found] = await ledger.standings({ destination: lane, keys: [key] });
      if (found !== undefined && formatKey(found.key) !== formatKey(key)) throw new RangeError('another key answered');
      return found?.standing ?? null;
    },
    seen: async (topic) => {
      const all = await ledger.topicsSeen({ source: shopNumber, destination: lane, since: new Date(0) });
      return all.find((entry) => entry.topic === topic);
    },
    close: async () => {
      await intake.close();
      await world.close();
    },
  };
}

/** The product's webhook intake in front of a world, over real HTTP. */
function openIntake({ route, ledger }: World): Promise<Served> {
  const { destination: lane } = route.destinationAccount;
  const context = { ledger, lane, sourceId: shopNumber, clock: route.clock, debounceMs: 0 };
  const app = intakeApp({
    receive: (request) => route.source.receive(request),
    accept: (delivery) => acceptDelivery(context, delivery),
    clock: route.clock,
    log: route.log,
  });
  return serve(app, { host: '127.0.0.1', port: 0 });
}

/** A signed delivery, as Shopify sends it. */
function post(address: string, topic: string, body: string, id: string): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': id,
      'x-shopify-shop-domain': 'acme.myshopify.com',
      'x-shopify-hmac-sha256': createHmac('sha256', webhookSecret).update(body).digest('base64'),
    },
    body,
  });
}
