import { resolve } from 'node:path';
import { loadMail } from '../../config/mail.ts';
import { failureOf } from '../../connector/failure.ts';
import { versionsIn } from '../../export/versions.ts';
import { orderPartsOf } from '../../field-map/project.ts';
import type { Configuration } from '../configuration.ts';
import type { Runtime } from '../runtime.ts';
import { exportStem, mapFor, runExport } from './export.ts';
import { mailNewest } from './mail-files.ts';
import { type InputRequest, openInput } from './open-input.ts';
import { makeReport, reportParts, reportStem, writeReport } from './report.ts';
import { runScheduled } from './schedule.ts';

/** Files that the configuration asks for, in their rhythm. */
export type ExportPlan = Configuration['data']['exports'][number];

export interface PlansRun {
  readonly configuration: Configuration;
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Ends after what is due now: for cron and the like. */
  readonly once: boolean;
  /** Told when the store has been reached. */
  onOpen?(): void;
  onWritten(plan: ExportPlan, path: string): void;
  onWaiting(plan: ExportPlan, until: Date): void;
  /** Told when a version could not be written, or nobody could be told of it; without `once` it is tried again after a while. */
  onFailure(plan: ExportPlan, reason: string): void;
}

/** A version that could not be written is tried again after this long. */
const retryMs = 15 * 60_000;

/**
 * Writes every file of the configuration whenever it is due, until the signal. Reads the store and nothing else; between
 * two versions nothing is asked of anybody. Tells whoever wants to know by mail.
 * @throws what writing throws with `once`, and at the start when the store cannot be reached.
 */
export async function runPlans(run: PlansRun): Promise<void> {
  const { configuration, runtime } = run;
  const { exports } = configuration.data;
  const [first] = exports;
  if (first === undefined) return;
  const { timeZone } = await openInput(requestOf(configuration, first), configuration.env, runtime);
  run.onOpen?.();
  const turns = oneAfterTheOther();
  await Promise.all(exports.map((plan) => runPlan(run, plan, timeZone, turns)));
}

interface Times {
  readonly asOf: Date;
  readonly nextDue: Date;
}

type Turns = <T>(work: () => Promise<T>) => Promise<T>;

/** Two exports at once would share the store's budget and double the memory, for nothing. */
function oneAfterTheOther(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}

async function runPlan(run: PlansRun, plan: ExportPlan, timeZone: string, turns: Turns): Promise<void> {
  const { configuration, runtime, signal, once } = run;
  const place = { folder: resolve(configuration.folder, plan.folder), stem: stemOf(plan), timeZone, signal, once };
  const mail = loadMail(configuration.env);
  // Also before anything is due: the last version may not have been told of yet.
  const tell = () => mailNewest({ ...place, what: plan.what, to: plan.mail, mail });
  const write = async (times: Times) => {
    const path = await writePlan(run, plan, times);
    run.onWritten(plan, path);
    await tell();
  };
  for (;;) {
    try {
      await tell();
      await runScheduled({
        ...place,
        rhythm: plan.rhythm,
        clock: runtime.clock,
        write: (times) => turns(() => write(times)),
        onWaiting: (until) => run.onWaiting(plan, until),
      });
      return;
    } catch (error) {
      if (signal.aborted) return;
      run.onFailure(plan, failureOf(error).message);
      if (once) throw error;
      await runtime.clock.sleep(retryMs, signal).catch(() => undefined);
    }
  }
}

/** What a plan is called, for people: 'export in backup'. */
export function planName({ what, folder }: ExportPlan): string {
  return `${what} in ${folder}`;
}

/** The plans of which the version that should be there is not, told from the names of the versions alone. */
export async function duePlans({ data, folder }: Configuration, now: Date): Promise<ExportPlan[]> {
  const found = await Promise.all(
    data.exports.map(async (plan) => {
      const newest = (await versionsIn(resolve(folder, plan.folder), stemOf(plan))).at(-1);
      return newest?.nextDue && newest.nextDue > now ? [] : [plan];
    }),
  );
  return found.flat();
}

function stemOf({ what }: ExportPlan): string {
  return what === 'report' ? reportStem : exportStem;
}

/** Opened again for every version: the store has moved on. */
async function writePlan(
  { configuration, runtime, signal }: PlansRun,
  plan: ExportPlan,
  times: Times,
): Promise<string> {
  const { what, keep, layout = 'generic', by = 'month' } = plan;
  const { input, from } = await openInput(requestOf(configuration, plan), configuration.env, runtime);
  const common = { input, times, signal, onProgress: () => undefined };
  const folder = resolve(configuration.folder, plan.folder);
  if (what === 'report') {
    const { document } = await makeReport({ ...common, from, unit: by });
    return writeReport(document, { ...times, folder, keep });
  }
  return (await runExport({ ...common, layout, map: configuration.fields.files, folder, keep })).path;
}

function requestOf({ fields }: Configuration, { what, layout = 'generic' }: ExportPlan): InputRequest {
  const map = what === 'report' ? fields.files : mapFor(layout, fields.files);
  const parts = what === 'report' ? [...orderPartsOf(map), ...reportParts] : orderPartsOf(map);
  return { files: [], store: { number: null, name: null }, map, orderParts: [...new Set(parts)], needsIds: true };
}
