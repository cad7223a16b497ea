import type { CrmRecord } from '../../connector/destination.ts';
import type { CrmObject, FieldValue } from '../../field-map/types.ts';
import type { HubSpotRecord } from './answers.ts';
import type { Binding } from './binding.ts';
import { hubSpotObjects, keyProperty, membersProperty, originProperty } from './objects.ts';
import { fromHubSpot } from './values.ts';

/** HubSpot docs: ids that were merged into a record; contacts also keep an older list of `id:moment` entries. */
const mergedLists = ['hs_merged_object_ids', 'hs_calculated_merged_vids'];

const extraProperties: Readonly<Record<CrmObject, readonly string[]>> = {
  contact: [
    membersProperty,
    'email',
    'hs_additional_emails',
    'phone',
    'mobilephone',
    'firstname',
    'lastname',
    'hs_country_region_code',
    ...mergedLists,
  ],
  order: ['hs_merged_object_ids'],
};

/** Every property that a read asks for. HubSpot leaves out what an account does not have. */
export function readProperties(binding: Binding, object: CrmObject): string[] {
  const names = [
    ...binding.byProperty[object].keys(),
    keyProperty,
    hubSpotObjects[object].modified,
    ...(binding.hasOrigin[object] ? [originProperty] : []),
    ...extraProperties[object],
  ];
  return [...new Set(names)];
}

export function toRecord(
  binding: Binding,
  object: CrmObject,
  record: HubSpotRecord,
  askedId: string | null,
): CrmRecord {
  const { properties } = record;
  const values: Record<string, FieldValue> = {};
  for (const place of binding.byProperty[object].values())
    values[place.field] = fromHubSpot(place, properties[place.property]);
  const contact = object === 'contact';
  return {
    id: record.id,
    askedId,
    key: text(properties[keyProperty]),
    members: splitList(properties[membersProperty]),
    values,
    emails: contact
      ? unique([properties['email'] ?? '', ...splitList(properties['hs_additional_emails'])].map(lower))
      : [],
    phones: contact
      ? unique([properties['phone'] ?? '', properties['mobilephone'] ?? ''].map((phone) => phone.trim()))
      : [],
    ...(contact
      ? {
          name: `${properties['firstname'] ?? ''} ${properties['lastname'] ?? ''}`.trim(),
          country: text(properties['hs_country_region_code']),
        }
      : {}),
    mergedIds: mergedIds(record),
    madeByUs: binding.hasOrigin[object] ? text(properties[originProperty]) !== null : null,
    updatedAt: updatedAt(object, record),
  };
}

/** Ids that now lead to this record because theirs were merged into it. */
export function mergedIds(record: HubSpotRecord): string[] {
  return mergedLists.flatMap((name) => splitList(record.properties[name]).map((entry) => entry.replace(/:.*$/, '')));
}

function updatedAt(object: CrmObject, record: HubSpotRecord): Date {
  const date = new Date(record.updatedAt ?? record.properties[hubSpotObjects[object].modified] ?? '');
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}

function text(value: string | null | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function lower(address: string): string {
  return address.trim().toLowerCase();
}

function splitList(value: string | null | undefined): string[] {
  return (value ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((one) => one !== ''))];
}
