import type { KnownCosts } from '../../field-map/describe.ts';
import type { Ledger } from '../../ledger/contract.ts';
import type { Clock } from '../../lib/clock.ts';

/** How far back incidents count. */
const incidentDays = 90;

/** What a ledger knows of the fields. */
export function costsIn(ledger: Ledger, clock: Clock): Promise<KnownCosts> {
  return ledger.fieldCosts({ since: new Date(clock.now().getTime() - incidentDays * 24 * 3_600_000) });
}
