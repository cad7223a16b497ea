import type { LoadSummary } from '../../../simulator/loaders/load-folder.ts';
import type { Truth } from '../../../simulator/merchant/truth.ts';
import { fasterClock } from '../../lib/clock.ts';
import type { Configuration } from '../configuration.ts';
import { type ExitCode, exitCodes } from '../failures.ts';
import type { Runtime } from '../runtime.ts';
import { type Simulators, startSimulators } from '../simulators.ts';
import { loadFiles, requireFolder, unaccounted } from './files.ts';
import { judgeFiles, nothingLiveProblems, type WrittenFiles, writeFilesOnce } from './files-proof.ts';
import type { DemoOptions, DemoReporter } from './options.ts';
import { makeWorld } from './prepare.ts';

/** The one JSON document of `demo --json` where files are all there is. */
export interface FilesDemoDocument {
  /** True = exit code 0. */
  readonly ok: boolean;
  readonly problems: readonly string[];
  readonly fieldMap: string;
  readonly seed: number;
  readonly seconds: number;
  /** What the configuration had written: 'export, weekly'. */
  readonly written: readonly string[];
  readonly rows: { readonly orders: number; readonly contacts: number };
  /** Values of the files that were laid beside what really happened; at most 50 sentences of what differs. */
  readonly truth: { readonly values: number; readonly different: number; readonly differences: readonly string[] };
  readonly calls: { readonly shopify: number; readonly crm: number };
  /** With `--from`: what became of every row and record. */
  readonly loaded: LoadSummary | null;
}

interface FilesDemoTools {
  readonly configuration: Configuration;
  readonly reporter: DemoReporter;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  onDocument(document: FilesDemoDocument): void;
}

const haste = 10;

/** A merchant's store, every file that the configuration asks for, and the proof: nothing is live, so it ends by itself. */
export async function runFilesDemo(options: DemoOptions, tools: FilesDemoTools): Promise<ExitCode> {
  const { configuration, reporter, signal } = tools;
  // Shopify takes its time over bulk reads, and so does the practice store: minutes of waiting become seconds.
  const runtime: Runtime = { ...tools.runtime, clock: fasterClock(tools.runtime.clock, haste) };
  if (options.from !== null) await requireFolder(options.from);
  const started = tools.runtime.clock.now();
  const simulators = await startSimulators({ seed: options.seed, clock: runtime.clock, unreliableWebhooks: true });
  try {
    const { truth, loaded } = await makeStore(options, simulators, { reporter, runtime });
    // What was made a moment ago is in no list yet; a shop with a past has waited that long.
    await runtime.clock.sleep(simulators.searchLagMs, signal);
    reporter.step('Writing what the configuration asks for');
    const files = await writeFilesOnce(configuration, simulators, runtime, signal);
    for (const line of files.written) reporter.line(`  ${line}`);
    reporter.step('Proof');
    const seconds = Math.round((tools.runtime.clock.now().getTime() - started.getTime()) / 1000);
    const document = prove(files, truth, simulators, { options, configuration, loaded, seconds });
    tools.onDocument(document);
    return document.ok ? exitCodes.ok : exitCodes.needsYou;
  } finally {
    await simulators.close();
  }
}

async function makeStore(
  options: DemoOptions,
  simulators: Simulators,
  { reporter, runtime }: Pick<FilesDemoTools, 'reporter' | 'runtime'>,
): Promise<{ readonly truth: Truth; readonly loaded: LoadSummary | null }> {
  if (options.from !== null) {
    reporter.step(`Loading ${options.from} into a simulated store`);
    const { truth, loaded } = await loadFiles(simulators, options.from, runtime.clock);
    return { truth, loaded };
  }
  reporter.step(`Making a merchant of ${options.orders} orders`);
  const { truth, merchant } = makeWorld(simulators, options, runtime.clock);
  reporter.line(`  ${merchant.people} people`);
  return { truth, loaded: null };
}

function prove(
  files: WrittenFiles,
  watched: Truth,
  simulators: Simulators,
  run: {
    readonly options: DemoOptions;
    readonly configuration: Configuration;
    readonly loaded: LoadSummary | null;
    readonly seconds: number;
  },
): FilesDemoDocument {
  const truth = watched.toJSON();
  const { number: shop, timeZone } = simulators.shop;
  const sold = new Set(truth.orders.filter(({ deleted, test }) => !(deleted || test)).map(({ id }) => id));
  // A guest is there with an order of theirs.
  const persons = truth.persons.filter(
    ({ customers, guestOrders }) => customers.length > 0 || guestOrders.some((id) => sold.has(id)),
  );
  const { values, differences } = judgeFiles(files, truth, { shop, timeZone }, { orders: truth.orders, persons });
  const sentences = differences.map(
    ({ record, field, expected, found }) =>
      `${record}${field === null ? '' : `, ${field}`}: expected ${expected}, found ${found}`,
  );
  const problems = [
    ...(differences.length > 0 ? [`${differences.length} differences from what really happened`] : []),
    ...nothingLiveProblems(simulators),
    ...(run.loaded === null ? [] : unaccounted(run.loaded)),
  ];
  return {
    ok: problems.length === 0,
    problems,
    fieldMap: run.configuration.fields.files.version,
    seed: run.options.seed,
    seconds: run.seconds,
    written: files.written,
    rows: { orders: files.orders.size, contacts: files.contacts.length },
    truth: { values, different: differences.length, differences: sentences.slice(0, 50) },
    calls: { shopify: simulators.store.counters.total(), crm: simulators.crm.counters.read().total },
    loaded: run.loaded,
  };
}
