import type { Route } from '../sync/types.ts';
import { CommandError, exitCodes } from './failures.ts';

/**
 * Refuses to work while another CRM account is served from the same ledger. What one of them has looked at is no news for
 * the other, so that both would miss changes until they are compared. Throws CommandError; a folder has one process anyway.
 */
export async function requireOnlyAccount({
  ledger,
  destinationAccount,
}: Pick<Route, 'ledger' | 'destinationAccount'>): Promise<void> {
  if (ledger.exclusive) return;
  const { destination } = destinationAccount;
  const [other] = await ledger.otherAccounts({ destination });
  if (other === undefined) return;
  throw new CommandError(
    `${other.holder} works with ${other.destination} from this ledger, and this configuration is about ${destination}: a ledger serves one CRM account at a time. Stop that one, or give this one a database of its own in DATABASE_URL. If it has just ended without a word, try again in half a minute.`,
    exitCodes.held,
  );
}
