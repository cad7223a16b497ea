import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadLedger } from '../../config/connection.ts';
import type { Environment } from '../../config/reader.ts';
import type { KnownCosts } from '../../field-map/describe.ts';
import { runningService } from '../control-client.ts';
import { verdictOf } from '../failures.ts';
import { guardFolder } from '../folder-guard.ts';
import { openLedgerOf } from '../route.ts';
import type { Runtime } from '../runtime.ts';
import { costsIn } from './costs-in.ts';

export type FieldCosts =
  | ({ readonly known: true } & KnownCosts)
  /** Why nobody could be asked, as the middle of a sentence. */
  | { readonly known: false; readonly why: string };

/**
 * What the fields cost, from the service that runs or from the ledger itself. Asks no platform and makes nothing: the page
 * is as good without, and says "unknown" then.
 */
export async function fieldCosts(env: Environment, runtime: Runtime): Promise<FieldCosts> {
  const place = loadLedger(env);
  try {
    if (place.databaseUrl === null) {
      const service = await runningService(place.home);
      if (service !== null) return { known: true, ...(await service.fieldCosts()) };
      if (!existsSync(join(place.home, 'ledger')))
        return { known: false, why: 'nothing has been synced from here yet' };
    }
    const guard = place.databaseUrl === null ? await guardFolder(place.home, runtime.clock) : null;
    try {
      const ledger = await openLedgerOf(place);
      try {
        return { known: true, ...(await costsIn(ledger, runtime.clock)) };
      } finally {
        await ledger.close();
      }
    } finally {
      await guard?.release();
    }
  } catch (error) {
    return { known: false, why: verdictOf(error).message.replace(/\.$/, '') };
  }
}
