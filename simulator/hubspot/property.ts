export type PropertyType = 'bool' | 'date' | 'datetime' | 'enumeration' | 'number' | 'phone_number' | 'string';

export interface PropertyOption {
  readonly label: string;
  readonly value: string;
  readonly displayOrder: number;
  readonly hidden: boolean;
  readonly description?: string;
}

/** One property of an object type, with the fields of HubSpot's properties API. */
export interface Property {
  readonly name: string;
  readonly label: string;
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly groupName: string;
  readonly description: string;
  readonly options: readonly PropertyOption[];
  readonly hasUniqueValue: boolean;
  readonly calculated: boolean;
  readonly externalOptions: boolean;
  readonly referencedObjectType: string | null;
  readonly hidden: boolean;
  readonly hubspotDefined: boolean;
  readonly formField: boolean;
  readonly displayOrder: number;
  readonly readOnlyValue: boolean;
  readonly archivedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdUserId: string | null;
}

export interface PropertyGroup {
  readonly name: string;
  readonly label: string;
  readonly displayOrder: number;
}

/** How a standard property is declared; what is absent is the usual value. */
export interface Standard {
  readonly name: string;
  readonly label: string;
  readonly type: PropertyType;
  readonly fieldType: string;
  readonly groupName: string;
  readonly options?: readonly (readonly [value: string, label: string])[];
  readonly readOnly?: boolean;
  readonly calculated?: boolean;
  readonly externalOptions?: boolean;
  readonly referencedObjectType?: string;
  readonly hasUniqueValue?: boolean;
}

function optionsFrom(pairs: readonly (readonly [value: string, label: string])[]): PropertyOption[] {
  return pairs.map(([value, label], displayOrder) => ({ value, label, displayOrder, hidden: false }));
}

export const YES_NO: readonly PropertyOption[] = optionsFrom([
  ['true', 'True'],
  ['false', 'False'],
]);

/** A property that every account has. `at` is the account's creation, in milliseconds. */
export function standardProperty(standard: Standard, at: number): Property {
  const booleanOptions = standard.type === 'bool' ? YES_NO : [];
  return {
    name: standard.name,
    label: standard.label,
    type: standard.type,
    fieldType: standard.fieldType,
    groupName: standard.groupName,
    description: '',
    options: standard.options ? optionsFrom(standard.options) : booleanOptions,
    hasUniqueValue: standard.hasUniqueValue ?? false,
    calculated: standard.calculated ?? false,
    externalOptions: standard.externalOptions ?? false,
    referencedObjectType: standard.referencedObjectType ?? null,
    hidden: false,
    hubspotDefined: true,
    formField: false,
    displayOrder: -1,
    readOnlyValue: standard.readOnly ?? standard.calculated ?? false,
    archivedAt: null,
    createdAt: at,
    updatedAt: at,
    createdUserId: null,
  };
}

/** The wire form of the properties API. */
export function presentProperty(property: Property): Record<string, unknown> {
  const archived = property.archivedAt !== null;
  return {
    name: property.name,
    label: property.label,
    type: property.type,
    fieldType: property.fieldType,
    groupName: property.groupName,
    description: property.description,
    options: property.options,
    hasUniqueValue: property.hasUniqueValue,
    calculated: property.calculated,
    externalOptions: property.externalOptions,
    ...(property.referencedObjectType === null ? {} : { referencedObjectType: property.referencedObjectType }),
    hidden: property.hidden,
    hubspotDefined: property.hubspotDefined,
    formField: property.formField,
    displayOrder: property.displayOrder,
    dataSensitivity: 'non_sensitive',
    archived,
    ...(property.archivedAt === null ? {} : { archivedAt: new Date(property.archivedAt).toISOString() }),
    createdAt: new Date(property.createdAt).toISOString(),
    updatedAt: new Date(property.updatedAt).toISOString(),
    ...(property.createdUserId === null ? {} : { createdUserId: property.createdUserId }),
    modificationMetadata: {
      archivable: !property.hubspotDefined,
      readOnlyDefinition: property.hubspotDefined,
      readOnlyOptions: property.hubspotDefined,
      readOnlyValue: property.readOnlyValue,
    },
  };
}
