import type { Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';

/** Whether the service does its work, and why not. Holds no personal data. */
export interface Health {
  readonly ok: boolean;
  readonly why: readonly string[];
  readonly version: string;
  readonly lane: { readonly held: boolean; readonly holder: string | null };
  readonly lastPassSecondsAgo: number | null;
  readonly due: { readonly ready: number; readonly later: number } | null;
  readonly ledger: 'answers' | 'away';
}

/** Changes that wait this long while nothing is worked mean that the loop stands still. */
const stillMs = 60_000;

export interface HealthInput {
  readonly ledger: Ledger;
  readonly lane: string;
  readonly holder: string;
  readonly clock: Clock;
  readonly version: string;
  readonly startedAt: Date;
  lastPassAt(): Date | null;
  /** Why the lane ended, if it did. */
  failure(): string | null;
}

export async function healthOf(input: HealthInput): Promise<Health> {
  const now = input.clock.now();
  const last = input.lastPassAt();
  const why: string[] = [];
  const failure = input.failure();
  if (failure !== null) why.push(failure);
  const seen = await look(input, now).catch(() => null);
  if (seen === null) why.push('the ledger does not answer');
  const held = seen !== null && seen.holder === input.holder;
  if (seen !== null && !held) why.push('the lane of the CRM account is not held by this service');
  const quietSince = last ?? input.startedAt;
  if (seen !== null && seen.ready > 0 && now.getTime() - quietSince.getTime() > stillMs) {
    why.push(`${seen.ready} changes wait and nothing was worked for a minute`);
  }
  return {
    ok: why.length === 0,
    why,
    version: input.version,
    lane: { held, holder: seen?.holder ?? null },
    lastPassSecondsAgo: last === null ? null : Math.round((now.getTime() - last.getTime()) / 1000),
    due: seen === null ? null : { ready: seen.ready, later: seen.later },
    ledger: seen === null ? 'away' : 'answers',
  };
}

async function look({ ledger, lane }: HealthInput, now: Date) {
  const [state, due] = await Promise.all([ledger.laneState({ destination: lane }), ledger.dueSummary({ lane, now })]);
  return { holder: state.holder, ready: due.ready, later: due.later };
}
