import { hubSpotBook } from '../../src/destinations/hubspot/property-book.ts';
import { buildFieldMap, type EffectiveMap } from '../../src/field-map/build.ts';
import { fieldChoiceSchema } from '../../src/field-map/choice.ts';
import type { FieldMap } from '../../src/field-map/types.ts';

/** The map of a choice as a person would write it. */
export function effectiveMapOf(choice: unknown): EffectiveMap {
  const built = buildFieldMap(fieldChoiceSchema.parse(choice), { book: hubSpotBook });
  if (built.ok) return built.map;
  throw new Error(JSON.stringify(built.problems));
}

/** What lies in the CRM by it. */
export function mapOf(choice: unknown): FieldMap {
  return effectiveMapOf(choice).crm;
}

/** The core, and phones seeded where a live order makes the contact. */
export const seedingMap = mapOf({ fields: { 'contact.phone': { fill: 'once' } } });
