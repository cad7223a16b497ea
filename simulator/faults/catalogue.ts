import { hubSpotFaults } from '../hubspot/faults/catalogue.ts';
import { storeFaults } from '../store/faults/catalogue.ts';
import type { NamedFault } from './named-fault.ts';

/** A fault as the printed catalogue shows it. */
export type FaultEntry = Omit<NamedFault<never>, 'arm'>;

const entriesOf = (faults: readonly FaultEntry[]): readonly FaultEntry[] => faults;

/** Every fault that a simulator can be told to have, by platform. What `simulator --list-faults` prints. */
export const faultCatalogue = {
  Shopify: entriesOf(storeFaults),
  HubSpot: entriesOf(hubSpotFaults),
} as const;

export const allFaults: readonly FaultEntry[] = [...faultCatalogue.Shopify, ...faultCatalogue.HubSpot];

/** What makes trouble without any platform doing wrong: nothing to arm, tested where it is named. */
export const conditions: readonly { readonly name: string; readonly happens: string; readonly promise: string }[] = [
  {
    name: 'restart',
    happens: 'the process is killed in the middle of a batch, and started again',
    promise: 'batches without an outcome are looked up first: nothing is lost, nothing made twice',
  },
  {
    name: 'wrong-clock',
    happens: 'the clock of our machine is hours ahead of the platforms, or behind them',
    promise: 'sweeps go by the time that the store’s answers carry: no change is passed over',
  },
  {
    name: 'repeated-ids',
    happens: 'one record is due twice in one batch',
    promise: 'a batch never names an id twice, which HubSpot would refuse as a whole',
  },
  {
    name: 'two-stores-same-ids',
    happens: 'two stores have records of the same numeric id',
    promise: 'the store’s number is a part of every key',
  },
  {
    name: 'shared-email',
    happens: 'customers of two stores share an e-mail address; within one store Shopify refuses it',
    promise: 'they are one person by the written rule; where two fit, a person decides',
  },
];

/** Known of other CRMs; there is no connector for them that could be struck. */
export const notApplicable: readonly { readonly fault: string; readonly platform: string; readonly reason: string }[] =
  [
    {
      fault: 'a duplicate rule blocks or allows a record',
      platform: 'Salesforce',
      reason:
        'HubSpot has no such rules: unique values and contact addresses are refused as conflicts, which are tested',
    },
    {
      fault: 'field-level security hides or closes a field for our user',
      platform: 'Salesforce',
      reason: 'in HubSpot a key’s scopes and a read-only property are the same fault: both are tested',
    },
    {
      fault: 'a row lock by another transaction (UNABLE_TO_LOCK_ROW)',
      platform: 'Salesforce',
      reason: 'HubSpot answers 423 for the call: tested as hubspot-locked',
    },
    {
      fault: 'an upsert revives a deleted record',
      platform: 'Twenty',
      reason: 'we create and update by id and send no upsert; the rule is tested by the destination contract',
    },
    {
      fault: 'tokens of the day used up by heavy calls',
      platform: 'Pipedrive',
      reason: 'HubSpot counts calls: tested as hubspot-daily-limit',
    },
    {
      fault: 'HTTP 200 for a batch in which every row failed, in the order of the rows',
      platform: 'Zoho',
      reason: 'HubSpot tells rows apart by trace id: tested as hubspot-partial-batch and hubspot-200-with-error',
    },
  ];
