import { contactEntries } from './contact.ts';
import type { CatalogueEntry, PlannedEntry } from './entry.ts';
import { orderEntries } from './order.ts';
import { plannedEntries } from './planned.ts';

/** Every field that a map can name, in the order in which people ask for them. The one place where fields are defined. */
export const catalogue: readonly CatalogueEntry[] = [...contactEntries, ...orderEntries];

/** The fields that can be mapped and those that will be. */
export const wholeCatalogue: readonly (CatalogueEntry | PlannedEntry)[] = [...catalogue, ...plannedEntries];
