import { z } from 'zod';
import type { KeptDecision } from '../../ledger/kept-decision.ts';
import { chunk } from '../../lib/chunk.ts';
import { cutoffSetting, indexSetting, sweepSetting, writeInstant } from '../settings.ts';
import { type ShadowCount, shadowCounts } from '../shadow.ts';
import { sweepNow } from '../sweeps.ts';
import type { Lane, OnProgress, Route } from '../types.ts';
import { layBeside, listBoth } from './listing.ts';
import { restoreObject } from './records.ts';

const steps = ['told', 'contact', 'order', 'decided', 'compare', 'finish'] as const;

const stateSchema = z.object({
  step: z.enum(steps),
  cursor: z.string().nullable(),
  since: z.string().nullable(),
  begunAt: z.iso.datetime(),
  unclear: z.array(z.string()),
});
type State = z.infer<typeof stateSchema>;

export interface RebuildReport {
  readonly contacts: number;
  readonly orders: number;
  readonly links: number;
  readonly decisions: number;
  /** What a start would write: made or changed on either side while nobody remembered. */
  readonly would: readonly ShadowCount[];
  readonly needsYou: number;
  /** CRM ids that name the same Shopify record as another, or whose key cannot be read. */
  readonly unclear: readonly string[];
}

function settingName(destination: string): string {
  return `rebuild/${destination}`;
}

/** The rebuild that was begun and has not come to its end; null = none. */
export async function unfinishedRebuild(
  route: Pick<Route, 'ledger' | 'destinationAccount'>,
): Promise<{ readonly begunAt: Date } | null> {
  const state = await readState(route);
  return state === null ? null : { begunAt: new Date(state.begunAt) };
}

async function readState({ ledger, destinationAccount }: Pick<Route, 'ledger' | 'destinationAccount'>) {
  const stored = await ledger.setting({ name: settingName(destinationAccount.destination) });
  return stateSchema.safeParse(stored).data ?? null;
}

async function writeState(route: Route, state: State | null): Promise<void> {
  await route.ledger.putSetting({ name: settingName(route.destinationAccount.destination), value: state });
}

/** Deletions are told by the store for a year; whatever happened while nobody remembered is rarely older than this. */
const deletionsMs = 90 * 24 * 3_600_000;

const decisionsAtOnce = 200;

/**
 * Fills the ledger anew: links and members from the CRM's keys, decisions from what was kept of them, and then every
 * record of the store laid beside the CRM's. Writes to the ledger only. A run that was killed goes on from the last page.
 * `since` = where the history that belongs to the CRM begins, when no decision says it.
 * @throws ConnectorError when a side cannot be read; LaneLostError.
 */
export async function rebuild(
  route: Route,
  lane: Lane,
  decisions: readonly KeptDecision[],
  options: { readonly since: Date | null; readonly onProgress: OnProgress },
): Promise<RebuildReport> {
  let state: State = (await readState(route)) ?? {
    step: 'told',
    cursor: null,
    since: options.since?.toISOString() ?? null,
    begunAt: route.clock.now().toISOString(),
    unclear: [],
  };
  await writeState(route, state);
  while (state.step !== 'finish') {
    state = await oneStep(route, lane, decisions, state, options.onProgress);
    await writeState(route, state);
  }
  const { destination } = route.destinationAccount;
  const { links } = await route.ledger.claimLinks({ destination, epoch: lane.epoch });
  await apply(route, decisions.filter(isPause));
  const report = await reportOf(route, state, links, decisions.length);
  await writeState(route, null);
  return report;
}

async function oneStep(
  route: Route,
  lane: Lane,
  decisions: readonly KeptDecision[],
  state: State,
  onProgress: OnProgress,
): Promise<State> {
  const next = (unclear: readonly string[] = []): State => {
    const step = steps[steps.indexOf(state.step) + 1] ?? 'finish';
    return { ...state, step, cursor: null, unclear: [...state.unclear, ...unclear] };
  };
  switch (state.step) {
    case 'told':
      await applyTold(route, decisions, state.since);
      return next();
    case 'contact':
    case 'order': {
      const object = state.step;
      const startedAt = route.clock.now();
      const { unclear } = await restoreObject(route, lane, object, {
        cursor: state.cursor,
        onProgress,
        onPage: (cursor) => writeState(route, { ...state, cursor }),
      });
      await writeInstant(route.ledger, indexSetting(route.destinationAccount.destination, object), startedAt);
      return next(unclear);
    }
    case 'decided':
      await apply(
        route,
        decisions.filter((decision) => !isTold(decision)),
      );
      return next();
    case 'compare':
      await layBeside(route, lane, await listBoth(route, onProgress), onProgress);
      return next();
    case 'finish':
      return state;
  }
}

/** What has to be known before records are: what belongs to the CRM, and what cannot be looked up. */
async function applyTold(route: Route, decisions: readonly KeptDecision[], since: string | null): Promise<void> {
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  if (since !== null) await writeInstant(route.ledger, cutoffSetting(destination, source), new Date(since));
  await apply(
    route,
    decisions.filter((decision) => isTold(decision) && !isPause(decision)),
  );
  const looked = new Date(route.clock.now().getTime() - deletionsMs);
  await writeInstant(route.ledger, sweepSetting(source, 'deletions'), looked);
  await sweepNow(route, 'deletions');
}

function isTold({ type }: KeptDecision): boolean {
  return type === 'setting' || type === 'evidence' || type === 'decided';
}

/** A paused destination works nothing, not even without writing: the pause comes back last. */
function isPause(decision: KeptDecision): boolean {
  return decision.type === 'setting' && decision.name.startsWith('paused/');
}

async function apply(route: Route, decisions: readonly KeptDecision[]): Promise<void> {
  const { destination } = route.destinationAccount;
  for (const part of chunk(decisions, decisionsAtOnce)) {
    await route.ledger.applyDecisions({ destination, now: route.clock.now(), decisions: part });
  }
}

async function reportOf(route: Route, state: State, links: number, decisions: number): Promise<RebuildReport> {
  const { destination } = route.destinationAccount;
  const counters = await route.ledger.counters({ destination });
  const { contacts, orders } = await route.ledger.contents({});
  return {
    contacts,
    orders,
    links,
    decisions,
    would: shadowCounts(counters),
    needsYou: counters.filter((row) => row.state === 'needs you').reduce((sum, { count }) => sum + count, 0),
    unclear: [...new Set(state.unclear)],
  };
}
