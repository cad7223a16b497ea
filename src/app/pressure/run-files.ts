import { watchStore } from '../../../simulator/merchant/truth.ts';
import { fasterClock } from '../../lib/clock.ts';
import { createRandom } from '../../lib/random.ts';
import type { OnProgress } from '../../sync/types.ts';
import type { Configuration } from '../configuration.ts';
import { judgeFiles, nothingLiveProblems, writeFilesOnce } from '../demo/files-proof.ts';
import type { Runtime } from '../runtime.ts';
import { type Simulators, startSimulators } from '../simulators.ts';
import type { PressureDocument } from './run.ts';
import { createStage, type PressureCase } from './stage.ts';

const haste = 10;
const seed = 20_261;
/** How long the store stays away while files are to be written. */
const outageMs = 20_000;

/**
 * Plays the cases where files are all there is: everything happens in the store, one export is tried while it is away, and
 * what the next one says of each order and each buyer is laid beside what really happened. The CRM must not be asked.
 */
export async function runFilesPressureTest(
  chosen: readonly PressureCase[],
  configuration: Configuration,
  tools: { readonly runtime: Runtime; readonly signal: AbortSignal; readonly onProgress: OnProgress },
): Promise<PressureDocument> {
  const started = tools.runtime.clock.now().getTime();
  const clock = fasterClock(tools.runtime.clock, haste);
  const runtime: Runtime = { ...tools.runtime, clock, random: createRandom(seed) };
  const simulators = await startSimulators({ seed, clock, unreliableWebhooks: false });
  try {
    const truth = watchStore(simulators.store.store, { steps: false });
    const { currency } = simulators.shop;
    const played = chosen.map((entry, number) => {
      const stage = createStage({ store: truth.store, clock, currency, number, id: entry.id, crm: () => null });
      return { ...entry, stage, all: entry.rounds(stage) };
    });
    const rounds = Math.max(0, ...played.map(({ all }) => all.length));
    for (let index = 0; index < rounds; index += 1) {
      for (const { stage, all } of played) all[index]?.play(stage);
      tools.onProgress({ stage: 'rounds played', done: index + 1, total: rounds });
    }
    const write = () => writeFilesOnce(configuration, simulators, runtime, tools.signal);
    await tryWhileAway(simulators, runtime, tools.signal, write);
    const files = await write();
    const all = truth.toJSON();
    const cases = played.map(({ id, title, stage }) => {
      const { values, differences } = judgeFiles(
        files,
        all,
        { shop: simulators.shop.number, ...simulators.shop },
        {
          orders: all.orders.filter((order) => stage.orders.includes(order.id)),
          persons: all.persons.filter(
            (person) =>
              person.customers.some((one) => stage.customers.includes(one)) ||
              person.guestOrders.some((one) => stage.orders.includes(one)),
          ),
        },
      );
      const found = [...stage.differences, ...differences];
      return { id, title, ok: found.length === 0, values, differences: found };
    });
    const problems = nothingLiveProblems(simulators);
    const seconds = Math.round((tools.runtime.clock.now().getTime() - started) / 1000);
    const ok = problems.length === 0 && cases.every((entry) => entry.ok);
    return { ok, fieldMap: configuration.fields.files.version, seconds, cases, problems };
  } finally {
    await simulators.close();
  }
}

/** What is not done then is done by the next run, and nothing half-written stays. */
async function tryWhileAway(
  { store }: Simulators,
  { clock }: Runtime,
  signal: AbortSignal,
  write: () => Promise<unknown>,
): Promise<void> {
  store.faults.add({ status: 503, body: 'Service Unavailable', headers: { 'retry-after': '2' } });
  const tried = write().catch(() => undefined);
  await clock.sleep(outageMs, signal);
  store.faults.clear();
  await tried;
}
