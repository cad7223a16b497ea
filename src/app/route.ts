import type { ConnectionConfig } from '../config/connection.ts';
import type { SetupPlan } from '../connector/destination.ts';
import type { FieldMap } from '../field-map/types.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { Ledger } from '../ledger/contract.ts';
import { openLedger } from '../ledger/open.ts';
import type { Route } from '../sync/types.ts';
import { inForce } from '../sync/versions/accepted.ts';
import type { Configuration } from './configuration.ts';
import { CommandError, exitCodes } from './failures.ts';
import { loopLog } from './log.ts';
import { requireOwnLedger } from './own-ledger.ts';
import type { Platforms } from './platforms.ts';
import type { Runtime } from './runtime.ts';

/** Opens the ledger: PostgreSQL where an address is given, else the embedded database in the folder. */
export function openLedgerOf(config: ConnectionConfig['ledger']): Promise<Ledger> {
  return openLedger(config.databaseUrl === null ? { folder: config.home } : { databaseUrl: config.databaseUrl });
}

/** What a configuration says of a route. */
export interface Configured {
  readonly map: FieldMap;
  readonly identity: IdentityRules;
  /** The ledger is shared with other stores of the CRM account. */
  readonly oneLedger: boolean;
}

export function configuredBy({ map, data }: Pick<Configuration, 'map' | 'data'>): Configured {
  return { map, identity: data.identity, oneLedger: data.crm.oneLedger };
}

/**
 * One store and one CRM account, ready to work: learns where the fields lie in the account and leaves out those that it
 * cannot hold. Throws CommandError when the account has not been set up, or when the ledger is another store's.
 */
export async function openRoute(
  platforms: Platforms,
  ledger: Ledger,
  configured: Configured,
  runtime: Runtime,
): Promise<Route> {
  const { map, identity, oneLedger } = configured;
  await requireOwnLedger(ledger, platforms.sourceAccount, oneLedger);
  const setup = await platforms.destination.bind(map.fields);
  const missing = setup.steps.filter((step) => step.action === 'create').length;
  if (missing > 0 || setup.blockers.length > 0) throw notSetUp(setup, missing);
  const { destination } = platforms.destinationAccount;
  const versions = { map: heldBy(setup, map), identity };
  return {
    ...platforms,
    setup,
    ledger,
    ...(await inForce(ledger, destination, versions, runtime.clock.now())),
    clock: runtime.clock,
    log: loopLog(runtime.logger),
    timing: runtime.timing,
    takesTurns: oneLedger,
  };
}

/** The map without the fields that the account cannot hold. */
function heldBy(setup: SetupPlan, map: FieldMap): FieldMap {
  if (setup.omitted.length === 0) return map;
  const fields = map.fields.filter((field) => !setup.omitted.includes(field.name));
  const version = `${map.version} without ${setup.omitted.toSorted().join(', ')}`;
  return { version, fields };
}

function notSetUp(setup: SetupPlan, missing: number): CommandError {
  const reasons = setup.blockers.length > 0 ? ` ${setup.blockers.join(' ')}` : '';
  const what = missing > 0 ? `${missing} properties are missing in the CRM account.` : 'The CRM account is not ready.';
  return new CommandError(`${what}${reasons} Run "samestory setup" first.`, exitCodes.needsYou);
}
