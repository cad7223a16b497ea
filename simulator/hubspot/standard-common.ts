import type { PropertyType, Standard } from './property.ts';

type Extra = Omit<Standard, 'name' | 'label' | 'type' | 'fieldType' | 'groupName'>;

const FIELD_TYPES: Readonly<Record<PropertyType, string>> = {
  bool: 'booleancheckbox',
  date: 'date',
  datetime: 'date',
  enumeration: 'select',
  number: 'number',
  phone_number: 'phonenumber',
  string: 'text',
};

/** A helper for tables of standard properties of one group: `text('city', 'City')`. */
export function declare(groupName: string) {
  const of =
    (type: PropertyType) =>
    (name: string, label: string, extra: Extra = {}): Standard => ({
      name,
      label,
      type,
      fieldType: extra.calculated ? `calculation_${type === 'number' ? 'equation' : 'read_time'}` : FIELD_TYPES[type],
      groupName,
      ...extra,
    });
  return {
    text: of('string'),
    number: of('number'),
    yesNo: of('bool'),
    instant: of('datetime'),
    choice: of('enumeration'),
    phone: of('phone_number'),
  };
}

export const LIFECYCLE_STAGES: readonly (readonly [string, string])[] = [
  ['subscriber', 'Subscriber'],
  ['lead', 'Lead'],
  ['marketingqualifiedlead', 'Marketing Qualified Lead'],
  ['salesqualifiedlead', 'Sales Qualified Lead'],
  ['opportunity', 'Opportunity'],
  ['customer', 'Customer'],
  ['evangelist', 'Evangelist'],
  ['other', 'Other'],
];

/** System properties that every object type has; none of them can be written. */
export function systemProperties(groupName: string, createdName: string, modifiedName: string): Standard[] {
  const { text, instant, choice, number } = declare(groupName);
  return [
    number('hs_object_id', 'Record ID', { readOnly: true }),
    instant(createdName, 'Create date', { readOnly: true }),
    instant(modifiedName, 'Last modified date', { readOnly: true }),
    choice('hs_object_source', 'Record creation source', { readOnly: true, externalOptions: true }),
    text('hs_object_source_id', 'Record creation source ID', { readOnly: true }),
    choice('hs_object_source_label', 'Record source', { readOnly: true, externalOptions: true }),
    number('hs_object_source_user_id', 'Record creation source user ID', { readOnly: true }),
    choice('hs_merged_object_ids', 'Merged record IDs', { readOnly: true, externalOptions: true }),
  ];
}

/** The record's owner: always the CRM's. */
export function ownerProperty(groupName: string): Standard {
  return declare(groupName).choice('hubspot_owner_id', 'Owner', {
    externalOptions: true,
    referencedObjectType: 'OWNER',
  });
}
