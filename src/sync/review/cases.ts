import { formatKey } from '../../commerce/keys.ts';
import type { CrmRecord } from '../../connector/destination.ts';
import type { PersonMember } from '../../field-map/types.ts';
import type { Candidate } from '../../identity/candidates.ts';
import { personTraits } from '../../identity/traits.ts';
import type { SubjectView } from '../../ledger/contract.ts';
import { readByIds } from '../read-by-ids.ts';
import type { Route } from '../types.ts';
import { personOf, viewsOf } from '../views.ts';

/** A person of the store about whom somebody has to decide, with what speaks for and against. */
export interface ReviewCase {
  readonly view: SubjectView;
  readonly members: readonly PersonMember[];
  readonly reason: string;
  readonly since: Date;
  /** Other people of the store who could be this one. */
  readonly others: readonly { readonly view: SubjectView; readonly members: readonly PersonMember[] }[];
  /** Contacts that could be this person's, and the one that they have. */
  readonly contacts: readonly ReviewContact[];
}

export interface ReviewContact {
  readonly record: CrmRecord;
  /** What it shares with the person, strongest first; `own` = it is theirs by us already. */
  readonly by: Candidate['by'] | 'own';
  readonly name: Candidate['name'];
  readonly otherEmail: boolean;
  /** The subject that has it, where that is another one. */
  readonly subjectId: string | null;
}

/** Everything that waits for a decision about who somebody is, longest waiting first. Asks the CRM for the contacts. */
export async function reviewCases(route: Route, limit: number): Promise<readonly ReviewCase[]> {
  const { destination } = route.destinationAccount;
  const open = await route.ledger.openCases({ destination, limit });
  const views = await viewsById(
    route,
    open.flatMap(({ subjectId, sharing }) => [subjectId, ...sharing]),
  );
  const people = open.flatMap(({ subjectId, reason, since, sharing }) => {
    const view = views.get(subjectId);
    const person = view === undefined ? null : personOf(view);
    return view === undefined || person === null ? [] : [{ view, members: person.members, reason, since, sharing }];
  });
  const found = await candidatesOf(route, people);
  const owners = await viewsById(
    route,
    Object.values(found).flatMap((list) => list.flatMap(({ subjectId }) => subjectId ?? [])),
  );
  const ids = people.flatMap(({ view }) => [view.record?.crmId ?? [], (found[view.subjectId] ?? []).map(idOf)].flat());
  const records = await readByIds(route, 'contact', ids);
  return people.map(({ view, members, reason, since, sharing }) => {
    const candidates = (found[view.subjectId] ?? []).filter(({ apart }) => !apart);
    const subjects = new Set([...sharing, ...candidates.flatMap(({ subjectId }) => subjectId ?? [])]);
    subjects.delete(view.subjectId);
    const others = [...subjects].flatMap((id) => {
      const other = views.get(id) ?? owners.get(id);
      const person = other === undefined ? null : personOf(other);
      return other === undefined || person === null ? [] : [{ view: other, members: person.members }];
    });
    return { view, members, reason, since, others, contacts: contactsOf(view, candidates, records) };
  });
}

function idOf({ crmId }: Candidate): string {
  return crmId;
}

async function viewsById(route: Route, subjectIds: readonly string[]): Promise<Map<string, SubjectView>> {
  const ids = [...new Set(subjectIds)];
  const views = ids.length === 0 ? [] : await viewsOf(route, ids);
  return new Map(views.map((view) => [view.subjectId, view]));
}

async function candidatesOf(
  route: Route,
  people: readonly { readonly view: SubjectView; readonly members: readonly PersonMember[] }[],
): Promise<Readonly<Record<string, readonly Candidate[]>>> {
  if (people.length === 0) return {};
  const queries = people.map(({ view, members }) => {
    const keys = members.map(({ key }) => formatKey(key));
    return { ref: view.subjectId, keys, ...personTraits(members, route.identity), members: keys };
  });
  return route.ledger.match({ destination: route.destinationAccount.destination, object: 'contact', queries });
}

function contactsOf(
  view: SubjectView,
  candidates: readonly Candidate[],
  records: ReadonlyMap<string, CrmRecord>,
): ReviewContact[] {
  const own = view.record?.crmId;
  const ownRecord = own === undefined ? undefined : records.get(own);
  const kept: ReviewContact[] =
    ownRecord === undefined
      ? []
      : [{ record: ownRecord, by: 'own', name: 'agrees', otherEmail: false, subjectId: null }];
  const others = candidates.flatMap((candidate): ReviewContact[] => {
    const record = records.get(candidate.crmId);
    // A number that somebody of another name has too says nothing.
    const silent = candidate.by === 'phone' && candidate.name === 'differs';
    if (record === undefined || candidate.crmId === own || silent) return [];
    const { by, name, otherEmail } = candidate;
    const subjectId = candidate.subjectId === view.subjectId ? null : candidate.subjectId;
    return [{ record, by, name, otherEmail, subjectId }];
  });
  return [...kept, ...others];
}
