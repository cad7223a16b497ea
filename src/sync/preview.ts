import { formatKey } from '../commerce/keys.ts';
import type { LeftOutReason, PersonMember } from '../field-map/types.ts';
import type { Candidate } from '../identity/candidates.ts';
import type { ObservedMember, SubjectView } from '../ledger/contract.ts';
import { chunk, groupBy } from '../lib/chunk.ts';
import { standsForOther } from './adopt.ts';
import { fillMatchIndex, forgetSeen } from './match-index.ts';
import { type Planned, planAll } from './plan-records.ts';
import { type PeopleOfStore, type ReadingOptions, readPeople } from './preview-people.ts';
import { readByIds } from './read-by-ids.ts';
import { readScope } from './scope.ts';
import type { Task } from './task.ts';
import type { OnProgress, Route } from './types.ts';
import { viewsOf } from './views.ts';
import { personTask } from './work-people.ts';

/** What bringing a person would do in the CRM. */
export type PersonAct = 'create' | 'adopt' | 'hold' | 'leave out' | 'there';

export interface PreviewedPerson {
  readonly act: PersonAct;
  /** The store's records that are joined in this person, oldest first. */
  readonly members: readonly PersonMember[];
  /** The record that is taken over or there; those between which somebody has to decide. */
  readonly crmIds: readonly string[];
  /** Why it is held or left out. */
  readonly reason: string | null;
}

export interface PeoplePreview {
  readonly people: readonly PreviewedPerson[];
  readonly orders: number;
  /** Orders that stay out, by reason. */
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
}

export interface PreviewOptions {
  readonly since: Date;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

const plannedAtOnce = 500;

/**
 * What a history from a day on would do to the CRM's contacts, person by person. It places, matches and plans with the
 * code that does it in earnest; only the writing is left out. Neither platform is changed, and the ledger only learns
 * which records the CRM has.
 * @throws ConnectorError when a platform cannot be read.
 */
export async function previewPeople(route: Route, options: PreviewOptions): Promise<PeoplePreview> {
  const { since, onProgress, signal } = options;
  await fillMatchIndex(route, onProgress);
  const scope = { ...(await readScope(route)), from: since };
  const window = { from: since, to: route.clock.now() };
  const reading: ReadingOptions = { scope, window, onProgress, ...(signal ? { signal } : {}) };
  const read = await readPeople(route, reading);
  const views = await placedViews(route, read);
  const people: PreviewedPerson[] = [];
  const taking = new Taken(route);
  for (const part of chunk(views, plannedAtOnce)) {
    signal?.throwIfAborted();
    people.push(...(await planPart(taking, part)));
    onProgress({ stage: 'laying both sides beside each other', done: people.length, total: views.length });
  }
  return { people, orders: read.orders, leftOut: read.leftOut };
}

/** The subjects of everybody who belongs to the CRM, as they would be with all of their records. */
async function placedViews(route: Route, { members, wanted }: PeopleOfStore): Promise<readonly SubjectView[]> {
  const rules = route.identity ? { rules: route.identity } : {};
  const placed = await route.ledger.placeLooks({ members: [...members.values()], ...rules });
  const bySubject = groupBy([...members], ([key]) => placed.subjects[key] ?? '');
  const ids = new Set([...wanted.keys()].flatMap((key) => placed.subjects[key] ?? []));
  const views: SubjectView[] = [];
  for (const part of chunk([...ids], plannedAtOnce)) {
    const existing = part.filter((id) => !id.startsWith('-'));
    const known = await viewsOf(route, existing);
    const knownById = new Map(known.map((view) => [view.subjectId, view]));
    for (const id of part) {
      const seen = (bySubject.get(id) ?? []).map(([, person]) => person);
      views.push(withMembers(knownById.get(id) ?? emptyView(id), seen, placed.cases[id] ?? null));
    }
  }
  return views;
}

function emptyView(subjectId: string): SubjectView {
  const nothing = {
    members: [],
    record: null,
    links: [],
    parkedValues: [],
    inFlight: false,
    identityCase: null,
    orders: [],
  };
  return { subjectId, object: 'contact', ...nothing };
}

/** Oldest first, as the ledger orders them. */
function withMembers(view: SubjectView, seen: readonly PersonMember[], identityCase: string | null): SubjectView {
  const now = new Map(seen.map((person) => [formatKey(person.key), observed(person)]));
  const known = view.members.filter(({ key }) => !now.has(formatKey(key)));
  const place = ({ key, facts }: ObservedMember) => {
    return `${facts.type === 'person' ? facts.person.createdAt : ''} ${formatKey(key)}`;
  };
  const members = [...known, ...now.values()].toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
  return { ...view, members, identityCase: identityCase ?? view.identityCase };
}

function observed(person: PersonMember): ObservedMember {
  return { key: person.key, observedAt: new Date(0), facts: { type: 'person', person } };
}

/** Records that somebody would have taken over by now: for whoever comes later they are another person's. */
class Taken {
  readonly route: Route;
  readonly #owners = new Map<string, string>();

