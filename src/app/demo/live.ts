import { playStoreAct } from '../../../simulator/merchant/play-act.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Random } from '../../lib/random.ts';
import type { World } from './prepare.ts';

/** Far above the orders that the story places, so that no number is given twice. */
const firstLiveOrder = 10_000;

/** New orders every few seconds, now and then one that is paid back, until the signal aborts. */
export async function keepSelling(
  world: World,
  options: {
    readonly clock: Clock;
    readonly random: Random;
    readonly signal: AbortSignal;
    onOrder(name: string): void;
  },
): Promise<void> {
  const { clock, random, signal } = options;
  for (let count = 0; !signal.aborted; count += 1) {
    await clock.sleep(2_000 + random.int(4_000), signal).catch(() => undefined);
    if (signal.aborted) return;
    const at = clock.now();
    const person = random.int(Math.max(1, world.merchant.people));
    const index = world.merchant.settings.orders + firstLiveOrder + count;
    const order = world.merchant.orderAt(index, at, { person, asGuest: true });
    playStoreAct({ at: at.toISOString(), kind: 'create order', order }, world.truth.store, world.refs);
    options.onOrder(order.name ?? order.id ?? 'an order');
  }
}
