import type { CrmObject } from '../../field-map/types.ts';
import type { PropertyLimits } from './answers.ts';
import { hubSpotObjects } from './objects.ts';
import type { Placement } from './placement.ts';

/** How many more custom properties fit: in the whole account, and per object. */
export interface Room {
  readonly account: number;
  readonly object: Readonly<Record<CrmObject, number>>;
}

export function roomOf(limits: PropertyLimits): Room {
  const left = (limit: number | null | undefined, usage: number | null | undefined) =>
    limit === null || limit === undefined ? Number.POSITIVE_INFINITY : Math.max(limit - (usage ?? 0), 0);
  const of = (object: CrmObject) => {
    const entry = limits.byObjectType.find(({ objectTypeId }) => objectTypeId === hubSpotObjects[object].typeId);
    return left(entry?.limit, entry?.usage);
  };
  return {
    account: left(limits.overallLimit, limits.overallUsage),
    object: { contact: of('contact'), order: of('order') },
  };
}

/**
 * Leaves out dispensable properties, lowest rank first, until the rest fits. What is indispensable and still does not
 * fit becomes a blocker that names it.
 */
export function fitInto(room: Room, placements: readonly Placement[]): readonly Placement[] {
  let fitted = placements;
  for (let full = overfull(room, fitted); full !== null; full = overfull(room, fitted)) {
    const { over, within } = full;
    const victim = within
      .filter(({ rank }) => rank !== null)
      .reduce<Placement | null>((least, one) => (least === null || rankOf(one) < rankOf(least) ? one : least), null);
    if (victim === null) return block(fitted, within, over);
    fitted = fitted.map((one) => (one === victim ? withoutRoom(one) : one));
  }
  return fitted;
}

function rankOf({ rank }: Placement): number {
  return rank ?? Number.POSITIVE_INFINITY;
}

function overfull(room: Room, placements: readonly Placement[]): { over: number; within: readonly Placement[] } | null {
  const created = placements.filter(({ step }) => step.action === 'create');
  for (const object of ['contact', 'order'] as const) {
    const within = created.filter(({ step }) => step.object === object);
    if (within.length > room.object[object]) return { over: within.length - room.object[object], within };
  }
  return created.length > room.account ? { over: created.length - room.account, within: created } : null;
}

function withoutRoom(placement: Placement): Placement {
  const reason = `${placement.step.reason} Left out: this account has no room for another custom property.`;
  return { ...placement, step: { ...placement.step, action: 'leave out', reason }, place: null, definition: null };
}

function block(placements: readonly Placement[], within: readonly Placement[], over: number): readonly Placement[] {
  const names = within.map(({ step }) => `${step.label} (${step.property}, ${hubSpotObjects[step.object].path})`);
  const blocker = `This account has room for ${within.length - over} more custom properties, and ${within.length} are indispensable: ${names.join('; ')}. Delete ${over} custom ${over === 1 ? 'property' : 'properties'} that nobody uses, or choose a plan with more, then run the set-up again.`;
  return placements.map((one) =>
    within.includes(one)
      ? { ...one, step: { ...one.step, action: 'blocked', reason: blocker }, place: null, definition: null, blocker }
      : one,
  );
}
