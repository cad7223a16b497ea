import type { Core } from './core.ts';
import { type ApiError, badRequest } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import type { CrmRecord } from './record.ts';

/**
 * Throws unless a property can stand for the record id. HubSpot docs: properties with unique values, and `email` of
 * contacts; `hs_object_id` is no unique property (the record id is used by leaving `idProperty` out).
 */
export function requireUnique(core: Core, type: ObjectType, idProperty: string, verb: string): void {
  if (core.properties.live(type.id, idProperty)?.hasUniqueValue) return;
  throw nonUnique(type, idProperty, verb);
}

export function nonUnique(type: ObjectType, idProperty: string, verb: string): ApiError {
  return badRequest(`Unable to perform ${verb} by non-unique ${type.id} property ${idProperty}`);
}

/** The live record behind an id or a unique value. */
export function lookUp(
  core: Core,
  type: ObjectType,
  idProperty: string | undefined,
  id: string,
): CrmRecord | undefined {
  return idProperty === undefined ? core.records.live(type.id, id) : core.records.byUnique(type.id, idProperty, id);
}
