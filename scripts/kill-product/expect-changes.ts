import { pino } from 'pino';
import { reachPlatforms } from '../../src/app/platforms.ts';
import { openLedgerOf } from '../../src/app/route.ts';
import { systemRuntime } from '../../src/app/runtime.ts';
import { loadConnection } from '../../src/config/connection.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { releaseBrake } from '../../src/sync/brake.ts';
import type { Place } from './place.ts';

/**
 * Within half an hour more people change their names here than the brake lets pass without somebody who looks: somebody
 * has looked. What the brake does is tested elsewhere.
 */
export async function expectChanges(place: Place): Promise<void> {
  const config = loadConnection(place.env);
  const { destinationAccount } = await reachPlatforms(config, coreFieldMap, systemRuntime(pino({ level: 'silent' })));
  const ledger = await openLedgerOf(config.ledger);
  await releaseBrake({ ledger, clock: systemClock, destinationAccount }).finally(() => ledger.close());
}
