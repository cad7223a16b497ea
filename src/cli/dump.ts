import type { Command } from 'commander';
import { checkFile, dumpTo, restoreFrom } from '../app/backup/dump.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import type { CheckedDump } from '../ledger/dump/read-dump.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import { createProgress } from './progress.ts';
import { grouped, wrapped } from './table.ts';

interface DumpOptions {
  readonly json?: boolean;
}

interface RestoreOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function registerDump(program: Command): void {
  program
    .command('dump', { hidden: true })
    .description('copy the ledger into one file, also while the service runs; it holds personal data')
    .argument('<file>', 'the file to write; one that exists is refused')
    .option('--json', 'print one JSON document')
    .action((file: string, options: DumpOptions) => runCommand(options, (context) => dump(context, file)));
  program
    .command('restore', { hidden: true })
    .description('fill an empty ledger from a dump, whichever database wrote it')
    .argument('<file>', 'a file that dump, or the nightly dump, has written')
    .option('--dry-run', 'only check the file')
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((file: string, options: RestoreOptions) =>
      runCommand(options, (context) => restore(context, file, options)),
    );
}

async function dump(context: CommandContext, file: string): Promise<ExitCode> {
  const { output, runtime } = context;
  const view = createProgress(output);
  const options = { clock: runtime.clock, onProgress: view.onProgress };
  const written = await dumpTo(context.configuration(), file, options).finally(view.end);
  output.line(`${grouped(written.rows)} rows, ${grouped(written.bytes)} bytes: ${file}`);
  output.line('It holds personal data and the key of its hashes: keep it as you keep the database.');
  output.document({ file, ...written });
  return exitCodes.ok;
}

async function restore(context: CommandContext, file: string, options: RestoreOptions): Promise<ExitCode> {
  const { output, runtime } = context;
  const { head, rows, whose } = await checkFile(file);
  const made = `${head.at.slice(0, 16).replace('T', ' ')} UTC`;
  output.line(`${file}: ${grouped(rows)} rows, dumped at ${made}, schema ${head.migration}, whole and undamaged.`);
  for (const line of wrapped(toldOf(whose), output.width)) output.line(line);
  const facts = { file, rows, at: head.at, migration: head.migration, ...whose };
  if (options.dryRun === true) {
    output.document({ ...facts, restored: false });
    return exitCodes.ok;
  }
  await agree(output, {
    message: 'Fill the empty ledger from it?',
    advice: 'Add --yes to fill the ledger, or --dry-run to check the file only.',
    yes: options.yes === true,
  });
  const view = createProgress(output);
  const asked = { clock: runtime.clock, onProgress: view.onProgress };
  await restoreFrom(context.configuration(), file, asked).finally(view.end);
  const next = 'Restored. What has happened since is found by a start; prove it with: samestory status --full';
  for (const line of wrapped(next, output.width)) output.line(line);
  output.document({ ...facts, restored: true });
  return exitCodes.ok;
}

/** A ledger that is filled from another store's dump knows nothing of this one: whoever restores can see whose it is. */
function toldOf({ destinations, sources }: CheckedDump['whose']): string {
  if (destinations.length + sources.length === 0) return 'It belongs to no store yet.';
  const stores = `${sources.length === 1 ? 'store' : 'stores'} ${sources.join(', ')}`;
  return `It is the ledger of ${sources.length === 0 ? 'no store yet' : stores}, for ${destinations.join(', ') || 'no CRM yet'}.`;
}
