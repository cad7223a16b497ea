import { dayStart } from '../lib/zoned.ts';
import { planRebuild, type RebuildPlan } from '../sync/rebuild/plan.ts';
import { type RebuildReport, rebuild, unfinishedRebuild } from '../sync/rebuild/rebuild.ts';
import type { Lane, OnProgress, Route } from '../sync/types.ts';
import { withLane } from '../sync/with-lane.ts';
import { decisionsForRebuild, type Keeping, keepDecisions } from './decisions/keep.ts';
import { CommandError, exitCodes } from './failures.ts';
import { holderName } from './service.ts';

export interface RebuildOptions {
  /** First day of the history that belongs to the CRM, '2026-01-31', where no decision says it. */
  readonly since: string | null;
  readonly skipDamaged: boolean;
  /** What the ledger remembers is forgotten first. */
  readonly replace: boolean;
  readonly onProgress: OnProgress;
}

/** What a rebuild would do; `goesOn`: one that was begun goes on, and nothing has to be agreed to again. */
export type RebuildPreview =
  | { readonly goesOn: false; readonly plan: RebuildPlan; readonly holds: number }
  | { readonly goesOn: true; readonly begunAt: Date };

/**
 * Looks at both sides and says what a rebuild would restore. Throws CommandError when the ledger remembers something and
 * `replace` was not asked for, or when the decisions cannot be read.
 */
export async function previewRebuild(route: Route, keeping: Keeping, options: RebuildOptions): Promise<RebuildPreview> {
  if (route.takesTurns === true) throw sharedLedger();
  const decisions = await decisionsForRebuild(keeping, options.skipDamaged);
  const unfinished = await unfinishedRebuild(route);
  if (unfinished !== null) return { goesOn: true, begunAt: unfinished.begunAt };
  const { contacts, orders } = await route.ledger.contents({});
  const holds = contacts + orders;
  if (holds > 0 && !options.replace) throw notEmpty(contacts, orders);
  return {
    goesOn: false,
    plan: await planRebuild(route, decisions, { ...options, since: sinceOf(route, options) }),
    holds,
  };
}

function sharedLedger(): CommandError {
  return new CommandError(
    'A ledger that several stores share cannot be rebuilt from one of them: what the others know would be lost. Bring back the last dump with "samestory restore".',
    exitCodes.usage,
  );
}

function notEmpty(contacts: number, orders: number): CommandError {
  return new CommandError(
    `The ledger is not lost: it knows ${contacts} contacts and ${orders} orders of the CRM. Nothing was changed. Where it is known to be wrong, --replace forgets it and fills it anew.`,
    exitCodes.usage,
  );
}

function sinceOf({ sourceAccount }: Route, { since }: RebuildOptions): Date | null {
  return since === null ? null : dayStart(since, sourceAccount.timeZone);
}

/** Fills the ledger anew; see `rebuild`. Throws LaneTakenError when another process works with the accounts. */
export async function runRebuild(route: Route, keeping: Keeping, options: RebuildOptions): Promise<RebuildReport> {
  return withLane(route, holderName(), async (lane) => {
    if ((await unfinishedRebuild(route)) === null) await clear(route, lane, keeping, options);
    const decisions = await decisionsForRebuild(keeping, options.skipDamaged);
    const report = await rebuild(route, lane, decisions, { ...options, since: sinceOf(route, options) });
    await keepDecisions(keeping);
    return report;
  });
}

/** What is known of decisions is kept before anything is forgotten. */
async function clear(route: Route, lane: Lane, keeping: Keeping, { replace }: RebuildOptions): Promise<void> {
  const { contacts, orders, members } = await route.ledger.contents({});
  if (contacts + orders > 0 && !replace) throw notEmpty(contacts, orders);
  if (contacts + orders + members > 0) await keepDecisions(keeping);
  await route.ledger.forgetAll({ destination: route.destinationAccount.destination, epoch: lane.epoch });
}