  constructor(route: Route) {
    const { ledger } = route;
    const match: typeof ledger.match = async (input) => {
      const found = await ledger.match(input);
      return Object.fromEntries(Object.entries(found).map(([ref, list]) => [ref, list.map((one) => this.#owned(one))]));
    };
    this.route = { ...route, ledger: { ...ledger, match } };
  }

  /** False when somebody else has it. */
  take(crmId: string, subjectId: string): boolean {
    const owner = this.#owners.get(crmId) ?? subjectId;
    this.#owners.set(crmId, owner);
    return owner === subjectId;
  }

  #owned(candidate: Candidate): Candidate {
    const owner = this.#owners.get(candidate.crmId);
    return owner === undefined ? candidate : { ...candidate, subjectId: owner };
  }
}

/** The rounds of a pass: a record that is gone, or that somebody took just now, sends its person round again. */
const maxRounds = 3;

async function planPart(taking: Taken, views: readonly SubjectView[]): Promise<PreviewedPerson[]> {
  const { route } = taking;
  const done = new Map<string, PreviewedPerson>();
  let open = views;
  for (let round = 0; round < maxRounds && open.length > 0; round += 1) {
    const tasks = new Map(open.map((view) => [view.subjectId, taskOf(route, view)]));
    const planned = await planAll(route, 'contact', open, tasks);
    const again = new Set<string>();
    const records = await readByIds(
      route,
      'contact',
      planned.flatMap(({ plan }) => (plan.action === 'adopt' ? [plan.crmId] : [])),
    );
    for (const item of planned) {
      const { plan, view, desired } = item;
      if (plan.action !== 'adopt') {
        done.set(view.subjectId, previewed(item));
        continue;
      }
      const record = records.get(plan.crmId);
      if (record === undefined) await forgetSeen(route, 'contact', route.clock.now(), [plan.crmId]);
      const held = record === undefined || plan.decided ? null : standsForOther('contact', record, view, desired);
      if (held !== null) done.set(view.subjectId, { ...previewed(item), act: 'hold', reason: held.message });
      else if (record !== undefined && taking.take(record.id, view.subjectId))
        done.set(view.subjectId, previewed(item));
      else again.add(view.subjectId);
    }
    open = open.filter(({ subjectId }) => again.has(subjectId));
  }
  return views.map((view) => done.get(view.subjectId) ?? unsettled(view));
}

function taskOf(route: Route, view: SubjectView): Task {
  const [first] = view.members;
  if (first === undefined) throw new Error(`subject ${view.subjectId} has no members`);
  return personTask(route, view.subjectId, first.key, { cause: 'preview', priority: 0 });
}

function peopleOf(view: SubjectView): PersonMember[] {
  return view.members.flatMap(({ facts }) => (facts.type === 'person' ? [facts.person] : []));
}

function unsettled(view: SubjectView): PreviewedPerson {
  const reason = 'the CRM changes its records while they are looked at: look again';
  return { act: 'hold', members: peopleOf(view), crmIds: [], reason };
}

function previewed({ view, plan }: Planned): PreviewedPerson {
  const members = peopleOf(view);
  switch (plan.action) {
    case 'create':
      return { act: 'create', members, crmIds: [], reason: null };
    case 'adopt':
      return { act: 'adopt', members, crmIds: [plan.crmId], reason: null };
    case 'hold':
      return { act: 'hold', members, crmIds: plan.crmIds ?? [], reason: plan.reason };
    case 'leave out':
      return { act: 'leave out', members, crmIds: [], reason: plan.reason };
    case 'nothing':
    case 'update':
      return { act: 'there', members, crmIds: [plan.crmId], reason: null };
    case 'wait':
      return { act: 'there', members, crmIds: [view.record?.crmId ?? []].flat(), reason: null };
  }
}
