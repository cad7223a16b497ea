import { readFile } from 'node:fs/promises';
import {
  allFaults,
  conditions,
  type FaultEntry,
  faultCatalogue,
  notApplicable,
} from '../../simulator/faults/catalogue.ts';
import type { FaultPlan } from '../../simulator/faults/named-fault.ts';
import { checkNames, FaultPlanError, faultPlan, ownPart, parsePlan } from '../../simulator/faults/plan.ts';
import type { StoreActs } from '../../simulator/store/types.ts';
import { CommandError, exitCodes } from './failures.ts';
import type { Simulators } from './simulators.ts';

export type { FaultEntry, FaultPlan };

/** Everything that the simulators can be told to do wrong, for people and for `--json`. */
export const faultList = { platforms: faultCatalogue, conditions, notApplicable };

/**
 * What `--faults` says: names with doses (`shopify-throttled,hubspot-lost-answer:times=3`), or a file of JSON.
 * Throws CommandError for anything that is not in the catalogue.
 */
export async function readFaults(text: string): Promise<FaultPlan> {
  const remedy = 'samestory simulator --list-faults prints all of them.';
  try {
    const plan = text.trim().endsWith('.json') ? await fromFile(text.trim()) : parsePlan(text);
    checkNames(plan, allFaults);
    return plan;
  } catch (error) {
    if (!(error instanceof FaultPlanError)) throw error;
    throw new CommandError(`--faults: ${error.message}. ${remedy}`, exitCodes.usage);
  }
}

async function fromFile(path: string): Promise<FaultPlan> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new FaultPlanError(`${path} cannot be read (${code})`);
  });
  const parsed = faultPlan.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new FaultPlanError(`${path} is no JSON array of {"fault", "after"?, "times"?, "share"?, "minutes"?}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The same as `readFaults`, for a rehearsal that must come right while somebody watches. */
export async function readHealingFaults(text: string): Promise<FaultPlan> {
  const plan = await readFaults(text);
  const lasting = plan.find(({ fault }) => allFaults.find(({ name }) => name === fault)?.recovery !== 'by itself');
  if (lasting === undefined) return plan;
  const entry = allFaults.find(({ name }) => name === lasting.fault);
  const why = entry?.recovery === 'in time' ? 'takes minutes to hours to pass' : 'ends with work for a person';
  throw new CommandError(
    `--faults: ${lasting.fault} ${why}, and a demo proves what comes right by itself. ` +
      'Use it with samestory simulator --faults.',
    exitCodes.usage,
  );
}

/** Sets a plan up on both platforms. `acts`: through which things happen in the store, where somebody keeps its truth. */
export function armSimulators({ store, crm }: Simulators, plan: FaultPlan, acts: StoreActs | null): void {
  if (acts !== null) store.actThrough(acts);
  store.named.arm(ownPart(plan, faultCatalogue.Shopify));
  crm.account.named.arm(ownPart(plan, faultCatalogue.HubSpot));
}

/** How often each fault of a plan has struck. */
export function faultHits({ store, crm }: Simulators): readonly { readonly fault: string; readonly hits: number }[] {
  return [...store.named.armed(), ...crm.account.named.armed()].map(({ fault, hits }) => ({ fault, hits }));
}
