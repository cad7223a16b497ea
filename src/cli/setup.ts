import type { Command } from 'commander';
import { pairOf } from '../app/consent.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { offFlag } from '../app/other-writers.ts';
import { requireCrm } from '../app/permission.ts';
import { type Session, withSession } from '../app/session.ts';
import { applySetup, planSetup, type SetupPlans } from '../app/setup.ts';
import type { SetupStep } from '../connector/destination.ts';
import { type CommandContext, runCommand } from './command.ts';
import { ensureConsent, printPair } from './consent-prompt.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

interface Options {
  readonly json?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly otherSyncOff?: boolean;
}

export function registerSetup(program: Command): void {
  program
    .command('setup', { hidden: true })
    .description('make the CRM properties and subscribe to webhooks: shows the plan first')
    .option('--dry-run', 'show the plan and stop')
    .option('--yes', 'agree without being asked')
    .option(offFlag, 'say that another Shopify sync, whose last write is recent, has been switched off')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, (context) => {
        const configuration = context.configuration();
        requireCrm(configuration);
        return withSession(configuration, context.runtime, (session) => setup(context, session, options));
      }),
    );
}

async function setup(context: CommandContext, session: Session, options: Options): Promise<ExitCode> {
  const { output } = context;
  const pair = pairOf(session.platforms);
  printPair(output, pair);
  const { clock } = context.runtime;
  const { otherSyncOff = false } = options;
  const { map } = session.configuration;
  const writers = { ...session.platforms, map, ledger: session.ledger, clock };
  const plans = await planSetup(writers, session.config.webhookAddress, { otherSyncOff });
  printPlans(output, plans);
  const document = { pair, plan: plans.crm, otherWriters: plans.otherWriters, webhooks: plans.webhooks };
  if (plans.crm.blockers.length > 0) {
    output.document({ ...document, applied: false });
    return exitCodes.needsYou;
  }
  if (options.dryRun === true) {
    output.document({ ...document, applied: false });
    return exitCodes.ok;
  }
  await ensureConsent({ output, ledger: session.ledger, clock, pair }, options.yes === true);
  await applySetup(session.platforms, map, plans);
  output.line();
  output.line(
    "Done. Next: samestory sync '#1001' for one order, samestory start to keep everything true, samestory backfill for history.",
  );
  output.document({ ...document, applied: true });
  return exitCodes.ok;
}

const order: readonly SetupStep['action'][] = ['blocked', 'create', 'keep', 'leave out'];

function printPlans(output: Output, plans: SetupPlans): void {
  output.line();
  output.line(output.paint.bold('Properties in the CRM'));
  const columns = ['what', 'on', 'property', 'shown as', 'why'].map((title) => ({ title, align: 'left' as const }));
  const steps = plans.crm.steps.toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  const rows = steps.map((step) => [step.action, step.object, step.property, step.label, step.reason]);
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
  for (const blocker of plans.crm.blockers) {
    for (const line of wrapped(`In the way: ${blocker}`, output.width)) output.line(output.paint.bad(line));
  }
  for (const { running, sentence } of plans.otherWriters) {
    if (!running) for (const line of wrapped(sentence, output.width)) output.line(output.paint.warn(line));
  }
  output.line();
  printWebhooks(output, plans.webhooks);
}

function printWebhooks(output: Output, webhooks: SetupPlans['webhooks']): void {
  if (webhooks === null) {
    output.line('Webhooks: off (no SAMESTORY_PUBLIC_URL, or a rhythm that is not live). Changes are found by polling.');
    return;
  }
  const { address, plan } = webhooks;
  output.line(output.paint.bold(`Webhooks to ${address}`));
  const counts = `subscribe ${plan.create.length}, keep ${plan.keep.length}, remove ${plan.remove.length} that point elsewhere`;
  output.line(counts);
  for (const { topic, scope } of plan.unavailable) {
    output.line(output.paint.warn(`  ${topic} needs the scope ${scope}: found by polling instead`));
  }
}
