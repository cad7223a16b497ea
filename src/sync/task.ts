import type { WorkKey } from '../commerce/keys.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { DesiredRecord, LeftOutReason } from '../field-map/types.ts';
import type { MatchQuery, SubjectView } from '../ledger/contract.ts';
import type { ShadowAct } from './shadow.ts';

/** A subject that a pass works on. */
export interface Task {
  readonly subjectId: string;
  /** The key under which trouble is reported. */
  readonly key: WorkKey;
  readonly cause: string;
  readonly origin: 'history' | 'live';
  /** Whether a record made for it may be seeded: not by an import of the past, nor where a lost record is made again. */
  readonly seeds: boolean;
  /** Null = nothing is known yet but a name: a merge told of somebody whom nobody has looked at. */
  readonly desiredOf: (view: SubjectView) => DesiredRecord | null;
  /** By what an existing CRM record may be found, besides our key. */
  readonly traitsOf: (view: SubjectView) => Pick<MatchQuery, 'emails' | 'phones' | 'names'>;
  /** Why the record cannot be made now (it lacks the parent that this CRM wants); one that exists is kept all the same. */
  readonly notCreated?: LeftOutReason | 'its contact waits';
  /** Somebody whom an order has left: the contact that there is gets true again, none is made for it. */
  readonly onlyKept?: true;
  /** CRM ids to link in the creating call, for CRMs that want it so. */
  readonly inlineLinks?: readonly { readonly label: 'order_contact'; readonly toId: string }[];
}

export type TaskResult =
  | {
      readonly type: 'kept';
      readonly crmId: string;
      readonly wrote: 'created' | 'updated' | null;
      /** The record is true and somebody has to decide who it is all the same. */
      readonly identityCase: string | null;
    }
  | { readonly type: 'left out'; readonly reason: LeftOutReason }
  | { readonly type: 'held'; readonly class: FailureClass; readonly code: string; readonly message: string }
  | {
      readonly type: 'failed';
      readonly class: FailureClass;
      readonly code: string;
      readonly message: string;
      readonly retryAfterMs?: number;
    }
  /** Only planned: nothing is written at the moment. `key`: the subject's first member, which counts for all. */
  | { readonly type: 'shadow'; readonly act: ShadowAct; readonly key: string }
  | { readonly type: 'later' };
