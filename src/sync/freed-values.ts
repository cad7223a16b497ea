import type { CrmObject, FieldValue } from '../field-map/types.ts';
import { normalizeEmail } from '../identity/email.ts';
import { readByIds } from './read-by-ids.ts';
import type { Route } from './types.ts';

interface Refused {
  readonly subjectId: string;
  readonly crmId: string;
  readonly wanted: FieldValue;
}

/**
 * Addresses that the CRM refused because another record had them, and that none has any more: somebody merged or deleted
 * that record, or gave it another address. Those whom the index knows are read back, because it may be older than the CRM.
 */
export async function freedOnes<T extends Refused>(
  route: Route,
  object: CrmObject,
  refused: readonly T[],
): Promise<readonly T[]> {
  if (refused.length === 0) return [];
  const { destination } = route.destinationAccount;
  const nothing = { keys: [], phones: [], names: [], members: [] };
  const queries = refused.map(({ subjectId, wanted }) => ({ ...nothing, ref: subjectId, emails: [addressOf(wanted)] }));
  const known = await route.ledger.match({ destination, object, queries });
  const others = ({ subjectId, crmId }: T) => (known[subjectId] ?? []).filter((other) => other.crmId !== crmId);
  const found = await readByIds(
    route,
    object,
    refused.flatMap((one) => others(one).map(({ crmId }) => crmId)),
  );
  return refused.filter((one) =>
    others(one).every(({ crmId }) => {
      const record = found.get(crmId);
      return record === undefined || record.id === one.crmId || !record.emails.includes(addressOf(one.wanted));
    }),
  );
}

function addressOf(wanted: FieldValue): string {
  return typeof wanted === 'string' ? (normalizeEmail(wanted) ?? '') : '';
}
