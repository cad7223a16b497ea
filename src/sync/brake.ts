import { z } from 'zod';
import type { CrmObject } from '../field-map/types.ts';
import type { IntendedRow } from '../ledger/contract.ts';
import { pause } from './pause.ts';
import type { Route } from './types.ts';

/**
 * How much of what the CRM holds may change within an hour without anybody having planned it: the larger of a number
 * of records and a share of all records of the kind.
 */
export interface BrakeLimits {
  readonly records: number;
  readonly share: number;
}

const defaultBrake: BrakeLimits = { records: 500, share: 0.05 };

/** The brake has stopped writing; a person looks and resumes. */
export class BrakeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BrakeError';
  }
}

/** How the causes of everything begin that an accepted plan rewrites. */
export const planPrefix = 'plan ';

const hourMs = 3_600_000;
const stored = z.object({ hour: z.number(), changed: z.number() }).nullable();

/**
 * Changes that nobody planned: repairs of what was changed outside, and contacts rewritten because the store changed
 * them. An order that moves on through payment and shipping is what orders do, and so is what it adds to its buyer
 * (`orderFed`: the contact's fields that orders move); history was asked for.
 */
export function countsForBrake(
  object: CrmObject,
  { cause, new: changes }: Pick<IntendedRow, 'cause' | 'new'>,
  orderFed: readonly string[],
): boolean {
  // What somebody has accepted was shown to them before.
  if (cause.startsWith('history') || cause.startsWith(planPrefix)) return false;
  if (cause === 'reconcile' || cause.startsWith('map')) return true;
  const fields = Object.keys(changes);
  const onlyOrders = fields.length > 0 && fields.every((field) => orderFed.includes(field));
  return object === 'contact' && !onlyOrders;
}

/**
 * Counts records that are about to be rewritten and stops before the limit is passed.
 * @throws BrakeError; the destination is paused then, until somebody resumes it.
 */
export async function passBrake(route: Route, object: CrmObject, records: number): Promise<void> {
  if (records === 0) return;
  const { destination } = route.destinationAccount;
  const name = `brake/${destination}/${object}`;
  const hour = Math.floor(route.clock.now().getTime() / hourMs);
  const known = stored.safeParse((await route.ledger.setting({ name })) ?? null);
  const before = known.success && known.data?.hour === hour ? known.data.changed : 0;
  const limit = await limitOf(route, object);
  if (before + records > limit) {
    const reason =
      `${before + records} ${object}s would have been rewritten within an hour, more than ${limit}, and nobody planned it. ` +
      'Look at what changed (status, explain), then run "samestory resume" to let it happen.';
    await pause(route.ledger, destination, { since: route.clock.now(), by: 'brake', reason });
    route.log.error('the brake stopped a mass change', { object, records: before + records, limit });
    throw new BrakeError(reason);
  }
  await route.ledger.putSetting({ name, value: { hour, changed: before + records } });
}

async function limitOf(route: Route, object: CrmObject): Promise<number> {
  const { destination } = route.destinationAccount;
  const allowed = await route.ledger.setting({ name: allowanceName(destination) });
  if (typeof allowed === 'string' && Date.parse(allowed) > route.clock.now().getTime()) return Number.POSITIVE_INFINITY;
  const counters = await route.ledger.counters({ destination });
  const known = counters
    .filter((row) => row.state === 'matching' && (object === 'order' ? row.kind === 'order' : row.kind !== 'order'))
    .reduce((sum, row) => sum + row.count, 0);
  const { records, share } = route.brake ?? defaultBrake;
  return Math.max(records, Math.floor(known * share));
}

function allowanceName(destination: string): string {
  return `brake allowed until/${destination}`;
}

/** A person has looked: what the brake stopped may happen, for a day. */
export async function releaseBrake(route: Pick<Route, 'ledger' | 'clock' | 'destinationAccount'>): Promise<void> {
  const until = new Date(route.clock.now().getTime() + 24 * hourMs);
  await route.ledger.putSetting({
    name: allowanceName(route.destinationAccount.destination),
    value: until.toISOString(),
  });
}
