import type { Command } from 'commander';
import { pairOf } from '../app/consent.ts';
import { keepingOf } from '../app/decisions/kept-route.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { previewRebuild, type RebuildOptions, runRebuild } from '../app/rebuild.ts';
import { configuredBy, openRoute } from '../app/route.ts';
import { type Session, withSession } from '../app/session.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printPair } from './consent-prompt.ts';
import { day } from './day.ts';
import { createProgress } from './progress.ts';
import { printPlan, printReport } from './rebuild-text.ts';

interface Options {
  readonly dryRun?: boolean;
  readonly since?: string;
  readonly skipDamaged?: boolean;
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function registerRebuild(program: Command): void {
  program
    .command('rebuild', { hidden: true })
    .description(
      "fill a lost ledger anew: links from the CRM's keys, decisions from decisions.jsonl; writes nothing to the CRM",
    )
    .option('--dry-run', 'only say what would be restored')
    .option('--since <date>', 'first day of the history that belongs to the CRM, when decisions.jsonl does not say it')
    .option('--skip-damaged', 'go on without the lines of decisions.jsonl that cannot be read')
    .option('--replace', 'forget what the ledger remembers; without it a ledger that is not empty is refused')
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, (context) =>
        withSession(context.configuration(), context.runtime, (session) => run(context, session, options)),
      ),
    );
}

async function run({ output, runtime }: CommandContext, session: Session, options: Options): Promise<ExitCode> {
  const pair = pairOf(session.platforms);
  printPair(output, pair);
  const route = await openRoute(session.platforms, session.ledger, configuredBy(session.configuration), runtime);
  const keeping = keepingOf(route, session);
  const { cutoff } = session.configuration.data.history;
  const view = createProgress(output);
  const asked: RebuildOptions = {
    since: options.since === undefined ? (cutoff ?? null) : day('--since', options.since),
    skipDamaged: options.skipDamaged === true,
    replace: options.replace === true,
    onProgress: view.onProgress,
  };
  const preview = await previewRebuild(route, keeping, asked).finally(view.end);
  printPlan(output, preview, keeping.path);
  if (options.dryRun === true) {
    output.line('Nothing was written.');
    output.document({ pair, preview, done: null });
    return exitCodes.ok;
  }
  if (!preview.goesOn) {
    requireBeginning(preview.plan);
    await agree(output, {
      message: 'Fill the ledger so?',
      advice: 'Add --yes to fill the ledger, or --dry-run to look only.',
      yes: options.yes === true,
    });
  }
  const report = await runRebuild(route, keeping, asked).finally(view.end);
  printReport(output, report);
  output.document({ pair, preview, done: report });
  return report.unclear.length === 0 ? exitCodes.ok : exitCodes.needsYou;
}

/** Without a beginning nothing would belong to the CRM, or everything. */
function requireBeginning({ from, oldest }: { readonly from: string | null; readonly oldest: string | null }): void {
  if (from !== null) return;
  const advice = oldest === null ? '' : ` The oldest order of ours in the CRM is of ${oldest.slice(0, 10)}.`;
  throw new CommandError(
    `No decision says which history belongs to the CRM. Say it with --since, for instance the day of the first backfill.${advice}`,
    exitCodes.usage,
  );
}
