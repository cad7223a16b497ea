import type { FailureClass } from '../connector/failure.ts';
import { changedFields, sameValue } from '../field-map/compare.ts';
import { ownedFields } from '../field-map/owned-write.ts';
import type { CrmObject, DesiredRecord, FieldMap, FieldValue, LeftOutReason } from '../field-map/types.ts';
import { type Candidate, chooseRecord } from '../identity/candidates.ts';
import { anyValueHash, type SubjectView } from '../ledger/contract.ts';

/** What has to happen for one subject's record in one destination. */
export type RecordPlan =
  | { readonly action: 'nothing'; readonly crmId: string }
  | { readonly action: 'create'; readonly without: ReadonlySet<string> }
  /** `decided`: a person has said that it is this one, whatever it carries. */
  | { readonly action: 'adopt'; readonly crmId: string; readonly decided: boolean }
  | {
      readonly action: 'update';
      readonly crmId: string;
      readonly changes: Readonly<Record<string, FieldValue>>;
      /** The record does not carry our key or its members yet. */
      readonly identity: boolean;
    }
  | {
      readonly action: 'hold';
      readonly class: FailureClass;
      readonly code: string;
      readonly reason: string;
      /** The records between which somebody has to decide. */
      readonly crmIds?: readonly string[];
    }
  | { readonly action: 'leave out'; readonly reason: LeftOutReason }
  /** Another batch has the record; come back when it is settled. */
  | { readonly action: 'wait' };

/** Fields whose desired value the CRM has refused before: parked until the value changes. */
export function parkedFields(
  view: SubjectView,
  desired: DesiredRecord,
  hashes: ReadonlyMap<string, string>,
): Set<string> {
  const parked = new Set<string>();
  for (const value of view.parkedValues) {
    const wanted = saidOf(desired, value.field);
    const any = value.valueHash === anyValueHash && wanted !== undefined;
    if (any || (typeof wanted === 'string' && hashes.get(wanted) === value.valueHash)) parked.add(value.field);
  }
  return parked;
}

/** What is said of a field: its value, or why it has none. */
export function saidOf({ values, seeds, faults }: DesiredRecord, field: string): FieldValue | undefined {
  return values[field] ?? seeds[field] ?? faults?.[field];
}

function memberTexts(view: SubjectView): string {
  return view.members.map((member) => `${member.key.source}/${member.key.kind}/${member.key.id}`).join(';');
}

function planFirst(
  map: FieldMap,
  object: CrmObject,
  candidates: readonly Candidate[],
  subjectId: string,
  parked: ReadonlySet<string>,
): RecordPlan {
  const choice = chooseRecord(candidates, subjectId);
  if ('take' in choice) {
    const decided = candidates.some(({ crmId, by }) => crmId === choice.take && by === 'decision');
    return { action: 'adopt', crmId: choice.take, decided };
  }
  if ('make' in choice)
    return { action: 'create', without: new Set([...parked, ...addressesOfOthers(map, candidates)]) };
  const records = choice.crmIds.join(' and ');
  const hold = { action: 'hold', class: 'identity', crmIds: choice.crmIds } as const;
  if (choice.ask === 'several') {
    const reason = `the CRM has this ${object} already as record ${records}: merge them there, or decide which one it is`;
    return { ...hold, code: 'SEVERAL_CANDIDATES', reason };
  }
  const reason = `record ${records} of the CRM has the same phone number, and nothing else says whether it is the same person: decide`;
  return { ...hold, code: 'PHONE_ALONE', reason };
}

/** An address that a record has which is somebody else's by decision: the CRM keeps it there (HubSpot docs: e-mail is unique). */
function addressesOfOthers(map: FieldMap, candidates: readonly Candidate[]): string[] {
  if (!candidates.some(({ apart, by }) => apart && by === 'email')) return [];
  return map.fields.filter(({ object, type }) => object === 'contact' && type === 'email').map(({ name }) => name);
}

/** A pure decision from what we know; asks nobody. */
export function planRecord(input: {
  readonly map: FieldMap;
  readonly view: SubjectView;
  readonly desired: DesiredRecord;
  readonly candidates: readonly Candidate[];
  readonly parked: ReadonlySet<string>;
}): RecordPlan {
  const { map, view, desired, parked } = input;
  if (view.inFlight) return { action: 'wait' };
  if (view.record === null && view.identityCase !== null) {
    // Nothing is made for somebody who may be somebody else; a record that exists is kept true meanwhile.
    return { action: 'hold', class: 'identity', code: 'UNCLEAR_PERSON', reason: view.identityCase };
  }
  if (view.record === null) return planFirst(map, desired.object, input.candidates, view.subjectId, parked);
  if (view.record.state === 'removed') {
    // Only what somebody has made there anew is taken over; nothing of ours comes back by itself.
    const first = planFirst(map, desired.object, input.candidates, view.subjectId, parked);
    return first.action === 'adopt' ? first : { action: 'leave out', reason: 'removed in the CRM by a person' };
  }
  const names = ownedFields(map, desired.object).filter((name) => !parked.has(name));
  const changes = changedFields(map, names, desired.values, view.record.written);
  const identity = view.record.members.join(';') !== memberTexts(view);
  if (Object.keys(changes).length === 0 && !identity) return { action: 'nothing', crmId: view.record.crmId };
  return { action: 'update', crmId: view.record.crmId, changes, identity };
}

/**
 * Whether a record that the CRM shows holds what is desired; names the fields that differ. Where nothing is desired,
 * because an empty value of the store's leaves what is there, nothing can differ.
 */
export function differingFields(
  map: FieldMap,
  desired: DesiredRecord,
  held: Readonly<Record<string, FieldValue>>,
  parked: ReadonlySet<string>,
): string[] {
  const types = new Map(map.fields.map((field) => [field.name, field.type]));
  return ownedFields(map, desired.object).filter((name) => {
    const type = types.get(name);
    const wanted = desired.values[name];
    if (type === undefined || wanted === undefined || parked.has(name)) return false;
    return !sameValue(type, wanted, held[name]);
  });
}
