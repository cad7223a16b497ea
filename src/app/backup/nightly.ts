import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDump } from '../../ledger/dump/write-dump.ts';
import { dayOf, dayStart } from '../../lib/zoned.ts';
import type { Chore, Route } from '../../sync/types.ts';

const kept = 7;
const hour = 3;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A start has other things to do first. */
const afterStartMs = 15 * 60_000;
const pattern = /^ledger-\d{4}-\d{2}-\d{2}\.dump$/;

const lastSetting = 'dump/last';
const lastSchema = z.object({
  at: z.iso.datetime().nullable(),
  file: z.string().nullable(),
  bytes: z.number(),
  failure: z.object({ at: z.iso.datetime(), reason: z.string() }).nullable(),
});
export type LastDump = z.infer<typeof lastSchema>;

function dumpsFolder(home: string): string {
  return join(home, 'dumps');
}

/** What a dump needs of a route. */
type Dumping = Pick<Route, 'ledger' | 'clock' | 'log'> & { readonly sourceAccount: { readonly timeZone: string } };

/** The last nightly dump, and why a later one failed; null = there has been none. */
export async function lastDump(route: Pick<Route, 'ledger'>): Promise<LastDump | null> {
  return lastSchema.safeParse(await route.ledger.setting({ name: lastSetting })).data ?? null;
}

/**
 * A dump of the embedded ledger every night at three, in the store's time zone, beside its folder; the last seven are
 * kept. One that was missed is made up for soon after the next start. The folder of the database cannot be copied while
 * it is used, and does not outlive every crash of the machine: these files do.
 */
export function nightlyDump(route: Dumping, home: string): Chore {
  const folder = dumpsFolder(home);
  const { timeZone } = route.sourceAccount;
  return {
    name: 'dump',
    firstAt: async (now) => {
      const newest = (await dumpsIn(folder)).at(-1);
      const made = newest === undefined ? 0 : (await stat(join(folder, newest))).mtimeMs;
      return now.getTime() - made < dayMs ? nextNight(now, timeZone) : new Date(now.getTime() + afterStartMs);
    },
    run: async () => {
      const now = route.clock.now();
      const before = await lastDump(route);
      try {
        const { file, bytes } = await dumpTonight(route, folder, now);
        await remember(route, { at: now.toISOString(), file, bytes, failure: null });
        return nextNight(now, timeZone);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        route.log.error('the nightly dump failed', { folder, reason });
        const failure = { at: now.toISOString(), reason };
        await remember(route, { at: null, file: null, bytes: 0, ...before, failure });
        return new Date(now.getTime() + hourMs);
      }
    },
  };
}

async function dumpTonight({ ledger, sourceAccount, log }: Dumping, folder: string, now: Date) {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `ledger-${dayOf(now, sourceAccount.timeZone)}.dump`);
  const { rows, bytes } = await writeDump(ledger, file, { at: now });
  for (const old of (await dumpsIn(folder)).slice(0, -kept)) await rm(join(folder, old), { force: true });
  log.info('dumped the ledger', { file, rows, bytes });
  return { file, bytes };
}

/** Names of the dumps, oldest first. */
async function dumpsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => pattern.test(name)).toSorted();
}

async function remember({ ledger }: Dumping, value: LastDump): Promise<void> {
  await ledger.putSetting({ name: lastSetting, value });
}

function nextNight(now: Date, timeZone: string): Date {
  const tonight = dayStart(dayOf(now, timeZone), timeZone).getTime() + hour * hourMs;
  if (tonight > now.getTime()) return new Date(tonight);
  const tomorrow = dayOf(new Date(now.getTime() + dayMs), timeZone);
  return new Date(dayStart(tomorrow, timeZone).getTime() + hour * hourMs);
}
