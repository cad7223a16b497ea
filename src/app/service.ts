import { hostname } from 'node:os';
import type { ConnectionConfig } from '../config/connection.ts';
import { type Failure, failureOf } from '../connector/failure.ts';
import { acceptDelivery } from '../sync/intake.ts';
import type { Lane, PassReport, Route } from '../sync/types.ts';
import type { Alerting } from './alerts/desk.ts';
import { type Watch, watchAlerts } from './alerts/watch.ts';
import { answersOf } from './answers.ts';
import { webhookSecretsOf } from './deliveries.ts';
import type { FolderGuard } from './folder-guard.ts';
import { type Health, healthOf, nothingSeen, type Seen } from './health.ts';
import type { HttpApps } from './http-apps.ts';
import { type ServedApart, serveIntakeApart } from './intake-thread.ts';
import { keepWebhooks } from './keep-webhooks.ts';
import { type Served, serve } from './listen.ts';
import { workOrStandBy } from './standby.ts';
import { createTurns, type Turns } from './turns.ts';
import { productVersion } from './version.ts';

export interface ServiceInput {
  readonly route: Route;
  readonly intake: ConnectionConfig['intake'];
  /** Where a thread of its own answers webhooks, with connections of its own; here and with the route's ledger where absent. */
  readonly intakeApart?: { readonly databaseUrl: string; readonly store: ConnectionConfig['shopify'] } | null;
  readonly health: ConnectionConfig['health'];
  /** Address to subscribe webhooks to; null = polling only. */
  readonly webhookAddress: string | null;
  readonly guard: FolderGuard | null;
  readonly apps: HttpApps;
  /** Work of the lane's holder between two passes; must not reject for what can be tried again. */
  readonly betweenPasses?: () => Promise<void>;
  /** Who is told of what needs a person; null = nobody. */
  readonly alerting?: Alerting | null;
  /** Told after every turn of the loop. */
  readonly onPass?: () => void;
  /** Told when another process has the lane and this one waits, and with null when this one has it. */
  readonly onStandby?: (holder: string | null) => void;
}

export interface Service {
  readonly intakeUrl: string | null;
  readonly healthUrl: string | null;
  health(): Promise<Health>;
  /** Says whether the scheduled files of a name are late, so that people are told. */
  filesLate(name: string, late: boolean): void;
  /** Settles when the lane ends: after `stop`, or rejects when it was lost or refused. */
  readonly ended: Promise<void>;
  /** Graceful: intake closes, running batches settle, the lane is given back. */
  stop(): Promise<void>;
}

/** Names the process for other holders of the lane. */
export function holderName(): string {
  return `${hostname()}/${process.pid}`;
}

/** Starts webhook intake, health endpoint, local answers and the lane. Throws when a port is taken. */
export async function startService(input: ServiceInput): Promise<Service> {
  const { route } = input;
  const holder = holderName();
  const stop = new AbortController();
  const seen = nothingSeen();
  const turns = createTurns(route.clock);
  const health = () =>
    healthOf({
      route,
      holder,
      version: productVersion,
      startedAt,
      seen: () => seen,
    });
  const startedAt = route.clock.now();
  const servers = await openServers(input, health, turns);
  const watch = watchFor(input, { holder, startedAt, seen, signal: stop.signal });
  const onPass = (report: PassReport) => {
    seen.lastPassAt = route.clock.now();
    if (report.failed > 0) watch?.nudge();
    input.onPass?.();
  };
  const onHold = (failure: Failure | null) => {
    if (failure?.class === seen.hold?.failure.class) return;
    seen.hold = failure === null ? null : { failure, since: route.clock.now() };
    watch?.nudge();
  };
  const betweenPasses = async (lane: Lane) => {
    await turns.betweenPasses(lane);
    await input.betweenPasses?.();
  };
  const events = { holder, startedAt, signal: stop.signal, onPass, onHold, betweenPasses };
  const onStandby = (other: string | null) => {
    seen.standby = other !== null;
    input.onStandby?.(other);
  };
  const worked = workOrStandBy(route, events, onStandby);
  const ended = Promise.race([worked, untilBroken(servers)]).catch(async (error: unknown) => {
    seen.failure = error instanceof Error ? error.message : String(error);
    seen.ended = { since: route.clock.now(), class: failureOf(error).class };
    await watch?.lastRound();
    throw error;
  });
  // Whoever awaits `ended` gets the error; until then it must not count as unhandled.
  ended.catch(() => undefined);
  const kept = input.webhookAddress === null ? null : keepWebhooks(route, input.webhookAddress, stop.signal);
  return {
    intakeUrl: servers.intake?.url ?? null,
    healthUrl: servers.health.url,
    health,
    filesLate: (name, late) => {
      const others = seen.exports.filter((one) => one.name !== name);
      const known = seen.exports.find((one) => one.name === name);
      seen.exports = late ? [...others, known ?? { name, since: route.clock.now() }] : others;
      if (late !== (known !== undefined)) watch?.nudge();
    },
    ended,
    stop: async () => {
      await servers.intake?.close();
      stop.abort(new Error('the service stops'));
      await Promise.allSettled([worked, ended]);
      await kept;
      await watch?.ended;
      await servers.health.close();
    },
  };
}

function watchFor(
  { route, alerting }: ServiceInput,
  of: { holder: string; startedAt: Date; seen: Seen; signal: AbortSignal },
): Watch | null {
  // In shadow nothing is written, so nothing of ours can be wrong in the CRM.
  return alerting === undefined || alerting === null || route.shadow === true
    ? null
    : watchAlerts({ route, alerting, ...of });
}

interface Servers {
  readonly intake: Served | ServedApart | null;
  readonly health: Served;
}

async function openServers(input: ServiceInput, health: () => Promise<Health>, turns: Turns): Promise<Servers> {
  const app = input.apps.health({ password: input.health.password, health });
  const healthServer = await serve(app, input.health);
  try {
    return { intake: await openIntake(input, turns), health: healthServer };
  } catch (error) {
    // A port that is open would keep a process alive that has nothing to do any more.
    await healthServer.close();
    throw error;
  }
}

async function openIntake(input: ServiceInput, turns: Turns): Promise<Servers['intake']> {
  const { route, apps, intakeApart = null } = input;
  const answers = answersOf(route, { webhookAddress: input.webhookAddress, alerting: input.alerting ?? null }, turns);
  await input.guard?.answer(apps.control({ pid: process.pid, version: productVersion, answers }));
  if (input.webhookAddress === null) return null;
  const { ledger, clock, log } = route;
  const lane = route.destinationAccount.destination;
  const { source: sourceId, domain } = route.sourceAccount;
  const { debounceMs } = route.timing;
  if (intakeApart !== null) {
    const { databaseUrl, store } = intakeApart;
    const deliveries = { secrets: webhookSecretsOf(store.credential), source: sourceId, domain };
    return serveIntakeApart(apps.intakeThread, { ...input.intake, ...deliveries, databaseUrl, lane, debounceMs }, log);
  }
  const context = { ledger, lane, clock, debounceMs, sourceId };
  const intake = apps.intake({
    receive: (request) => route.source.receive(request),
    accept: (delivery) => acceptDelivery(context, delivery),
    clock,
    log,
  });
  return serve(intake, input.intake);
}

/** Whoever was to answer webhooks does no more: that ends the service, which somebody starts again. */
function untilBroken({ intake }: Servers): Promise<never> {
  return intake !== null && 'broken' in intake ? intake.broken : new Promise(() => undefined);
}
