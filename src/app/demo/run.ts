import { createRandom } from '../../lib/random.ts';
import { type ExitCode, exitCodes } from '../failures.ts';
import { freePort } from '../free-port.ts';
import type { Runtime } from '../runtime.ts';
import { type Simulators, startSimulators } from '../simulators.ts';
import { requireFolder } from './files.ts';
import { keepSelling } from './live.ts';
import type { DemoOptions } from './options.ts';
import type { DemoTools } from './parts.ts';
import { demoTiming, openPlace } from './place.ts';
import { type Rehearsal, rehearse } from './rehearse.ts';

/**
 * The whole product against two simulated platforms, in this process and over real HTTP: set-up, history, live changes,
 * proof. Returns 0 when both sides agree and everything planted was found, else 3.
 */
export async function runDemo(options: DemoOptions, tools: DemoTools): Promise<ExitCode> {
  if (options.from !== null) await requireFolder(options.from);
  const runtime: Runtime = { ...tools.runtime, timing: demoTiming, random: createRandom(options.seed).fork('retries') };
  const intakePort = options.webhooks ? await freePort() : null;
  const simulators = await startSimulators({ seed: options.seed, clock: runtime.clock, unreliableWebhooks: true });
  try {
    const place = await openPlace(simulators, intakePort, tools.map, runtime);
    try {
      const rehearsal = await rehearse({ options, simulators, place, runtime, tools });
      try {
        tools.onDocument(rehearsal.document);
        await afterwards(options, rehearsal, simulators, tools);
        return rehearsal.document.ok ? exitCodes.ok : exitCodes.needsYou;
      } finally {
        await rehearsal.stop();
      }
    } finally {
      await place.close();
    }
  } finally {
    await simulators.close();
  }
}

/** Where to look, then whatever was asked for: an end, some time for others to count, or business until Ctrl-C. */
async function afterwards(
  options: DemoOptions,
  rehearsal: Rehearsal,
  simulators: Simulators,
  { reporter, runtime, signal }: DemoTools,
): Promise<void> {
  const { clock } = runtime;
  if (options.holdSeconds > 0) {
    reporter.aside(`Both simulators stay up for ${options.holdSeconds} seconds:`);
    for (const line of simulators.environment()) reporter.aside(line);
    await clock.sleep(options.holdSeconds * 1000, signal).catch(() => undefined);
  }
  if (options.once || signal.aborted) return;
  reporter.step('Running on: new orders every few seconds, until Ctrl-C');
  for (const line of simulators.environment()) reporter.aside(line);
  if (rehearsal.world === null) {
    await clock.sleep(2_147_000_000, signal).catch(() => undefined);
    return;
  }
  const random = createRandom(options.seed).fork('live');
  const onOrder = (name: string) => reporter.line(`  ${name} sold`);
  await keepSelling(rehearsal.world, { clock, random, signal, onOrder });
}
