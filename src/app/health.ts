import type { Facts } from '../alerts/condition.ts';
import { pauseOf } from '../sync/pause.ts';
import type { Route } from '../sync/types.ts';
import { serviceLane } from '../sync/with-lane.ts';

/** Whether the service does its work, and why not. Holds no personal data. */
export interface Health {
  readonly ok: boolean;
  readonly why: readonly string[];
  /** What does not keep the service from its work: messages that do not arrive. */
  readonly warnings: readonly string[];
  readonly version: string;
  /** 'standby' = another process works this CRM account, and this one takes over when that one ends. */
  readonly role: 'working' | 'standby';
  readonly lane: { readonly held: boolean; readonly holder: string | null };
  readonly paused: 'a person' | 'brake' | null;
  readonly lastPassSecondsAgo: number | null;
  readonly due: { readonly ready: number; readonly later: number } | null;
  readonly ledger: 'answers' | 'away';
}

/** Changes that wait this long while nothing is worked mean that the loop stands still. */
const stillMs = 60_000;

/** What the service itself has noticed. */
export interface Seen {
  lastPassAt: Date | null;
  /** Why the lane ended, if it did. */
  failure: string | null;
  standby: boolean;
  /** The connection rests since then. */
  hold: Facts['hold'];
  /** Scheduled files that are late. */
  exports: Facts['exports'];
  ended: Facts['ended'];
}

export function nothingSeen(): Seen {
  return { lastPassAt: null, failure: null, standby: false, hold: null, exports: [], ended: null };
}

export interface HealthInput {
  readonly route: Route;
  readonly holder: string;
  readonly version: string;
  readonly startedAt: Date;
  seen(): Seen;
}

export async function healthOf(input: HealthInput): Promise<Health> {
  const now = input.route.clock.now();
  const { lastPassAt, failure, standby } = input.seen();
  const found = await look(input, now).catch(() => null);
  const held = found?.holder === input.holder;
  const why: string[] = [];
  if (failure !== null) why.push(failure);
  if (found === null) why.push('the ledger does not answer');
  else if (!standby) why.push(...troubles(input, found, held, now));
  else if (found.holder === null) why.push('nobody has the lane of the CRM account; this service is about to take it');
  return {
    ok: why.length === 0,
    why,
    warnings: found?.warnings ?? [],
    version: input.version,
    role: standby ? 'standby' : 'working',
    lane: { held, holder: found?.holder ?? null },
    paused: found?.paused ?? null,
    lastPassSecondsAgo: lastPassAt === null ? null : Math.round((now.getTime() - lastPassAt.getTime()) / 1000),
    due: found === null ? null : { ready: found.ready, later: found.later },
    ledger: found === null ? 'away' : 'answers',
  };
}

type Found = Awaited<ReturnType<typeof look>>;

/** What is wrong with a service that should be working. */
function troubles(input: HealthInput, { ready, paused }: Found, held: boolean, now: Date): string[] {
  const why: string[] = [];
  if (!held) why.push('the lane of the CRM account is not held by this service');
  const quietSince = input.seen().lastPassAt ?? input.startedAt;
  if (paused === 'brake') why.push('writing was stopped by the brake: samestory status says why');
  else if (paused === null && ready > 0 && now.getTime() - quietSince.getTime() > stillMs) {
    why.push(`${ready} changes wait and nothing was worked for a minute`);
  }
  return why;
}

async function look({ route }: HealthInput, now: Date) {
  const { ledger, sourceAccount, destinationAccount } = route;
  const { destination } = destinationAccount;
  const served = serviceLane(route);
  const [state, due, pause, channels] = await Promise.all([
    ledger.laneState({ destination: served }),
    ledger.dueSummary({ lane: destination, source: sourceAccount.source, now }),
    pauseOf(ledger, destination),
    ledger.channelStates({ destination: served }),
  ]);
  const warnings = channels.flatMap(({ recipient, channel, error }) =>
    error === null ? [] : [`${channel} to ${recipient}: ${error}`],
  );
  return { holder: state.holder, ready: due.ready, later: due.later, paused: pause?.by ?? null, warnings };
}
