import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { DesiredRecord, FieldMap, FieldValue, FieldValues, LeftOutReason } from '../field-map/types.ts';
import type { Standing, SubjectView } from '../ledger/contract.ts';
import { carriesOther, heldAsMerged, heldAsRekeyed } from './carried-key.ts';
import { heldValues } from './held-values.ts';
import { differingFields } from './plan.ts';

/** How one listed record stands when both sides are laid beside each other. */
export type Verdict =
  | { readonly type: 'matching' }
  | { readonly type: 'waiting'; readonly reason: string }
  | {
      readonly type: 'needs you';
      readonly class: FailureClass;
      readonly reason: string;
      /** Found by this comparison; else it is known, and what the CRM shows now may have settled it. */
      readonly fresh: boolean;
    }
  | {
      readonly type: 'left out';
      readonly reason: LeftOutReason;
      /** Somebody removed it in the CRM, and it is there again: it waits for its next turn. */
      readonly isBack: boolean;
    }
  | { readonly type: 'unseen' }
  | {
      readonly type: 'different';
      readonly fields: readonly { readonly field: string; readonly shopify: FieldValue; readonly crm: FieldValue }[];
      readonly links: boolean;
      /** The record does not carry our key, or was merged into another. */
      readonly identity: boolean;
      /** The CRM does not show the record any more. */
      readonly vanished: boolean;
    };

export interface Judged {
  readonly key: WorkKey;
  readonly name: string | null;
  readonly verdict: Verdict;
  readonly view: SubjectView | null;
  readonly desired: DesiredRecord | null;
  readonly record: CrmRecord | null;
  /** CRM ids that the record is linked to now; null = not looked at. */
  readonly linkedTo: readonly string[] | null;
}

export interface JudgeInput {
  readonly map: FieldMap;
  readonly key: WorkKey;
  readonly name: string | null;
  readonly leftOut: LeftOutReason | null;
  readonly standing: Standing | null;
  readonly due: boolean;
  readonly view: SubjectView | null;
  readonly desired: DesiredRecord | null;
  readonly record: CrmRecord | null;
  readonly linkedTo: readonly string[] | null;
  /** The CRM id that the record should be linked to; null = to none; absent = links are not judged. */
  readonly wantedLink?: string | null;
  /** It could not be made for want of a contact, and its buyer's contact is there now. */
  readonly parentIsBack?: boolean;
}

/** Why a record stays out by what it is; the comparison has judged that anew before it looks at the standing. */
const scopeReasons: ReadonlySet<LeftOutReason> = new Set([
  'test order',
  'before the cutoff',
  'company sync not configured',
]);

function verdictOf(input: JudgeInput): Verdict {
  const { standing } = input;
  if (input.leftOut !== null) return { type: 'left out', reason: input.leftOut, isBack: false };
  if (standing === null || standing.state === 'gone') {
    return input.due ? { type: 'waiting', reason: 'has not had its turn' } : { type: 'unseen' };
  }
  if (standing.state === 'left out') {
    // What put it out of scope is not so any more: the cutoff has moved, the order has changed, its contact came back.
    const outdated = scopeReasons.has(standing.reason) || input.parentIsBack === true;
    if (outdated) return { type: 'unseen' };
    const isBack = standing.reason === 'removed in the CRM by a person' && input.record !== null;
    return { type: 'left out', reason: standing.reason, isBack };
  }
  if (standing.state === 'needs you') {
    return { type: 'needs you', class: standing.class, reason: standing.reason, fresh: isUnnoticed(input) };
  }
  if (standing.state === 'waiting') return driftOf(input) ?? { type: 'waiting', reason: standing.reason };
  const known = input.view?.record ?? null;
  if (input.view === null || known === null || input.desired === null) return { type: 'unseen' };
  if (input.record === null) return { type: 'different', fields: [], links: false, identity: false, vanished: true };
  const { record, view } = input;
  if (view.identityCase !== null) {
    // It has come up since the record was last worked, because of somebody else's look.
    return { type: 'needs you', class: 'identity', reason: view.identityCase, fresh: true };
  }
  const { crmId, key } = known;
  if (carriesOther(record, ownKeys(view, key))) {
    const { message } =
      record.id === crmId ? heldAsRekeyed(view.object, record, key) : heldAsMerged(view.object, crmId, record);
    return { type: 'needs you', class: 'identity', reason: message, fresh: true };
  }
  return compare(input, view, input.desired, record);
}

