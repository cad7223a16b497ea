import { z } from 'zod';
import type { FaultPlan, NamedFault, PlannedFault } from './named-fault.ts';

/** A plan as JSON: what the control endpoint takes and a failing simulation prints. */
export const faultPlan: z.ZodType<FaultPlan> = z.array(
  z.strictObject({
    fault: z.string().min(1),
    after: z.number().int().min(0).exactOptional(),
    times: z.number().int().min(1).exactOptional(),
    share: z.number().gt(0).max(1).exactOptional(),
    minutes: z.number().min(0).exactOptional(),
  }),
);

/** A plan that names what does not exist, or cannot be read. */
export class FaultPlanError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FaultPlanError';
  }
}

const measures = ['after', 'times', 'share', 'minutes'] as const;

/**
 * `shopify-throttled,hubspot-lost-answer:times=3:after=10` as a plan: names with commas between them, each with its
 * dose where it is not the usual one. Throws FaultPlanError.
 */
export function parsePlan(text: string): FaultPlan {
  const entries = text.split(',').flatMap((part) => (part.trim() === '' ? [] : [parseEntry(part.trim())]));
  const parsed = faultPlan.safeParse(entries);
  if (parsed.success && parsed.data.length > 0) return parsed.data;
  const where = parsed.error?.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
  throw new FaultPlanError(`not a list of faults: "${text}"${where === undefined ? '' : ` (${where})`}`);
}

function parseEntry(text: string): Record<string, unknown> {
  const [fault = '', ...doses] = text.split(':');
  const entry: Record<string, unknown> = { fault };
  for (const dose of doses) {
    const [name, value, ...more] = dose.split('=');
    const measure = measures.find((known) => known === name);
    if (measure === undefined || value === undefined || value.trim() === '' || more.length > 0) {
      throw new FaultPlanError(`"${dose}" of "${text}" is none of ${measures.map((known) => `${known}=…`).join(', ')}`);
    }
    entry[measure] = Number(value);
  }
  return entry;
}

/** Throws FaultPlanError unless every fault of the plan is in the catalogue. */
export function checkNames(plan: FaultPlan, known: readonly Pick<NamedFault<never>, 'name'>[]): void {
  const names = new Set(known.map(({ name }) => name));
  const unknown = plan.find(({ fault }) => !names.has(fault));
  if (unknown === undefined) return;
  const near = [...names].filter((name) => alike(name, unknown.fault)).slice(0, 5);
  const hint = near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`;
  throw new FaultPlanError(`there is no fault "${unknown.fault}"${hint}`);
}

function alike(left: string, right: string): boolean {
  const words = right
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word.length > 3);
  return words.some((word) => left.includes(word) && word !== 'shopify' && word !== 'hubspot');
}

/** What of a plan belongs to one platform. */
export function ownPart(plan: FaultPlan, own: readonly Pick<NamedFault<never>, 'name'>[]): readonly PlannedFault[] {
  const names = new Set(own.map(({ name }) => name));
  return plan.filter(({ fault }) => names.has(fault));
}
