import { formatKey, type WorkKey } from '../../commerce/keys.ts';
import type { PersonMember } from '../../field-map/types.ts';
import type { Decision } from '../../ledger/contract.ts';
import { type ReviewCase, type ReviewContact, reviewCases } from '../../sync/review/cases.ts';
import { decideCase, undoReview, type Verdict } from '../../sync/review/decide.ts';
import type { Route } from '../../sync/types.ts';
import { inAccountTurn } from '../../sync/with-lane.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { LaneAccess } from '../turns.ts';
import type { DecidedDocument, ReviewDocument, ReviewOrder, UndoOrder } from './documents.ts';
import { maskedContact, maskedMember } from './masked.ts';

const casesShown = 200;
const casesSearched = 100_000;
const decisionsShown = 50;

/** Who has to be decided, with the evidence. Asks the CRM for the contacts; personal data is masked. */
export async function reviewDocument(route: Route): Promise<ReviewDocument> {
  const { destination } = route.destinationAccount;
  const open = await route.ledger.openCases({ destination, limit: casesSearched });
  const cases = await reviewCases(route, casesShown);
  const decisions = await route.ledger.decisions({ limit: decisionsShown });
  return {
    waiting: open.length,
    cases: cases.map((one) => caseDocument(route, one, decisionAbout(one, decisions))),
    decisions: decisions.map(({ at, keys, otherKeys, undone, id, by, kind, crmIds }) => ({
      ...{ id, by, kind, crmIds, at: at.toISOString() },
      keys: keys.map(formatKey),
      otherKeys: otherKeys.map(formatKey),
      undone: undone === null ? null : { at: undone.at.toISOString(), by: undone.by },
    })),
  };
}

/** Cases go by the first record of the person in the store: 'customer-7100000119787'. */
function idOf({ members }: { readonly members: readonly PersonMember[] }): string {
  const [first] = members;
  return first === undefined ? '' : nameOf(first.key);
}

function nameOf({ kind, id }: WorkKey): string {
  return `${kind}-${id}`;
}

/**
 * What somebody has decided since the case stands, and the loop has not carried out. A merge is not meant: it waits for
 * whoever merges the two contacts in the CRM.
 */
function decisionAbout({ members, since }: ReviewCase, decisions: readonly Decision[]): Decision | null {
  const keys = new Set(members.map(({ key }) => formatKey(key)));
  const about = decisions.find((one) => one.undone === null && one.keys.some((key) => keys.has(formatKey(key))));
  return about === undefined || about.kind === 'merge' || about.at < since ? null : about;
}

function caseDocument(route: Route, one: ReviewCase, decided: Decision | null): ReviewDocument['cases'][number] {
  const { members, others, contacts, reason, since } = one;
  const free = contacts.filter(({ by, subjectId }) => by !== 'own' && subjectId === null);
  const id = idOf(one);
  return {
    id,
    since: since.toISOString(),
    reason,
    store: members.map(maskedMember),
    others: others.map((other) => ({
      id: idOf(other),
      store: other.members.map(maskedMember),
      shares: sharedEmail(members, other.members)
        ? 'the same e-mail address'
        : 'a contact of the CRM that both could have',
    })),
    contacts: contacts.map((contact) => ({
      id: contact.record.id,
      url: route.destination.recordUrl('contact', contact.record.id),
      who: maskedContact(contact.record),
      shares: sharesOf(contact),
      standsFor: standsFor(contact, others),
    })),
    decided: decided === null ? null : { id: decided.id, by: decided.by },
    choices: [
      ...free.map(({ record }) => `samestory review ${id} --link ${record.id}`),
      ...others.map((other) => `samestory review ${id} --merge ${idOf(other)}`),
      ...(others.length + free.length > 0 ? [`samestory review ${id} --apart`] : []),
    ],
  };
}

function standsFor({ subjectId }: ReviewContact, others: ReviewCase['others']): string | null {
  const other = subjectId === null ? undefined : others.find(({ view }) => view.subjectId === subjectId);
  return other === undefined ? subjectId : idOf(other);
}

