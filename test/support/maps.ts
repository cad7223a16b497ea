import { hubSpotBook } from '../../src/destinations/hubspot/property-book.ts';
import { buildFieldMap } from '../../src/field-map/build.ts';
import { fieldChoiceSchema } from '../../src/field-map/choice.ts';
import type { FieldMap } from '../../src/field-map/types.ts';

/** What lies in the CRM by a choice as a person would write it. */
export function mapOf(choice: unknown): FieldMap {
  const built = buildFieldMap(fieldChoiceSchema.parse(choice), { book: hubSpotBook });
  if (built.ok) return built.map.crm;
  throw new Error(JSON.stringify(built.problems));
}

/** The core, and phones seeded where a live order makes the contact. */
export const seedingMap = mapOf({ fields: { 'contact.phone': { fill: 'once' } } });
