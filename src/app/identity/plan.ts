import { z } from 'zod';
import { identityVersion } from '../../identity/rules.ts';
import { refuseWhilePaused } from '../../sync/pause.ts';
import type { OnProgress, Route } from '../../sync/types.ts';
import { acceptVersions, planVersions, type VersionPlan } from '../../sync/versions/plan.ts';
import type { LaneAccess } from '../turns.ts';

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const counts = z.object({ older: z.number(), looked: z.number(), changing: z.number() });

/** What accepting a new version of map and rules would do. */
export const planSchema = z.object({
  from: z.object({ fieldMap: z.string(), identity: z.string() }),
  to: z.object({ fieldMap: z.string(), identity: z.string() }),
  fields: z.object({ added: list(z.string()), changed: list(z.string()), removed: list(z.string()) }),
  /** Records that older versions wrote; `changing` of the `looked` ones would be rewritten. */
  records: z.object({ contact: counts, order: counts }),
  values: list(z.object({ field: z.string(), label: z.string(), changing: z.number(), replacing: z.number() })),
  /** Values are shown for orders; of contacts only which field of which record, because they are personal. */
  examples: list(
    z.object({
      key: z.string(),
      crmUrl: z.string(),
      field: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      masked: z.boolean(),
    }),
  ),
  identity: z.object({
    changed: z.boolean(),
    joined: z.number(),
    parted: z.number(),
    examples: list(list(z.string())),
  }),
  calls: z.number(),
  minutes: z.number(),
});
export type PlanDocument = z.infer<typeof planSchema>;

const groupsShown = 3;
/** How long a call of a CRM takes, where nothing is known better. */
const callMs = 400;

export async function planDocument(route: Route, onProgress: OnProgress): Promise<PlanDocument | null> {
  const plan = await planVersions(route, onProgress);
  if (plan === null) return null;
  const { pending, records } = plan;
  const labels = new Map(pending.map.fields.map(({ name, label }) => [name, label]));
  const calls = callsOf(route, plan);
  const versions = (map: { version: string }, rules: Route['identity']) => ({
    fieldMap: map.version,
    identity: rules === undefined ? identityVersion(pending.identity) : identityVersion(rules),
  });
  return {
    from: versions(route.map, route.identity),
    to: versions(pending.map, pending.identity),
    fields: { added: pending.added, changed: pending.changed, removed: pending.removed },
    records,
    values: Object.entries(plan.values).map(([field, one]) => ({ field, label: labels.get(field) ?? field, ...one })),
    examples: plan.examples.map(({ object, key, crmId, field, from, to }) => ({
      key,
      crmUrl: route.destination.recordUrl(object, crmId),
      field,
      ...(object === 'contact' ? { from: null, to: null, masked: true } : { from, to, masked: false }),
    })),
    identity: {
      changed: pending.identityChanged,
      joined: plan.joins.length,
      parted: plan.splits.length,
      examples: [...plan.joins, ...plan.splits].slice(0, groupsShown),
    },
    calls,
    minutes: Math.ceil((calls * callMs) / route.destination.capabilities.window / 60_000),
  };
}

/** Calls of the CRM, from the share of the records looked at that would change. */
function callsOf({ destination }: Route, { records, joins, splits }: VersionPlan): number {
  const { batch } = destination.capabilities;
  const writes = Object.values(records).reduce((sum, { older, looked, changing }) => {
    return sum + (looked === 0 ? 0 : Math.ceil(((changing / looked) * older) / batch.update));
  }, 0);
  return writes + joins.length + splits.length;
}

/** Puts the configured version in force between two passes. Throws PausedError while writing is paused. */
export async function acceptPlan(route: Route, lane: LaneAccess, by: string): Promise<{ readonly due: number }> {
  await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
  return { due: await lane.alone(() => acceptVersions(route, by)) };
}
