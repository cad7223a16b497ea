import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';

export interface Held {
  readonly type: 'held';
  readonly code: string;
  readonly message: string;
}

/** Whether a record carries the Shopify ID of somebody else; its own are the key and the members that it stands for. */
export function carriesOther(record: Pick<CrmRecord, 'key'>, own: readonly string[]): boolean {
  return record.key !== null && !own.includes(record.key);
}

/** A record that is about to be taken over stands for another Shopify record already. */
export function heldForOther(object: CrmObject, record: CrmRecord): Held {
  return {
    type: 'held',
    code: 'CARRIES_OTHER_KEY',
    message: `${object} ${record.id} of the CRM carries the Shopify ID ${record.key}: decide which of the two it is`,
  };
}

/** Somebody has given our record another Shopify ID. */
export function heldAsRekeyed(object: CrmObject, record: CrmRecord, key: string): Held {
  return {
    type: 'held',
    code: 'REKEYED',
    message: `the Shopify ID of ${object} ${record.id} was changed in the CRM to ${record.key}: put back ${key}, or decide which record this is`,
  };
}

/** Somebody has merged our record into one that stands for another Shopify record. */
export function heldAsMerged(
  object: CrmObject,
  from: string,
  to: { readonly id: string; readonly key: string | null },
): Held {
  const who = to.key === null ? 'another Shopify record' : to.key;
  return {
    type: 'held',
    code: 'MERGED_IN_CRM',
    message: `${object} ${from} was merged into ${to.id} in the CRM, which stands for ${who}: if the two are one, merge them in Shopify too; if not, clear the Shopify ID there or make a new ${object}`,
  };
}
