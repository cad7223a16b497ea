/**
 * Behaviours of HubSpot that its documentation leaves open or that differ between accounts. Each default is the
 * behaviour that hurts a careless client more.
 */
export interface Switches {
  /** Status of a 2026-09 batch reply in which some rows failed; 2026-03 always says 207. */
  readonly partialStatus: 200 | 207;
  /** Whether 2026-09 still refuses a whole batch when its inputs carry no unique trace ids. */
  readonly traceIdsNeeded: boolean;
  /** What happens to a key or e-mail that only an archived record carries. */
  readonly archivedKey: 'create' | 'conflict';
  readonly nullValue: 'reject' | 'ignore' | 'clear';
  /** Whether an empty id in a batch is refused as a whole or looked up like any other value. */
  readonly emptyKey: 'reject' | 'accept';
  /** How a cleared property reads. */
  readonly clearedReadsAs: 'empty' | 'null';
  /** Whether a number is stored without its trailing zeros. */
  readonly numberScale: 'strip' | 'keep';
  readonly trimText: boolean;
  /** Where an order goes that is created without a pipeline stage. */
  readonly defaultStage: 'first' | 'none';
  /** Whether the merged record keeps the primary's id or takes a new one, so that both old ids resolve elsewhere. */
  readonly mergeSurvivor: 'primary' | 'new';
  /** A batch read that names two ids of one merged record answers with one row or with one per id. */
  readonly mergedRead: 'once' | 'each';
  /** What an association batch read says of a record without links. */
  readonly noAssociations: 'absent' | 'error';
  readonly secondParentCompany: 'replace' | 'fail';
  /** Whether property history is cut (20 entries for contacts, 45 for other objects). */
  readonly historyCap: boolean;
}

export const defaultSwitches: Switches = {
  partialStatus: 200,
  traceIdsNeeded: true,
  archivedKey: 'create',
  nullValue: 'reject',
  emptyKey: 'reject',
  clearedReadsAs: 'empty',
  numberScale: 'strip',
  trimText: true,
  defaultStage: 'first',
  mergeSurvivor: 'primary',
  mergedRead: 'once',
  noAssociations: 'absent',
  secondParentCompany: 'replace',
  historyCap: true,
};
