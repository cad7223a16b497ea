import { z } from 'zod';
import type { SourceAccount } from '../connector/source.ts';
import type { Ledger } from '../ledger/contract.ts';
import { CommandError, exitCodes } from './failures.ts';

const settingName = 'store';
const severalName = 'several stores';
const storeSchema = z.object({ source: z.string(), domain: z.string() });

/**
 * A ledger holds one store, unless all its stores say that they share it: whoever has the lane of a CRM account writes
 * there alone, and stores that share one take turns, which each of them has to know. The first store that uses a ledger
 * has it; another one is refused with CommandError, and so is one that does not say what the others say.
 */
export async function requireOwnLedger(
  ledger: Pick<Ledger, 'setting' | 'settingOnce' | 'exclusive'>,
  { source, domain }: Pick<SourceAccount, 'source' | 'domain'>,
  oneLedger: boolean,
): Promise<void> {
  if (oneLedger) {
    if (ledger.exclusive) throw needsPostgres();
    await ledger.settingOnce({ name: severalName, value: true });
    return;
  }
  if ((await ledger.setting({ name: severalName })) === true) throw holdsSeveral(domain);
  const holder = storeSchema.parse(await ledger.settingOnce({ name: settingName, value: { source, domain } }));
  if (holder.source === source) return;
  const remedy = ledger.exclusive
    ? 'Give each store a folder of its own, or another one in SAMESTORY_HOME.'
    : 'Give each store a database of its own in DATABASE_URL; one server can hold several. Stores of one CRM account can also share one: crm.oneLedger.';
  throw new CommandError(
    `The ledger belongs to the store ${holder.domain}, and this configuration is about ${domain}: a ledger holds one store. ${remedy}`,
    exitCodes.usage,
  );
}

function needsPostgres(): CommandError {
  return new CommandError(
    'crm.oneLedger is true, and the ledger is a folder, which one process can have: several stores need a PostgreSQL database, the same in DATABASE_URL of each.',
    exitCodes.usage,
  );
}

function holdsSeveral(domain: string): CommandError {
  return new CommandError(
    `The ledger is shared by several stores, and this configuration of ${domain} does not say so. Write oneLedger: true and the others under sharedWith, both in crm, or give the store a database of its own in DATABASE_URL.`,
    exitCodes.usage,
  );
}
