import { ApiError, badRequest } from './errors.ts';
import { type ObjectType, objectTypes } from './object-types.ts';
import { type Property, type PropertyGroup, type Standard, standardProperty } from './property.ts';
import { contactProperties } from './standard-contacts.ts';
import { orderProperties } from './standard-orders.ts';
import { companyProperties, dealProperties, lineItemProperties } from './standard-others.ts';

/** How this account differs from the usual set of standard properties. */
export type PropertyOverride =
  | 'absent'
  | Partial<Pick<Property, 'readOnlyValue' | 'type' | 'fieldType' | 'options' | 'calculated' | 'label'>>;

export interface PropertyOptions {
  readonly currencies: readonly string[];
  /** Custom properties over all objects; HubSpot's free plan allows 10. */
  readonly customPropertyLimit: number;
  readonly customPropertyLimitPerObject: number;
  /** By type id, then property name. */
  readonly overrides: Readonly<Record<string, Readonly<Record<string, PropertyOverride>>>>;
  readonly createdAt: number;
}

interface Catalog {
  readonly properties: Map<string, Property>;
  readonly groups: Map<string, PropertyGroup>;
  unique: ReadonlySet<string>;
}

/** HubSpot docs: at most ten properties with unique values per object. */
const UNIQUE_LIMIT = 10;

/** The property definitions of every object type, with the rules of HubSpot's properties API. */
export class PropertyStore {
  readonly limits: PropertyOptions;
  readonly #catalogs = new Map<string, Catalog>();
  readonly #inUse = new Set<string>();

  constructor(options: PropertyOptions) {
    this.limits = options;
    const standards: Readonly<Record<string, readonly Standard[]>> = {
      '0-1': contactProperties,
      '0-2': companyProperties,
      '0-3': dealProperties(options.currencies),
      '0-8': lineItemProperties,
      '0-123': orderProperties,
    };
    for (const type of objectTypes) {
      this.#catalogs.set(type.id, buildCatalog(standards[type.id] ?? [], options, type.id));
    }
  }

  /** The definition in force; undefined for an unknown or archived property. */
  live(typeId: string, name: string): Property | undefined {
    const property = this.#catalog(typeId).properties.get(name);
    return property?.archivedAt === null ? property : undefined;
  }

  /** The definition, archived ones included. */
  any(typeId: string, name: string): Property | undefined {
    return this.#catalog(typeId).properties.get(name);
  }

