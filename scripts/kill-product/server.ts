import { systemClock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import type { PostgresServer } from '../../test/ledger/postgres-server.ts';
import type { Place } from './place.ts';
import { launch } from './processes.ts';

/**
 * Kills the PostgreSQL server under the running product, in turns as a whole and the processes that serve the product,
 * and lets it come back a moment later. The product has to go on by itself: throws when it ends.
 */
export async function killServer(
  place: Place,
  server: PostgresServer,
  { times, random }: { readonly times: number; readonly random: Random },
): Promise<void> {
  const product = launch(place, ['start', '--yes', '--confirmed-by', 'the tests']);
  const { child } = product;
  const alive = async () => {
    if (child.exitCode === null && child.signalCode === null) return;
    throw new Error(`the product ended with ${await product.ended}:\n${product.said()}`);
  };
  for (let kill = 1; kill <= times; kill += 1) {
    const after = 3_000 + random.int(6_000);
    await systemClock.sleep(after);
    await alive();
    const what = kill % 2 === 1 ? await wholeServer(server, random) : await itsProcesses(place, server);
    console.log(`  PostgreSQL: ${what} after ${after} ms (${kill} of ${times})`);
  }
  await systemClock.sleep(10_000);
  await alive();
  child.kill('SIGKILL');
  await product.ended;
}

async function wholeServer(server: PostgresServer, random: Random): Promise<string> {
  await server.crash();
  const awayMs = 500 + random.int(2_000);
  await systemClock.sleep(awayMs);
  await server.restart();
  return `killed, and started again ${awayMs} ms later`;
}

async function itsProcesses(place: Place, server: PostgresServer): Promise<string> {
  const processes = await server.killBackends(place.env['DATABASE_URL'] ?? '');
  return `${processes} of its processes killed`;
}
