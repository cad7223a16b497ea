import { z } from 'zod';
import { systemClock } from '../../src/lib/clock.ts';
import { freePort } from '../../test/cli/world.ts';
import type { Place } from './place.ts';
import { launch, type Product } from './processes.ts';

const health = z.object({ role: z.enum(['working', 'standby']), lane: z.object({ held: z.boolean() }) });

interface Worker {
  readonly product: Product;
  readonly url: string;
}

const longestHandoverMs = 60_000;

/**
 * Two processes on one PostgreSQL: the one that holds the lane is killed, the other has to take it over, and a new one
 * stands by. Returns how long each handover took, in milliseconds. Throws when one never comes.
 */
export async function handOver(place: Place, times: number): Promise<number[]> {
  const ports = [await freePort(), await freePort()] as const;
  let holder = begin(place, ports[0]);
  await until(holder, 'working');
  const took: number[] = [];
  for (let turn = 1; turn <= times; turn += 1) {
    const next = begin(place, ports[turn % 2 === 0 ? 0 : 1]);
    await until(next, 'standby');
    const killedAt = systemClock.now().getTime();
    holder.product.child.kill('SIGKILL');
    await holder.product.ended;
    await until(next, 'working');
    took.push(systemClock.now().getTime() - killedAt);
    console.log(`  lane handed over after ${took.at(-1)} ms (${turn} of ${times})`);
    holder = next;
  }
  holder.product.child.kill('SIGKILL');
  await holder.product.ended;
  return took;
}

/** Webhooks are off: both would listen at one address. */
function begin(place: Place, port: string): Worker {
  const more = { SAMESTORY_WEBHOOKS: 'off', SAMESTORY_HEALTH_PORT: port };
  return {
    product: launch(place, ['start', '--yes', '--confirmed-by', 'the tests'], more),
    url: `http://127.0.0.1:${port}/health`,
  };
}

async function until({ url, product }: Worker, role: 'working' | 'standby'): Promise<void> {
  const limit = systemClock.now().getTime() + longestHandoverMs;
  while (systemClock.now().getTime() < limit) {
    const answer = await fetch(url).then(
      (response) => response.json(),
      () => null,
    );
    const found = health.safeParse(answer).data;
    if (found?.role === role && found.lane.held === (role === 'working')) return;
    await systemClock.sleep(200);
  }
  throw new Error(`no process is ${role} after ${longestHandoverMs} ms:\n${product.said()}`);
}