  list(typeId: string, archived: boolean): Property[] {
    return [...this.#catalog(typeId).properties.values()].filter((one) => (one.archivedAt !== null) === archived);
  }

  uniqueNames(typeId: string): ReadonlySet<string> {
    return this.#catalog(typeId).unique;
  }

  customCount(typeId?: string): number {
    let count = 0;
    for (const [id, catalog] of this.#catalogs) {
      if (typeId !== undefined && typeId !== id) continue;
      for (const one of catalog.properties.values()) if (!one.hubspotDefined && one.archivedAt === null) count += 1;
    }
    return count;
  }

  /** Adds a property, or brings an archived one of that name back. Throws ApiError where HubSpot refuses. */
  add(type: ObjectType, property: Property): Property {
    const catalog = this.#catalog(type.id);
    const known = catalog.properties.get(property.name);
    if (known && known.archivedAt === null) throw alreadyExists(property.name);
    if (this.customCount() >= this.limits.customPropertyLimit) throw limitReached(this.limits.customPropertyLimit);
    const perObject = this.limits.customPropertyLimitPerObject;
    if (this.customCount(type.id) >= perObject) throw limitReached(perObject);
    const uniqueCount = this.list(type.id, false).filter((one) => one.hasUniqueValue && !one.hubspotDefined).length;
    if (property.hasUniqueValue && uniqueCount >= UNIQUE_LIMIT) {
      throw badRequest(`You can only have ${UNIQUE_LIMIT} unique properties for ${type.plural}.`);
    }
    this.requireGroup(type, property.groupName);
    this.put(type.id, property);
    return property;
  }

  /** Stores a definition as it is, without asking HubSpot's rules: for acts of an administrator in the account. */
  put(typeId: string, property: Property): void {
    const catalog = this.#catalog(typeId);
    catalog.properties.set(property.name, property);
    catalog.unique = uniqueOf(catalog.properties);
  }

  /** Throws ApiError when the property is unknown, HubSpot's own, or in use elsewhere in the account. */
  archive(type: ObjectType, name: string, at: number): void {
    const property = this.live(type.id, name);
    if (!property) return;
    if (property.hubspotDefined)
      throw badRequest(`Property ${name} is a HubSpot defined property and cannot be deleted`);
    if (this.#inUse.has(`${type.id}/${name}`)) {
      throw badRequest(`Property ${name} is in use and cannot be deleted.`, {
        subCategory: 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE',
      });
    }
    this.put(type.id, { ...property, archivedAt: at, updatedAt: at });
  }

  /** A workflow or list of the account uses the property, so that it cannot be archived. */
  markInUse(typeId: string, name: string): void {
    this.#inUse.add(`${typeId}/${name}`);
  }

  groups(typeId: string): PropertyGroup[] {
    return [...this.#catalog(typeId).groups.values()];
  }

  group(typeId: string, name: string): PropertyGroup | undefined {
    return this.#catalog(typeId).groups.get(name);
  }

  putGroup(typeId: string, group: PropertyGroup): void {
    this.#catalog(typeId).groups.set(group.name, group);
  }

  removeGroup(type: ObjectType, name: string): void {
    if (this.list(type.id, false).some((one) => one.groupName === name)) {
      throw badRequest(`Property group ${name} has active properties and cannot be deleted.`, {
        subCategory: 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES',
      });
    }
    this.#catalog(type.id).groups.delete(name);
  }

  requireGroup(type: ObjectType, name: string): void {
    if (!this.group(type.id, name)) throw badRequest(`Property group ${name} does not exist for ${type.plural}.`);
  }

  #catalog(typeId: string): Catalog {
    const catalog = this.#catalogs.get(typeId);
    if (!catalog) throw new RangeError(`unknown object type ${typeId}`);
    return catalog;
  }
}

function buildCatalog(standards: readonly Standard[], options: PropertyOptions, typeId: string): Catalog {
  const overrides = options.overrides[typeId] ?? {};
  const properties = new Map<string, Property>();
  const groups = new Map<string, PropertyGroup>();
  for (const standard of standards) {
    const override = overrides[standard.name];
    if (override === 'absent') continue;
    properties.set(standard.name, { ...standardProperty(standard, options.createdAt), ...override });
    if (!groups.has(standard.groupName)) {
      const label = standard.groupName.replaceAll('_', ' ');
      groups.set(standard.groupName, { name: standard.groupName, label, displayOrder: groups.size });
    }
  }
  return { properties, groups, unique: uniqueOf(properties) };
}

function uniqueOf(properties: ReadonlyMap<string, Property>): Set<string> {
  const names = new Set<string>();
  for (const one of properties.values()) if (one.hasUniqueValue && one.archivedAt === null) names.add(one.name);
  return names;
}

function alreadyExists(name: string): ApiError {
  return new ApiError(409, {
    status: 'error',
    message: `A property named '${name}' already exists.`,
    category: 'OBJECT_ALREADY_EXISTS',
    subCategory: 'Properties.PROPERTY_WITH_NAME_EXISTS',
    context: { name: [name] },
  });
}

function limitReached(limit: number): ApiError {
  return badRequest(`The account has reached its limit of ${limit} custom properties.`, {
    subCategory: 'PropertyValidationError.PROPERTY_LIMIT_REACHED',
    context: { limit: [String(limit)] },
  });
}