/**
 * While a person is asked something else, somebody has merged the record away or given it another Shopify ID, and no turn
 * has looked at that yet: a record without members is looked at before it is written.
 */
function isUnnoticed({ view, record }: JudgeInput): boolean {
  const known = view?.record ?? null;
  if (view === null || known === null || known.members.length === 0 || record === null) return false;
  return record.id !== known.crmId || carriesOther(record, ownKeys(view, known.key));
}

function ownKeys(view: SubjectView, key: string): string[] {
  return [key, ...view.members.map((member) => formatKey(member.key))];
}

/**
 * What a record waits for (its contact, for instance) can take a person days; what somebody changes in it meanwhile is
 * mended all the same. Values that are still to be written are no drift. Null = none.
 */
function driftOf(input: JudgeInput): Verdict | null {
  const { view, desired, record } = input;
  if (view?.record == null || desired === null || record === null) return null;
  if (view.inFlight || view.identityCase !== null || record.id !== view.record.crmId) return null;
  const own = [view.record.key, ...view.members.map((member) => formatKey(member.key))];
  if (record.key === null || carriesOther(record, own)) return null;
  const parked = new Set(view.parkedValues.map((value) => value.field));
  const unwritten = new Set(differingFields(input.map, desired, view.record.written, parked));
  const held = heldValues(input.map, record, desired.values);
  const drifted = differingFields(input.map, desired, held, parked).filter((field) => !unwritten.has(field));
  if (drifted.length === 0) return null;
  const fields = drifted.map((field) => fieldDifference(field, desired, held));
  return { type: 'different', fields, links: false, identity: false, vanished: false };
}

function fieldDifference(field: string, desired: DesiredRecord, held: FieldValues) {
  return { field, shopify: desired.values[field] ?? null, crm: held[field] ?? null };
}

function compare(input: JudgeInput, view: SubjectView, desired: DesiredRecord, record: CrmRecord): Verdict {
  // A refused value rests until it changes; the rest of the record is judged.
  const parked = new Set(view.parkedValues.map((value) => value.field));
  const held = heldValues(input.map, record, desired.values);
  const fields = differingFields(input.map, desired, held, parked).map((field) =>
    fieldDifference(field, desired, held),
  );
  const identity = record.key === null || record.id !== view.record?.crmId;
  const links = differentLinks(input, view);
  if (fields.length === 0 && !links && !identity) return { type: 'matching' };
  return { type: 'different', fields, links, identity, vanished: false };
}

/** The link that should be there is missing, or one of ours is there that should not be. */
function differentLinks({ wantedLink, linkedTo }: JudgeInput, view: SubjectView): boolean {
  if (wantedLink === undefined || linkedTo === null) return false;
  if (wantedLink !== null && !linkedTo.includes(wantedLink)) return true;
  return view.links.some(({ toId, madeByUs }) => madeByUs && toId !== wantedLink && linkedTo.includes(toId));
}

/** Exactly one verdict per listed record; asks nobody. */
export function judgeRecord(input: JudgeInput): Judged {
  const { key, name, view, desired, record, linkedTo } = input;
  return { key, name, verdict: verdictOf(input), view, desired, record, linkedTo };
}

/**
 * Whether the record has to have another turn: it differs, nobody has looked at it yet, somebody may have settled who
 * it is, or it was removed in the CRM and is there again.
 */
export function needsLook({ verdict }: Pick<Judged, 'verdict'>): boolean {
  switch (verdict.type) {
    case 'different':
    case 'unseen':
      return true;
    case 'needs you':
      return verdict.class === 'identity' || verdict.fresh;
    case 'left out':
      return verdict.isBack;
    default:
      return false;
  }
}
