import type { NamedFault } from '../../faults/named-fault.ts';
import type { Fault } from '../../http/faults.ts';
import type { HubSpotTarget } from './target.ts';

export type CrmFault = NamedFault<HubSpotTarget>;

/** Calls about records; the account's details and definitions are others. */
export const records = /^\/crm\/(objects|associations)\//;
export const writes = /^\/crm\/(objects|associations)\/.*\/batch\/(create|update|archive)/;

export const problem = (message: string, more: object = {}) => ({ status: 'error', message, ...more });

/** A fault that answers calls about records itself, breaks them or falsifies their answers. */
export function onCalls(entry: Omit<CrmFault, 'arm'>, strikes: Fault): CrmFault {
  return {
    ...entry,
    arm: ({ calls }, { doses }) => {
      calls.add({ path: records, ...strikes, doses });
      return undefined;
    },
  };
}
