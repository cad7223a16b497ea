import { conditionsOf, type Facts } from '../../alerts/condition.ts';
import { alertRound } from '../../alerts/round.ts';
import { loadLedger } from '../../config/connection.ts';
import { ConnectorError, failureOf } from '../../connector/failure.ts';
import type { Configuration } from '../configuration.ts';
import { duePlans, planName } from '../exports/plans.ts';
import { guardFolder, isHeld } from '../folder-guard.ts';
import { openLedgerOf } from '../route.ts';
import type { Runtime } from '../runtime.ts';
import { type Alerting, alertingOf } from './desk.ts';

/** Tells people of files that are late, where no service runs that would: files in a rhythm, and nothing else. */
export interface FilesWatch {
  /** Whether the files of a name are late; people are told of a change. */
  late(name: string, late: boolean): void;
  /** The whole run has failed. A configuration that is wrong is for whoever has started it, and nobody else is told. */
  failed(error: unknown): Promise<void>;
  /** Sends what is still to be sent and closes the ledger. */
  close(): Promise<void>;
}

const nobody: FilesWatch = { late: () => undefined, failed: async () => undefined, close: async () => undefined };

/** Messages that could not be sent are tried again, and what is over is told, this often. */
const everyMs = 60_000;

/**
 * Watches the files of a configuration that has nothing live. What was told lies in the ledger, as for a service, so that a
 * restart tells nothing twice. `once` = for cron: what is written again is over at once, because nobody looks again soon.
 * Nobody is told where nobody is responsible, and where another process has the folder: that one tells.
 */
export async function watchFiles(configuration: Configuration, runtime: Runtime, once: boolean): Promise<FilesWatch> {
  const alerting = alertingOf(configuration);
  if (alerting === null) return nobody;
  const place = loadLedger(configuration.env);
  if (place.databaseUrl === null && once && (await isHeld(place.home))) return nobody;
  const guard = place.databaseUrl === null ? await guardFolder(place.home, runtime.clock) : null;
  const ledger = await openLedgerOf(place).catch(async (error: unknown) => {
    await guard?.release();
    throw error;
  });
  const stop = new AbortController();
  const store = configuration.data.store.shop ?? 'the store';
  const seen: { exports: Facts['exports']; ended: Facts['ended'] } = { exports: [], ended: null };
  const round = () => tell({ ledger, store, alerting, runtime, once }, seen);
  let told = Promise.resolve();
  const tellNext = () => {
    told = told.then(round);
    return told;
  };
  const turns = once ? Promise.resolve() : everyTurn(runtime, stop.signal, tellNext);
  return {
    late: (name, late) => {
      const known = seen.exports.find((one) => one.name === name);
      if (late === (known !== undefined)) return;
      const others = seen.exports.filter((one) => one.name !== name);
      seen.exports = late ? [...others, { name, since: runtime.clock.now() }] : others;
      void tellNext();
    },
    failed: async (error) => {
      if (!(error instanceof ConnectorError)) return;
      const since = runtime.clock.now();
      if (once) seen.exports = (await duePlans(configuration, since)).map((plan) => ({ name: planName(plan), since }));
      else seen.ended = { since, class: failureOf(error).class };
      await tellNext();
    },
    close: async () => {
      stop.abort();
      await turns;
      await (once ? tellNext() : told);
      await ledger.close();
      await guard?.release();
    },
  };
}

async function everyTurn({ clock }: Runtime, signal: AbortSignal, turn: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(everyMs, signal).catch(() => undefined);
    if (!signal.aborted) await turn();
  }
}

interface Teller {
  readonly ledger: Parameters<typeof alertRound>[0]['ledger'];
  readonly store: string;
  readonly alerting: Alerting;
  readonly runtime: Runtime;
  readonly once: boolean;
}

async function tell(
  { ledger, store, alerting, runtime, once }: Teller,
  { exports, ended }: Pick<Facts, 'exports' | 'ended'>,
): Promise<void> {
  const nothing = { parked: [], hold: null, brake: null, lateSweeps: [], drift: null, dataRequests: null };
  const facts: Facts = { ...nothing, exports, ended };
  const scene = { store, crm: 'files', responsible: alerting.responsible.name };
  const policy = once ? { ...alerting.policy, quietMs: 0 } : alerting.policy;
  const round = { ledger, destination: `files/${store}`, clock: runtime.clock, policy, desk: { ...alerting, scene } };
  try {
    const failed = await alertRound(round, conditionsOf(facts));
    if (failed > 0) runtime.logger.warn({ messages: failed }, 'messages to people could not be sent');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    runtime.logger.warn({ reason }, 'people could not be told');
  }
}
