import { z } from 'zod';
import type { SourceAccount } from '../connector/source.ts';
import type { Ledger } from '../ledger/contract.ts';
import { CommandError, exitCodes } from './failures.ts';

const settingName = 'store';
const storeSchema = z.object({ source: z.string(), domain: z.string() });

/**
 * A ledger holds one store: whoever has the lane of a CRM account works every key that is due there, and could not read
 * those of another store. The first store that uses a ledger has it; another one is refused with CommandError.
 */
export async function requireOwnLedger(
  ledger: Pick<Ledger, 'settingOnce' | 'exclusive'>,
  { source, domain }: Pick<SourceAccount, 'source' | 'domain'>,
): Promise<void> {
  const holder = storeSchema.parse(await ledger.settingOnce({ name: settingName, value: { source, domain } }));
  if (holder.source === source) return;
  const remedy = ledger.exclusive
    ? 'Give each store a folder of its own, or another one in SAMESTORY_HOME.'
    : 'Give each store a database of its own in DATABASE_URL; one server can hold several.';
  throw new CommandError(
    `The ledger belongs to the store ${holder.domain}, and this configuration is about ${domain}: a ledger holds one store. ${remedy}`,
    exitCodes.usage,
  );
}
