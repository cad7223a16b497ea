import type { PatternName } from '../../field-map/catalogue/entry.ts';
import { patternTable } from '../../field-map/pattern-table.ts';
import type { Complete } from './answers.ts';
import type { PathId } from './paths.ts';

/** A store pattern with the least that it needs. */
export interface FieldSet {
  readonly pattern: PatternName;
  /** Whether samestory can start with it; planned = its objects are not synced yet. */
  readonly standing: 'available' | 'planned';
  readonly fields: readonly { readonly field: string; readonly owner: string }[];
  /** What it brings that is no field; null = nothing. */
  readonly beyond: string | null;
  /** Not moved, on purpose. */
  readonly leftOut: readonly string[];
  /** What has to be known before it is chosen; null = nothing. */
  readonly asks: string | null;
}

/** The smallest set that does the work; null where nothing is moved. */
export function fieldSetFor(path: PathId, answers: Complete): FieldSet | null {
  if (path === 'none') return null;
  const name = patternFor(path, answers);
  const { brings, beyond, leavesOut, asks, cannotStart } = patternTable(name);
  const core = name === 'core' ? [] : patternTable('core').brings;
  return {
    pattern: name,
    standing: cannotStart === null ? 'available' : 'planned',
    fields: [...core, ...brings].map(({ label, owner }) => ({
      field: label,
      owner: owner === 'shopify' ? 'Shopify' : owner === 'CRM' ? 'the CRM' : owner,
    })),
    beyond,
    leftOut: leavesOut.map(({ what }) => what),
    asks,
  };
}

function patternFor(path: PathId, { structure, needs, relationship }: Complete): PatternName {
  if (path === 'csv') return 'reporting';
  if (path === 'native') return 'core';
  if (structure.includes('subscriptions')) return 'subscription';
  if (structure.includes('companies') || structure.includes('layered-accounts')) return 'wholesale';
  if (relationship === 'support' || needs.includes('shipments') || needs.includes('returns')) return 'support';
  return needs.includes('repeat-orders') ? 'dtc' : 'core';
}