function sharedEmail(left: readonly PersonMember[], right: readonly PersonMember[]): boolean {
  const addresses = new Set(left.flatMap(({ email }) => email?.trim().toLowerCase() ?? []));
  return right.some(({ email }) => email !== null && addresses.has(email.trim().toLowerCase()));
}

function sharesOf({ by, name, otherEmail }: ReviewContact): string {
  const address = otherEmail ? 'another e-mail address' : 'no other e-mail address';
  switch (by) {
    case 'own':
      return 'it is theirs now';
    case 'decision':
      return 'somebody decided it';
    case 'key':
      return 'it carries the Shopify ID';
    case 'email':
      return 'the same e-mail address';
    case 'phone':
      return `the same phone number; the name ${name === 'agrees' ? 'agrees' : 'says nothing'}; ${address}`;
  }
}

/** Decides a case. What follows from it is written by the loop, as soon as it has its turn. Throws CommandError, ReviewError. */
export async function decideReview(
  route: Route,
  { looping }: Pick<LaneAccess, 'looping'>,
  order: ReviewOrder,
): Promise<DecidedDocument> {
  const cases = await reviewCases(route, casesSearched);
  const one = cases.find(({ members }) => members.some(({ key }) => isNamed(key, order.case)));
  if (one === undefined) throw unknownCase(order.case, cases.length);
  const id = await decideCase(route, one, verdictOf(one, order), order.by);
  const later = looping ? [] : ['It is written to the CRM while samestory start runs.'];
  return { id, notes: [...notesOf(route, one, order), ...later] };
}

function isNamed(key: WorkKey, text: string): boolean {
  const wanted = text.trim();
  return [nameOf(key), formatKey(key), key.id].includes(wanted);
}

function unknownCase(text: string, waiting: number): CommandError {
  const rest = waiting === 0 ? 'Nothing waits for a decision.' : 'samestory review lists what waits.';
  return new CommandError(`No case goes by "${text}". ${rest}`, exitCodes.needsYou);
}

function verdictOf(one: ReviewCase, { act, target }: ReviewOrder): Verdict {
  if (act === 'apart') return { kind: 'apart' };
  if (act === 'link') return { kind: 'link', crmId: target ?? '' };
  const wanted = target ?? '';
  const fitting =
    wanted === '' ? one.others : one.others.filter((other) => other.members.some(({ key }) => isNamed(key, wanted)));
  const [only, second] = fitting;
  if (only !== undefined && second === undefined) return { kind: 'merge', other: only.view.subjectId };
  const names = one.others.map(idOf).join(', ');
  const advice = names === '' ? 'Contacts of the CRM are merged there.' : `Name one of these: ${names}.`;
  throw new CommandError(`This person is to be merged with somebody of the store. ${advice}`, exitCodes.usage);
}

function notesOf(route: Route, one: ReviewCase, { act }: ReviewOrder): string[] {
  const crm = route.destination.crm;
  const has = (view: { readonly record: unknown }) => view.record !== null;
  if (act === 'merge' && has(one.view) && one.others.some(({ view }) => has(view))) {
    return [`${crm} has a contact of each: merge the two there. The case closes by itself when that is done.`];
  }
  const addresses = one.contacts.some(({ by }) => by === 'email');
  if (act === 'apart' && addresses) {
    return [`${crm} keeps an e-mail address on one contact only: the new contact is made without it.`];
  }
  return [];
}

/** Undoes a decision between two passes. Throws CommandError when there is none of that number in force. */
export async function undoDecision(route: Route, lane: LaneAccess, { id, by }: UndoOrder): Promise<DecidedDocument> {
  const stays = await lane.alone((own) => inAccountTurn(own, () => undoReview(route, own, id, by)));
  if (stays !== null) return { id, notes: [...stays] };
  throw new CommandError(`No decision ${id} is in force. samestory review lists them.`, exitCodes.needsYou);
}
