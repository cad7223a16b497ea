import { type Command, Option } from 'commander';
import { type Rhythm, runScheduled } from '../app/exports/schedule.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { exportRhythms } from '../config/schema.ts';
import type { VersionTimes } from '../export/versions.ts';
import { type CommandContext, wholeNumber } from './command.ts';

export interface ScheduleOptions {
  readonly every?: Rhythm;
  readonly keep?: string;
  readonly once?: boolean;
}

/** The options of whatever is written into a folder in a rhythm. */
export function withSchedule(command: Command): Command {
  return command
    .addOption(
      new Option('--every <rhythm>', 'write again and again, at six in the morning of the shop').choices([
        ...exportRhythms,
      ]),
    )
    .option('--once', 'with --every: write only what is due now, then end (for cron)')
    .option('--keep <n>', 'how many versions stay in the folder; the oldest go');
}

/** How many versions stay; null = all. Throws CommandError. */
export function keptVersions({ keep }: ScheduleOptions): number | null {
  return keep === undefined ? null : wholeNumber('--keep', keep, 1);
}

/** Writes once, or in the rhythm that was asked for until the signal. */
export async function inRhythm(
  { output, runtime }: CommandContext,
  options: ScheduleOptions,
  place: { readonly folder: string; readonly stem: string; readonly timeZone: string; readonly signal: AbortSignal },
  write: (times: VersionTimes) => Promise<void>,
): Promise<void> {
  const { clock } = runtime;
  if (options.every === undefined) {
    if (options.once === true) throw new CommandError('--once belongs to --every.', exitCodes.usage);
    await write({ asOf: clock.now(), nextDue: null });
    return;
  }
  const onWaiting = (until: Date) => output.note(`Next due ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC.`);
  const run = { ...place, rhythm: options.every, once: options.once === true, clock, write, onWaiting };
  await runScheduled(run).catch((error: unknown) => {
    // Ctrl-C between two versions ends the waiting: nothing was unfinished.
    if (!place.signal.aborted) throw error;
  });
}
