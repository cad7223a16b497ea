import { sql } from 'kysely';
import type { CrmObject } from '../field-map/types.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

/** What the fields of a map have to do with: records kept, the versions they were written by, and trouble since a time. */
export async function fieldCosts(tx: Tx, input: Input<'fieldCosts'>): Promise<Output<'fieldCosts'>> {
  const { rows: kept } = await sql<{ object: CrmObject; version: string; count: string }>`
    select object, map_version as version, count(*) as count from samestory.crm_record
    where state = 'linked' group by object, map_version`.execute(tx);
  // A value that is refused and a field that somebody keeps setting back are both parked: one entry of the journal each.
  const { rows: parked } = await sql<{ field: string; count: string }>`
    select change->>0 as field, count(*) as count
    from samestory.journal, jsonb_array_elements(changes) as change
    where action = 'parked' and at >= ${input.since} group by 1`.execute(tx);
  const records = { contact: 0, order: 0 };
  const versions: Record<string, number> = {};
  for (const { object, version, count } of kept) {
    records[object] += Number(count);
    versions[version] = (versions[version] ?? 0) + Number(count);
  }
  return { records, versions, incidents: Object.fromEntries(parked.map(({ field, count }) => [field, Number(count)])) };
}
