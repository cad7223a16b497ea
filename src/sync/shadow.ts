import type { CrmObject } from '../field-map/types.ts';
import type { CounterRow } from '../ledger/contract.ts';

/** What would happen to a record of the CRM if writing were allowed. */
export type ShadowAct = 'create' | 'update' | 'take over' | 'link' | 'archive';

/** How the reasons of all keys begin that wait because nothing is written; a start without shadow wakes them. */
export const shadowPrefix = 'shadow: ';

const reasons: Readonly<Record<ShadowAct, string>> = {
  create: `${shadowPrefix}would be created`,
  update: `${shadowPrefix}would be updated`,
  'take over': `${shadowPrefix}exists already and would be taken over`,
  link: `${shadowPrefix}would be linked to its contact`,
  archive: `${shadowPrefix}would be archived`,
};

/** For the further members of a person: the record is counted with the first of them. */
const besideReason = `${shadowPrefix}goes with another record of the same person`;

/** A record that was planned may change before anybody starts to write: it is planned again after a day. */
export const shadowLookMs = 24 * 3_600_000;

export function shadowReason(act: ShadowAct, first: boolean): string {
  return first ? reasons[act] : besideReason;
}

export interface ShadowCount {
  readonly object: CrmObject;
  readonly act: ShadowAct;
  readonly records: number;
}

/** What the keys that wait in shadow add up to, from the quick balance's counters. */
export function shadowCounts(counters: readonly CounterRow[]): ShadowCount[] {
  const counts: ShadowCount[] = [];
  for (const object of ['contact', 'order'] as const) {
    for (const act of ['create', 'update', 'take over', 'link', 'archive'] as const) {
      const records = counters
        .filter(({ state, reason }) => state === 'waiting' && reason === reasons[act])
        .filter(({ kind }) => (kind === 'order') === (object === 'order'))
        .reduce((sum, { count }) => sum + count, 0);
      if (records > 0) counts.push({ object, act, records });
    }
  }
  return counts;
}
