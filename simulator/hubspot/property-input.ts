import { z } from 'zod';
import { badRequest } from './errors.ts';
import { type Property, type PropertyOption, YES_NO } from './property.ts';

const option = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.number().int().optional(),
  hidden: z.boolean().optional(),
  description: z.string().optional(),
});

const propertyType = z.enum(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']);

export const propertyBody = z.object({
  name: z.string(),
  label: z.string().min(1),
  groupName: z.string(),
  type: propertyType,
  fieldType: z.string(),
  description: z.string().optional(),
  options: z.array(option).optional(),
  hasUniqueValue: z.boolean().optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  displayOrder: z.number().int().optional(),
});

/** `hasUniqueValue` and `name` are absent on purpose: HubSpot never changes them. */
export const propertyPatchBody = z.object({
  label: z.string().min(1).optional(),
  groupName: z.string().optional(),
  type: propertyType.optional(),
  fieldType: z.string().optional(),
  description: z.string().optional(),
  options: z.array(option).optional(),
  hidden: z.boolean().optional(),
  formField: z.boolean().optional(),
  displayOrder: z.number().int().optional(),
});

export type PropertyInput = z.infer<typeof propertyBody>;
export type PropertyPatch = z.infer<typeof propertyPatchBody>;

/** Which field types go with a type. */
const FIELD_TYPES: Readonly<Record<Property['type'], readonly string[]>> = {
  bool: ['booleancheckbox', 'calculation_equation'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['booleancheckbox', 'checkbox', 'radio', 'select'],
  number: ['number', 'calculation_equation'],
  phone_number: ['phonenumber'],
  string: ['file', 'html', 'phonenumber', 'text', 'textarea', 'calculation_equation'],
};

function checkField(type: Property['type'], fieldType: string): void {
  if (FIELD_TYPES[type].includes(fieldType)) return;
  throw badRequest(`Invalid field type ${fieldType} for property type ${type}`);
}

function readOptions(given: readonly z.infer<typeof option>[]): PropertyOption[] {
  const values = given.map((one) => one.value);
  const twice = values.find((value, index) => values.indexOf(value) !== index);
  if (twice !== undefined) throw badRequest(`Property options must have unique values: ${twice}`);
  return given.map((one, index) => ({
    label: one.label,
    value: one.value,
    displayOrder: one.displayOrder ?? index,
    hidden: one.hidden ?? false,
    ...(one.description === undefined ? {} : { description: one.description }),
  }));
}

/** A new custom property by HubSpot's rules; throws ApiError for what it refuses. `at` in milliseconds. */
export function newProperty(input: PropertyInput, at: number): Property {
  if (!/^[a-z][a-z0-9_]{0,99}$/.test(input.name)) {
    throw badRequest(
      `Property name ${input.name} is not valid: lower-case letters, digits and underscores, beginning with a letter.`,
    );
  }
  checkField(input.type, input.fieldType);
  const unique = input.hasUniqueValue ?? false;
  if (unique && input.type !== 'string' && input.type !== 'number') {
    throw badRequest('Only text and number properties can have unique values.');
  }
  const options = readOptions(input.options ?? []);
  if (input.type === 'enumeration' && options.length === 0) {
    throw badRequest(`Property ${input.name} of type enumeration must have options.`);
  }
  return {
    name: input.name,
    label: input.label,
    type: input.type,
    fieldType: input.fieldType,
    groupName: input.groupName,
    description: input.description ?? '',
    options: input.type === 'bool' && options.length === 0 ? YES_NO : options,
    hasUniqueValue: unique,
    calculated: false,
    externalOptions: false,
    referencedObjectType: null,
    hidden: input.hidden ?? false,
    hubspotDefined: false,
    formField: input.formField ?? false,
    displayOrder: input.displayOrder ?? -1,
    readOnlyValue: false,
    archivedAt: null,
    createdAt: at,
    updatedAt: at,
    createdUserId: null,
  };
}

/** A changed definition. Options are kept when the patch has none and replaced as a whole when it has some. */
export function patchedProperty(property: Property, patch: PropertyPatch, at: number): Property {
  const type = patch.type ?? property.type;
  const fieldType = patch.fieldType ?? property.fieldType;
  if (property.hubspotDefined && (type !== property.type || patch.options !== undefined)) {
    throw badRequest(`The definition of ${property.name} is read only.`);
  }
  if (type !== property.type || fieldType !== property.fieldType) checkField(type, fieldType);
  return {
    ...property,
    type,
    fieldType,
    label: patch.label ?? property.label,
    groupName: patch.groupName ?? property.groupName,
    description: patch.description ?? property.description,
    options: patch.options ? readOptions(patch.options) : property.options,
    hidden: patch.hidden ?? property.hidden,
    formField: patch.formField ?? property.formField,
    displayOrder: patch.displayOrder ?? property.displayOrder,
    updatedAt: at,
  };
}
