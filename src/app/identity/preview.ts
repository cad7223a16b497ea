import { defaultIdentityRules, identityVersion } from '../../identity/rules.ts';
import { dayStart } from '../../lib/zoned.ts';
import { type PeoplePreview, type PreviewedPerson, previewPeople } from '../../sync/preview.ts';
import type { OnProgress, Route } from '../../sync/types.ts';
import type { PreviewDocument } from './documents.ts';
import { maskedMember } from './masked.ts';

export interface PreviewRequest {
  /** First day, '2026-01-31', in the store's time zone. */
  readonly since: string;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

const examplesShown = 3;
const recordsShown = 4;

/** What bringing the history since a day would do to the CRM's contacts; nothing is written to either platform. */
export async function previewDocument(route: Route, request: PreviewRequest): Promise<PreviewDocument> {
  const since = dayStart(request.since, route.sourceAccount.timeZone);
  const preview = await previewPeople(route, { ...request, since });
  const { people } = preview;
  const count = (act: PreviewedPerson['act']) => people.filter((one) => one.act === act).length;
  const joined = people.filter(({ members }) => members.length > 1);
  const kinds = people.flatMap(({ members }) => members.map(({ key }) => key.kind));
  return {
    since: since.toISOString(),
    identityVersion: identityVersion(route.identity ?? defaultIdentityRules),
    read: {
      customers: kinds.filter((kind) => kind === 'customer').length,
      guests: kinds.filter((kind) => kind === 'guest').length,
      orders: preview.orders,
    },
    people: {
      create: count('create'),
      adopt: count('adopt'),
      hold: count('hold'),
      leaveOut: count('leave out'),
      there: count('there'),
    },
    merged: { records: kinds.length - people.length, people: joined.length },
    ordersLeftOut: preview.leftOut,
    examples: {
      create: examplesOf(route, people, (one) => one.act === 'create'),
      adopt: examplesOf(route, people, (one) => one.act === 'adopt'),
      merged: examplesOf(route, people, (one) => one.members.length > 1),
      hold: examplesOf(route, people, (one) => one.act === 'hold'),
    },
    cost: costOf(route, preview),
  };
}

function examplesOf(route: Route, people: readonly PreviewedPerson[], wanted: (one: PreviewedPerson) => boolean) {
  return people
    .filter(wanted)
    .slice(0, examplesShown)
    .map(({ members, crmIds, reason }) => ({
      store: members.slice(0, recordsShown).map(maskedMember),
      crm: crmIds.map((id) => ({ id, url: route.destination.recordUrl('contact', id) })),
      reason,
    }));
}

function costOf({ destination, destinationAccount }: Route, { people }: PeoplePreview): PreviewDocument['cost'] {
  const { limits, newContacts } = destinationAccount;
  const { batch } = destination.capabilities;
  const created = people.filter(({ act }) => act === 'create').length;
  const adopted = people.filter(({ act }) => act === 'adopt').length;
  const room = limits.find(({ name }) => name === 'contacts');
  const daily = limits.find(({ name }) => name === 'API calls per day');
  const calls = Math.ceil(created / batch.create) + Math.ceil(adopted / batch.read) + Math.ceil(adopted / batch.update);
  const notes = [
    newContacts ?? 'What a new contact costs in this CRM is unknown.',
    ...(room === undefined ? ['How many contacts the account may hold is unknown: the CRM does not say.'] : []),
    ...(room !== undefined && room.used + created > room.limit
      ? [`The account has room for ${Math.max(0, room.limit - room.used)} more contacts, and ${created} would be made.`]
      : []),
    ...(daily === undefined ? ['How many calls the account has left today is unknown: the CRM does not say.'] : []),
  ];
  return {
    newContacts: created,
    contacts: room === undefined ? null : { used: room.used, limit: room.limit },
    calls,
    callsLeftToday: daily === undefined ? null : Math.max(0, daily.limit - daily.used),
    notes,
  };
}
