import { conditionsOf } from '../../alerts/condition.ts';
import { alertRound } from '../../alerts/round.ts';
import type { Route } from '../../sync/types.ts';
import { serviceLane } from '../../sync/with-lane.ts';
import type { Seen } from '../health.ts';
import type { Alerting } from './desk.ts';
import { factsOf } from './facts.ts';

/** Without any news the facts are looked at this often. */
const everyMs = 30_000;

interface Watched {
  readonly route: Route;
  readonly alerting: Alerting;
  readonly holder: string;
  readonly startedAt: Date;
  readonly seen: Seen;
  readonly signal: AbortSignal;
}

export interface Watch {
  /** Something has happened that people may have to know: looks at once. */
  nudge(): void;
  /** One round now, whoever has the lane; for the end of the service. */
  lastRound(): Promise<void>;
  /** Settles when the signal aborts. */
  readonly ended: Promise<void>;
}

/** Tells people what needs them, while this process has the lane: another one tells of its own. */
export function watchAlerts(watched: Watched): Watch {
  let wake = new AbortController();
  const ended = watchForever(watched, () => {
    wake = new AbortController();
    return AbortSignal.any([wake.signal, watched.signal]);
  });
  return { nudge: () => wake.abort(), lastRound: () => round(watched), ended };
}

async function watchForever(watched: Watched, waiting: () => AbortSignal): Promise<void> {
  const { route, holder, signal } = watched;
  const destination = serviceLane(route);
  while (!signal.aborted) {
    // Made before looking: news that come while looking end the next wait at once.
    const next = waiting();
    const lane = await route.ledger.laneState({ destination }).catch(() => null);
    if (lane?.holder === holder) await round(watched);
    await route.clock.sleep(lane?.holder === holder ? everyMs : 1_000, next).catch(() => undefined);
  }
}

async function round({ route, alerting, seen, startedAt }: Watched): Promise<void> {
  const { ledger, clock, log, destinationAccount, sourceAccount } = route;
  const scene = {
    store: sourceAccount.name,
    crm: destinationAccount.name,
    responsible: alerting.responsible.name,
  };
  try {
    const facts = await factsOf(route, seen, startedAt);
    const destination = serviceLane(route);
    const failed = await alertRound(
      { ledger, destination, clock, policy: alerting.policy, desk: { ...alerting, scene } },
      conditionsOf(facts),
    );
    if (failed > 0) log.warn('messages to people could not be sent', { messages: failed });
  } catch (error) {
    log.warn('a look at what people must know failed', {
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
