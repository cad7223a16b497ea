import { type CrowdedBuyer, crowdedBuyers } from '../../sync/crowded.ts';
import type { Route } from '../../sync/types.ts';
import { personOf, viewsOf } from '../../sync/views.ts';
import type { StatusDocument } from '../documents.ts';
import { maskedMember } from './masked.ts';

const shown = 3;

/** Buyers whom the CRM has more than once, with three of them. */
export async function doubledDocument(route: Route): Promise<StatusDocument['doubled']> {
  const crowded = await crowdedBuyers(route);
  const named = crowded.slice(0, shown);
  const views = await viewsOf(
    route,
    named.map(({ subjectId }) => subjectId),
  );
  const members = new Map(views.map((view) => [view.subjectId, personOf(view)?.members[0]]));
  const example = ({ subjectId, crmIds }: CrowdedBuyer) => {
    const first = members.get(subjectId);
    if (first === undefined) return [];
    return [{ ...maskedMember(first), contacts: crmIds.map((id) => route.destination.recordUrl('contact', id)) }];
  };
  return { buyers: crowded.length, examples: named.flatMap(example) };
}
