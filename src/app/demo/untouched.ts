import type { InspectedRecord } from '../../../simulator/hubspot/inspect.ts';
import type { CrmObject, FieldMap } from '../../field-map/types.ts';
import type { CrmView } from './crm-view.ts';

/** Proof from the CRM's own history that the product wrote only what Shopify owns. */
export interface Untouched {
  readonly records: number;
  /** Values whose history was read. */
  readonly values: number;
  /** At most 50 sentences; `violated` counts all. */
  readonly violations: readonly string[];
  readonly violated: number;
}

/** Properties that carry our keys and where a record came from; they belong to no field. */
const ownProperties = new Set(['samestory_key', 'samestory_members', 'samestory_origin']);

/**
 * Looks through the whole history of every record: in properties that Shopify does not own, our credential may have
 * written only `fill: once` fields, only in the call that made the record, and never on a record that somebody else made;
 * and what a person typed there must still stand.
 */
export function proveUntouched(view: CrmView, map: FieldMap, appId: string): Untouched {
  const violations: string[] = [];
  let records = 0;
  let values = 0;
  for (const object of ['contact', 'order'] as const) {
    const rules = rulesOf(view, map, object);
    for (const record of view.all(object)) {
      records += 1;
      for (const name of record.historyNames()) {
        values += 1;
        if (rules.shopify.has(name) || ownProperties.has(name)) continue;
        const problem = problemOf(record, name, { appId, once: rules.once.has(name) });
        if (problem !== null) violations.push(`${object} ${record.id}, ${name}: ${problem}`);
      }
    }
  }
  return { records, values, violations: violations.slice(0, 50), violated: violations.length };
}

function rulesOf(view: CrmView, map: FieldMap, object: CrmObject) {
  const fields = map.fields.filter((field) => field.object === object);
  const properties = (wanted: typeof fields) => new Set(wanted.map((field) => view.property(field.name)));
  return {
    shopify: properties(fields.filter((field) => field.owner === 'shopify' && field.fill === undefined)),
    once: properties(fields.filter((field) => field.fill === 'once')),
  };
}

function problemOf(
  record: InspectedRecord,
  name: string,
  { appId, once }: { readonly appId: string; readonly once: boolean },
): string | null {
  const history = record.history(name);
  const ours = history.filter(({ source }) => source.sourceType === 'INTEGRATION' && source.sourceId === appId);
  const later = ours.filter((entry) => entry.at > record.createdAt.getTime());
  if (later.length > 0) return `written by us ${later.length} times after the record was made`;
  if (ours.length > 0 && !once && !isDefault(name)) return 'written by us although it is not Shopify’s';
  const typed = history.find(({ source }) => source.sourceType === 'CRM_UI');
  const held = record.properties[name] ?? '';
  if (typed !== undefined && held !== typed.value && history[0] !== typed) return 'no longer what a person typed';
  return null;
}

/** HubSpot puts a new order into the first stage of a pipeline by itself, in the name of whoever made it. */
function isDefault(name: string): boolean {
  return name === 'hs_pipeline' || name === 'hs_pipeline_stage';
}
