import { Command } from 'commander';
import { productVersion } from '../app/version.ts';
import { registerAdvise } from './advise.ts';
import { registerAlerts } from './alerts.ts';
import { registerBackfill } from './backfill.ts';
import { registerChecklist } from './checklist.ts';
import { registerCompare } from './compare.ts';
import { registerConfig } from './config.ts';
import { registerConnect } from './connect.ts';
import { registerCoverage } from './coverage.ts';
import { registerDemo } from './demo.ts';
import { registerDump } from './dump.ts';
import { registerExplain } from './explain.ts';
import { registerExport } from './export.ts';
import { registerFields } from './fields.ts';
import { registerHelp } from './help.ts';
import { registerIdentity } from './identity.ts';
import { registerInit } from './init.ts';
import { registerPatterns } from './patterns.ts';
import { registerPause } from './pause.ts';
import { registerPlan } from './plan.ts';
import { registerPressureTest } from './pressure-test.ts';
import { registerRebuild } from './rebuild.ts';
import { registerReport } from './report.ts';
import { registerReview } from './review.ts';
import { registerSetup } from './setup.ts';
import { registerSimulator } from './simulator.ts';
import { registerStart } from './start.ts';
import { registerStatus } from './status.ts';
import { registerSync } from './sync.ts';
import { registerTry } from './try.ts';

/** All commands. The first help shows the everyday ones; `help all` the rest. Throws CommanderError instead of exiting. */
export function createProgram(): Command {
  const program = new Command('samestory')
    .description('Shopify orders in your CRM, kept true')
    .version(productVersion)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .showHelpAfterError('(see samestory help all)');
  registerAdvise(program);
  registerTry(program);
  registerDemo(program);
  registerPressureTest(program);
  registerInit(program);
  registerStart(program);
  registerStatus(program);
  registerExplain(program);
  registerCoverage(program);
  registerConfig(program);
  registerConnect(program);
  registerSetup(program);
  registerBackfill(program);
  registerChecklist(program);
  registerIdentity(program);
  registerReview(program);
  registerPlan(program);
  registerSync(program);
  registerPause(program);
  registerRebuild(program);
  registerDump(program);
  registerAlerts(program);
  registerSimulator(program);
  registerFields(program);
  registerPatterns(program);
  registerExport(program);
  registerReport(program);
  registerCompare(program);
  registerHelp(program);
  return program;
}
