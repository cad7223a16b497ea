import type { Core } from './core.ts';
import type { ObjectType } from './object-types.ts';
import { type CrmRecord, valuesOf } from './record.ts';
import type { Writer } from './row-plan.ts';
import { mergeSource } from './source.ts';

/**
 * Merges `loser` into `primary` and returns the record that answers to both ids afterwards. HubSpot docs: the primary's
 * values win, gaps are filled from the other record, its e-mail becomes an additional address, its other unique values
 * are lost, its links move.
 */
export function mergeRecords(
  core: Core,
  type: ObjectType,
  primary: CrmRecord,
  loser: CrmRecord,
  writer: Writer,
): CrmRecord {
  const kept = valuesOf(primary);
  const lost = valuesOf(loser);
  const unique = core.properties.uniqueNames(type.id);
  const filled = new Map<string, string>();
  for (const [name, value] of lost) if (value !== '' && !unique.has(name) && !kept.get(name)) filled.set(name, value);
  if (type.id === '0-1') fillEmails(filled, kept, lost);
  const gone = [kept.get('hs_merged_object_ids'), lost.get('hs_merged_object_ids'), String(loser.id)];
  const fresh = core.switches.mergeSurvivor === 'new';
  if (fresh) gone.push(String(primary.id));
  const mergedIds = gone.filter((one) => one !== undefined && one !== '').join(';');
  filled.set('hs_merged_object_ids', mergedIds);
  if (type.id === '0-1') filled.set('hs_calculated_merged_vids', mergedIds);
  core.records.pointTo(loser, primary);
  const survivor = fresh ? core.records.create(type.id, new Map(), mergeSource(writer.source), writer.at) : primary;
  if (fresh) {
    core.records.pointTo(primary, survivor);
    core.associations.move(primary, survivor);
  }
  const values = fresh ? new Map([...kept, ...filled]) : filled;
  core.records.append(survivor, values, mergeSource(writer.source), writer.at);
  core.associations.move(loser, survivor);
  return survivor;
}

function fillEmails(filled: Map<string, string>, kept: ReadonlyMap<string, string>, lost: ReadonlyMap<string, string>) {
  const primary = kept.get('email') ?? '';
  const others = [
    kept.get('hs_additional_emails') ?? '',
    lost.get('email') ?? '',
    lost.get('hs_additional_emails') ?? '',
  ];
  const addresses = [...new Set(others.flatMap((text) => text.split(';')))].filter(
    (one) => one !== '' && one !== primary,
  );
  const [first, ...rest] = addresses;
  if (primary === '' && first !== undefined) filled.set('email', first);
  filled.set('hs_additional_emails', (primary === '' ? rest : addresses).join(';'));
}
