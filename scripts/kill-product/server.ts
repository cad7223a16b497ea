import { systemClock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import type { PostgresServer } from '../../test/ledger/postgres-server.ts';
import type { Place } from './place.ts';
import { launch } from './processes.ts';

/**
 * Kills the PostgreSQL server under the running product, and starts it again a moment later. The product may go on or
 * end; whoever runs it starts it again, as a service manager does.
 */
export async function killServer(
  place: Place,
  server: PostgresServer,
  { times, random }: { readonly times: number; readonly random: Random },
): Promise<void> {
  let over = false;
  let starts = 0;
  const running = { product: null as ReturnType<typeof launch> | null };
  const supervised = (async () => {
    while (!over) {
      running.product = launch(place, ['start', '--yes', '--confirmed-by', 'the tests']);
      starts += 1;
      await running.product.ended;
      if (!over) await systemClock.sleep(1_000);
    }
  })();
  for (let kill = 1; kill <= times; kill += 1) {
    const after = 3_000 + random.int(6_000);
    await systemClock.sleep(after);
    await server.crash();
    await systemClock.sleep(500 + random.int(2_000));
    await server.restart();
    console.log(`  PostgreSQL killed after ${after} ms (${kill} of ${times}); the product was started ${starts} times`);
  }
  await systemClock.sleep(5_000);
  over = true;
  running.product?.child.kill('SIGKILL');
  await supervised;
}
