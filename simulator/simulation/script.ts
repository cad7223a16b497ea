import { z } from 'zod';
import type { Strike } from './call-faults.ts';
import { type CrmAct, crmAct } from './crm-acts.ts';
import type { SeedPlan } from './seed-plan.ts';
import type { StoreAct } from './shop-life.ts';

/** Something that somebody does in the CRM at a moment (ISO, UTC). */
export interface CrmEdit {
  readonly at: string;
  readonly act: CrmAct;
}

/**
 * What happened in one run, as plain data: acts in the store and in the CRM, and faults and crashes by the running number
 * of the call that they hit. It runs again without anything being drawn anew, also after the drawing has changed.
 */
export interface Script {
  readonly plan: SeedPlan;
  readonly acts: readonly StoreAct[];
  readonly edits: readonly CrmEdit[];
  readonly strikes: readonly { readonly call: number; readonly strike: Strike }[];
  readonly crashes: readonly number[];
}

const shape = z.object({
  plan: z.looseObject({ seed: z.number(), start: z.string(), rates: z.looseObject({}), rhythm: z.looseObject({}) }),
  acts: z.array(z.looseObject({ at: z.string(), kind: z.string() })),
  edits: z.array(z.object({ at: z.string(), act: crmAct })),
  strikes: z.array(z.object({ call: z.number(), strike: z.looseObject({ type: z.string() }) })),
  crashes: z.array(z.number()),
});

type PlainScript = Omit<Script, 'plan'> & { readonly plan: Omit<SeedPlan, 'start'> & { readonly start: string } };

/** Only its outline is checked: scripts are written by `scriptText`, and a store or CRM refuses what it does not know. */
const plainScript = z.custom<PlainScript>((value) => shape.safeParse(value).success, 'no script of a simulation');

/** @throws ZodError or SyntaxError where the text is no script. */
export function parseScript(text: string): Script {
  const { plan, ...rest } = plainScript.parse(JSON.parse(text));
  return { ...rest, plan: { ...plan, start: new Date(plan.start) } };
}

export function scriptText(script: Script): string {
  return `${JSON.stringify(script, null, 1)}\n`;
}
