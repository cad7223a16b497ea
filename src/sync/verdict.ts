import type { WorkKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { DesiredRecord, FieldMap, FieldValue, LeftOutReason } from '../field-map/types.ts';
import type { Standing, SubjectView } from '../ledger/contract.ts';
import { differingFields } from './plan.ts';

/** How one listed record stands when both sides are laid beside each other. */
export type Verdict =
  | { readonly type: 'matching' }
  | { readonly type: 'waiting'; readonly reason: string }
  | { readonly type: 'needs you'; readonly class: FailureClass; readonly reason: string }
  | { readonly type: 'left out'; readonly reason: LeftOutReason }
  | { readonly type: 'unseen' }
  | {
      readonly type: 'different';
      readonly fields: readonly { readonly field: string; readonly shopify: FieldValue; readonly crm: FieldValue }[];
      readonly links: boolean;
      /** The CRM does not show the record any more. */
      readonly vanished: boolean;
    };

export interface Judged {
  readonly key: WorkKey;
  readonly name: string | null;
  readonly verdict: Verdict;
  readonly view: SubjectView | null;
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
  /** The CRM id that the record should be linked to; null = none; undefined = links are not judged. */
  readonly wantedLink?: string | null;
}

function verdictOf(input: JudgeInput): Verdict {
  const { standing } = input;
  if (input.leftOut !== null) return { type: 'left out', reason: input.leftOut };
  if (standing === null || standing.state === 'gone') {
    return input.due ? { type: 'waiting', reason: 'has not had its turn' } : { type: 'unseen' };
  }
  if (standing.state === 'left out') return { type: 'left out', reason: standing.reason };
  if (standing.state === 'needs you') return { type: 'needs you', class: standing.class, reason: standing.reason };
  if (standing.state === 'waiting') return { type: 'waiting', reason: standing.reason };
  if (input.view?.record == null || input.desired === null) return { type: 'unseen' };
  if (input.record === null) return { type: 'different', fields: [], links: false, vanished: true };
  if (input.record.id === input.view.record.crmId && input.record.key !== input.view.record.key) {
    const now = input.record.key ?? 'nothing';
    const reason = `its Shopify ID was changed in the CRM to ${now}: put back ${input.view.record.key}, or decide which record this is`;
    return { type: 'needs you', class: 'identity', reason };
  }
  return compare(input, input.view, input.desired, input.record);
}

function compare(input: JudgeInput, view: SubjectView, desired: DesiredRecord, record: CrmRecord): Verdict {
  // A refused value rests until it changes; the rest of the record is judged.
  const parked = new Set(view.parkedValues.map((value) => value.field));
  const fields = differingFields(input.map, desired, record.values, parked).map((field) => ({
    field,
    shopify: desired.values[field] ?? null,
    crm: record.values[field] ?? null,
  }));
  const links = input.wantedLink != null && input.linkedTo !== null && !input.linkedTo.includes(input.wantedLink);
  if (fields.length === 0 && !links) return { type: 'matching' };
  return { type: 'different', fields, links, vanished: false };
}

/** Exactly one verdict per listed record; asks nobody. */
export function judgeRecord(input: JudgeInput): Judged {
  const { key, name, view, record, linkedTo } = input;
  return { key, name, verdict: verdictOf(input), view, record, linkedTo };
}
