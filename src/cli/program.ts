import { Command } from 'commander';
import { productVersion } from '../app/version.ts';

interface Entry {
  /** The commands that the module defines. */
  readonly names: readonly string[];
  readonly load: () => Promise<(program: Command) => void>;
}

/** In the order of the help. Each module is loaded when it is needed: a command starts in a third of the time so. */
export const entries: readonly Entry[] = [
  { names: ['advise'], load: async () => (await import('./advise.ts')).registerAdvise },
  { names: ['try'], load: async () => (await import('./try.ts')).registerTry },
  { names: ['demo'], load: async () => (await import('./demo.ts')).registerDemo },
  { names: ['pressure-test'], load: async () => (await import('./pressure-test.ts')).registerPressureTest },
  { names: ['init'], load: async () => (await import('./init.ts')).registerInit },
  { names: ['start'], load: async () => (await import('./start.ts')).registerStart },
  { names: ['status'], load: async () => (await import('./status.ts')).registerStatus },
  { names: ['explain'], load: async () => (await import('./explain.ts')).registerExplain },
  { names: ['coverage'], load: async () => (await import('./coverage.ts')).registerCoverage },
  { names: ['config'], load: async () => (await import('./config.ts')).registerConfig },
  { names: ['connect'], load: async () => (await import('./connect.ts')).registerConnect },
  { names: ['setup'], load: async () => (await import('./setup.ts')).registerSetup },
  { names: ['backfill'], load: async () => (await import('./backfill.ts')).registerBackfill },
  { names: ['checklist'], load: async () => (await import('./checklist.ts')).registerChecklist },
  { names: ['identity'], load: async () => (await import('./identity.ts')).registerIdentity },
  { names: ['review'], load: async () => (await import('./review.ts')).registerReview },
  { names: ['plan'], load: async () => (await import('./plan.ts')).registerPlan },
  { names: ['sync'], load: async () => (await import('./sync.ts')).registerSync },
  { names: ['pause', 'resume'], load: async () => (await import('./pause.ts')).registerPause },
  { names: ['rebuild'], load: async () => (await import('./rebuild.ts')).registerRebuild },
  { names: ['dump', 'restore'], load: async () => (await import('./dump.ts')).registerDump },
  { names: ['person', 'erase'], load: async () => (await import('./person.ts')).registerPerson },
  { names: ['alerts'], load: async () => (await import('./alerts.ts')).registerAlerts },
  { names: ['simulator'], load: async () => (await import('./simulator.ts')).registerSimulator },
  { names: ['fields'], load: async () => (await import('./fields.ts')).registerFields },
  { names: ['patterns'], load: async () => (await import('./patterns.ts')).registerPatterns },
  { names: ['export'], load: async () => (await import('./export.ts')).registerExport },
  { names: ['report'], load: async () => (await import('./report.ts')).registerReport },
  { names: ['compare'], load: async () => (await import('./compare.ts')).registerCompare },
  { names: ['help'], load: async () => (await import('./help.ts')).registerHelp },
];

const flagsOfVersion = ['-V', '--version'];

/**
 * All commands; only what is needed where `called`, the first word after `samestory`, says what that is. The first help
 * shows the everyday ones; `help all` the rest. Throws CommanderError instead of exiting.
 */
export async function createProgram(called?: string): Promise<Command> {
  const program = new Command('samestory')
    .description('Shopify orders in your CRM, kept true')
    .version(productVersion)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(see samestory help all)');
  for (const register of await Promise.all(neededFor(called).map(({ load }) => load()))) register(program);
  return program;
}

function neededFor(called: string | undefined): readonly Entry[] {
  if (called === undefined) return entries;
  if (flagsOfVersion.includes(called)) return [];
  const known = called === 'help' ? [] : entries.filter(({ names }) => names.includes(called));
  return known.length === 0 ? entries : known;
}
