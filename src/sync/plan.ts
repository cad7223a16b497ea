import type { FailureClass } from '../connector/failure.ts';
import { changedFields, sameValue } from '../field-map/compare.ts';
import { ownedFields } from '../field-map/owned-write.ts';
import type { CrmObject, DesiredRecord, FieldMap, FieldValue, LeftOutReason } from '../field-map/types.ts';
import type { MatchCandidate, SubjectView } from '../ledger/contract.ts';

/** What has to happen for one subject's record in one destination. */
export type RecordPlan =
  | { readonly action: 'nothing'; readonly crmId: string }
  | { readonly action: 'create'; readonly without: ReadonlySet<string> }
  | { readonly action: 'adopt'; readonly crmId: string }
  | {
      readonly action: 'update';
      readonly crmId: string;
      readonly changes: Readonly<Record<string, FieldValue>>;
      /** The record does not carry our key or its members yet. */
      readonly identity: boolean;
    }
  | { readonly action: 'hold'; readonly class: FailureClass; readonly code: string; readonly reason: string }
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
    const wanted = desired.values[value.field] ?? desired.seeds[value.field];
    if (typeof wanted === 'string' && hashes.get(wanted) === value.valueHash) parked.add(value.field);
  }
  return parked;
}

function memberTexts(view: SubjectView): string {
  return view.members.map((member) => `${member.key.source}/${member.key.kind}/${member.key.id}`).join(';');
}

function planFirst(
  object: CrmObject,
  candidates: readonly MatchCandidate[],
  subjectId: string,
  without: ReadonlySet<string>,
): RecordPlan {
  const free = candidates.filter((candidate) => candidate.subjectId === null || candidate.subjectId === subjectId);
  const byKey = new Set(free.flatMap((candidate) => (candidate.by === 'key' ? [candidate.crmId] : [])));
  const [keyed, doubled] = byKey;
  if (keyed !== undefined && doubled === undefined) return { action: 'adopt', crmId: keyed };
  const ids = new Set(free.map((candidate) => candidate.crmId));
  const [only, second] = ids;
  if (only !== undefined && second === undefined && candidates.length === free.length) {
    return { action: 'adopt', crmId: only };
  }
  if (candidates.length > 0) {
    const all = [...new Set(candidates.map((candidate) => candidate.crmId))];
    return {
      action: 'hold',
      class: 'identity',
      code: 'SEVERAL_CANDIDATES',
      reason: `the CRM has this ${object} already as record ${all.join(' and ')}: merge them there, or decide which one it is`,
    };
  }
  return { action: 'create', without };
}

/** A pure decision from what we know; asks nobody. */
export function planRecord(input: {
  readonly map: FieldMap;
  readonly view: SubjectView;
  readonly desired: DesiredRecord;
  readonly candidates: readonly MatchCandidate[];
  readonly parked: ReadonlySet<string>;
}): RecordPlan {
  const { map, view, desired, parked } = input;
  if (view.inFlight) return { action: 'wait' };
  if (view.record === null && view.identityCase !== null) {
    // Nothing is made for somebody who may be somebody else; a record that exists is kept true meanwhile.
    return { action: 'hold', class: 'identity', code: 'UNCLEAR_PERSON', reason: view.identityCase };
  }
  if (view.record === null) return planFirst(desired.object, input.candidates, view.subjectId, parked);
  if (view.record.state === 'removed') {
    // Only what somebody has made there anew is taken over; nothing of ours comes back by itself.
    const first = planFirst(desired.object, input.candidates, view.subjectId, parked);
    return first.action === 'adopt' ? first : { action: 'leave out', reason: 'removed in the CRM by a person' };
  }
  const names = ownedFields(map, desired.object).filter((name) => !parked.has(name));
  const changes = changedFields(map, names, desired.values, view.record.written);
  const identity = view.record.members.join(';') !== memberTexts(view);
  if (Object.keys(changes).length === 0 && !identity) return { action: 'nothing', crmId: view.record.crmId };
  return { action: 'update', crmId: view.record.crmId, changes, identity };
}

/** Whether a record that the CRM shows holds what is desired; names the fields that differ. */
export function differingFields(
  map: FieldMap,
  desired: DesiredRecord,
  held: Readonly<Record<string, FieldValue>>,
  parked: ReadonlySet<string>,
): string[] {
  const types = new Map(map.fields.map((field) => [field.name, field.type]));
  return ownedFields(map, desired.object).filter((name) => {
    const type = types.get(name);
    return type !== undefined && !parked.has(name) && !sameValue(type, desired.values[name], held[name]);
  });
}
