import { ConnectorError } from '../connector/failure.ts';
import { readByIds } from './read-by-ids.ts';
import type { Route } from './types.ts';

export interface CrowdedBuyer {
  readonly subjectId: string;
  /** Contacts that are there now; two at least. */
  readonly crmIds: readonly string[];
}

/** Looked up in the CRM one by one; whoever has more than this to clean up needs no exact number. */
const counted = 500;

/**
 * Buyers whom the CRM has more than once, those with the most contacts first, at most 500. What the match index knows
 * is read back: contacts that were merged or deleted since lead to one record, or to none. While the CRM does not answer
 * the index counts.
 */
export async function crowdedBuyers(route: Route): Promise<readonly CrowdedBuyer[]> {
  const { destination } = route.destinationAccount;
  const people = await route.ledger.crowdedPeople({ destination, limit: counted });
  const found = await readByIds(
    route,
    'contact',
    people.flatMap(({ crmIds }) => crmIds),
  ).catch((error: unknown) => {
    if (error instanceof ConnectorError) return null;
    throw error;
  });
  if (found === null) return people;
  return people.flatMap(({ subjectId, crmIds }) => {
    const present = [...new Set(crmIds.flatMap((id) => found.get(id)?.id ?? []))];
    return present.length > 1 ? [{ subjectId, crmIds: present }] : [];
  });
}
