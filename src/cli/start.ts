import type { Command } from 'commander';
import { alertingOf } from '../app/alerts/desk.ts';
import { nightlyDump } from '../app/backup/nightly.ts';
import type { Configuration } from '../app/configuration.ts';
import { pairOf } from '../app/consent.ts';
import type { Pair } from '../app/control-documents.ts';
import { decisionKeeper, keepingOf, openKeptRoute } from '../app/decisions/kept-route.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { contactsPlanned } from '../app/identity/new-contacts.ts';
import { requireOnlyAccount } from '../app/one-account.ts';
import { refuseOtherWriters } from '../app/other-writers.ts';
import { isFilesOnly, requireWorkingPattern, requireWriter } from '../app/permission.ts';
import { timingOf } from '../app/rhythm.ts';
import { type Service, startService } from '../app/service.ts';
import { type Session, withSession } from '../app/session.ts';
import { repairWebhooks } from '../app/setup.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { failureOf } from '../connector/failure.ts';
import { httpApps } from '../http/apps.ts';
import { type CommandContext, runCommand } from './command.ts';
import { ensureConsent, printPair } from './consent-prompt.ts';
import { ensureLaunch } from './launch-prompt.ts';
import { agreeToNumber, allowedContacts, newContactsHelp } from './new-contacts.ts';
import { runFiles, startFiles } from './start-files.ts';

interface Options {
  readonly shadow?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly confirmedBy?: string;
  readonly newContacts?: string;
}

export function registerStart(program: Command): void {
  program
    .command('start')
    .description('keep the CRM true to the store, until Ctrl-C')
    .option('--shadow', 'read, plan and count, but write nothing to the CRM')
    .option('--new-contacts <n>', newContactsHelp)
    .option('--yes', 'agree without being asked')
    .option('--confirmed-by <name>', 'who goes live although samestory checklist says to narrow the scope first')
    .option('--json', 'print one JSON document when it runs; logs go to stderr')
    .action((options: Options) =>
      runCommand({ ...options, logLevel: 'info' }, (context) => {
        const configuration = context.configuration();
        requireWorkingPattern(configuration);
        if (isFilesOnly(configuration)) return startFiles(context, configuration);
        if (options.shadow !== true) requireWriter(configuration);
        return withSession(configuration, context.runtime, (session) => start(context, session, options));
      }),
    );
}

async function start(context: CommandContext, session: Session, options: Options): Promise<ExitCode> {
  const { output, runtime } = context;
  const { config, configuration, platforms, ledger, guard } = session;
  const pair = pairOf(platforms);
  printPair(output, pair);
  const shadow = options.shadow === true;
  const opened = await openKeptRoute(session, runtime);
  const timing = timingOf(configuration.data.rhythm, runtime.timing, config.webhookAddress !== null);
  const chores = ledger.exclusive ? [nightlyDump(opened, config.ledger.home)] : [];
  const route = { ...opened, timing, chores, shadow };
  const keeper = decisionKeeper(keepingOf(route, session));
  const allowed = allowedContacts(options.newContacts);
  await requireOnlyAccount(route);
  if (!shadow) {
    await refuseOtherWriters(route);
    await ensureConsent({ output, ledger, clock: runtime.clock, pair }, options.yes === true);
    await agreeToNumber(output, await contactsPlanned(route), allowed);
    await ensureLaunch(output, route, configuration, options.confirmedBy);
  }
  const alerting = alertingOf(configuration);
  for (const problem of alerting?.problems ?? []) output.aside(output.paint.warn(problem));
  const stop = stopOnSignals((signal) =>
    output.aside(`${signal}: finishing the batch that is running. Once more ends at once.`),
  );
  try {
    const { intake, health, webhookAddress } = config;
    const { databaseUrl } = config.ledger;
    const onStandby = (holder: string | null) =>
      output.note(
        holder === null
          ? 'Working: the lane is ours.'
          : `Standing by: ${holder} has the lane; this takes over when it ends.`,
      );
    const addresses = { intake, health, webhookAddress };
    const service = await startService({
      ...addresses,
      intakeApart: databaseUrl === null ? null : { databaseUrl, store: config.shopify },
      route,
      guard,
      apps: httpApps,
      onStandby,
      alerting,
      betweenPasses: keeper.due,
    });
    try {
      if (webhookAddress !== null) await repairWebhooks(platforms, webhookAddress);
      announce(context, session, service, { pair, shadow });
      const files = new AbortController();
      const written = runFiles(context, configuration, files.signal, false, { onLate: service.filesLate }).catch(
        (error: unknown) => output.note(`The files of the configuration are not written: ${failureOf(error).message}`),
      );
      await untilStopped(service, stop.signal).finally(() => files.abort());
      await written;
    } finally {
      await service.stop();
      // On a database that others use too, whoever has the lane now does it.
      if (ledger.exclusive) await keeper.now();
    }
  } finally {
    stop.forget();
  }
  output.aside('Stopped.');
  return exitCodes.ok;
}

/** Whoever chose a slower rhythm sees that it counts. */
function often(rhythm: Configuration['data']['rhythm']): string {
  return rhythm === 'hourly' ? ' every hour' : rhythm === 'daily' ? ' once a day' : '';
}

function announce(
  { output }: CommandContext,
  { config, configuration }: Session,
  service: Service,
  facts: { readonly pair: Pair; readonly shadow: boolean },
): void {
  const addresses = {
    webhooks: config.webhookAddress,
    intake: service.intakeUrl,
    health: `${service.healthUrl}/health`,
  };
  output.line(
    config.webhookAddress === null
      ? `Webhooks: off, changes are found by polling${often(configuration.data.rhythm)}.`
      : `Webhooks: ${config.webhookAddress}, answered on ${service.intakeUrl}`,
  );
  output.line(`Health:   ${addresses.health}`);
  if (facts.shadow) output.line('Shadow:   nothing is written to the CRM; samestory status says what would be.');
  output.line('Running. Ctrl-C stops it.');
  output.document({ ...facts, pid: process.pid, addresses });
}

/** Resolves when a signal asks to stop; rejects when the lane ends by itself. */
function untilStopped(service: Service, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    service.ended.then(resolve, reject);
  });
}
