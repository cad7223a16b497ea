import { z } from 'zod';
import { type Figure, plain, told } from './figure.ts';
import { type FlowOrder, PlainClient } from './plain-client.ts';
import { Product } from './product.ts';
import { WorldProcess } from './world-client.ts';

const settings = z.object({ SAMESTORY_HUBSPOT_URL: z.string(), HUBSPOT_TOKEN: z.string() });

/** How many orders a flow works at the same time. */
const together = 4;

/**
 * Part b: a plain client beside the product. Shopify says `orders/create` and then `orders/updated`, so that a flow sees each
 * order twice within seconds; the second turn comes when the first has ended.
 */
export async function measurePlain(options: { readonly seed: number; readonly orders: number }): Promise<Figure[]> {
  const world = await WorldProcess.start({ ...options, halfThere: false, burst: 190 });
  const product = await Product.place(world, 'embedded');
  try {
    await product.run(['setup', '--yes']);
    await world.forgetCounts();
    const { SAMESTORY_HUBSPOT_URL: url, HUBSPOT_TOKEN: token } = settings.parse(world.environment);
    const client = new PlainClient(url, token);
    const orders = (await world.orderList()).flatMap((order): FlowOrder[] =>
      order.email === null ? [] : [{ ...order, email: order.email }],
    );
    const started = performance.now();
    const waiting = orders.flatMap((order) => [order, order]);
    const work = async () => {
      for (let order = waiting.shift(); order !== undefined; order = waiting.shift()) await client.keep(order);
    };
    await Promise.all(Array.from({ length: together }, work));
    const seconds = (performance.now() - started) / 1000;
    const { contacts, orders: made, doubledContacts, doubledOrders } = await world.records();
    return [
      told('b', `plain client, ${orders.length} orders, two events each`, `${seconds.toFixed(0)} s`),
      told('b', 'its CRM calls per order', plain(client.calls / orders.length)),
      told('b', 'its orders per second', plain(orders.length / seconds)),
      told('b', 'events that it gave up', String(client.refused)),
      told('b', 'contacts / orders it made', `${contacts} / ${made}`),
      told('b', 'contacts / orders doubled', `${doubledContacts} / ${doubledOrders}`),
    ];
  } finally {
    await product.remove();
    await world.close();
  }
}
