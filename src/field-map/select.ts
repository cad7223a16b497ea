import { nearest } from '../lib/nearest.ts';
import type { CatalogueEntry, EntryFacts, PatternName, PlannedEntry } from './catalogue/entry.ts';
import { type ChoiceProblem, type FieldChoice, type FieldEntryChoice, ownerOf } from './choice.ts';
import type { EmptyPolicy, FieldUse, Owner } from './types.ts';

/** A field of a map, with what was chosen for it. */
export interface ChosenField {
  readonly entry: CatalogueEntry;
  /** What the configuration says of it; null = only the pattern asks for it. */
  readonly given: FieldEntryChoice | null;
  /** Whether the pattern brings it. */
  readonly inPattern: boolean;
  readonly owner: Owner;
  readonly ownerName: string | null;
  readonly use: FieldUse;
  readonly usedBy: string | null;
  readonly empty: EmptyPolicy;
  readonly fill: 'once' | null;
  readonly property: string | null;
}

export interface Selection {
  readonly chosen: readonly ChosenField[];
  /** Fields of the pattern that are left out, with the place in the list that says so. */
  readonly leftOut: readonly { readonly entry: CatalogueEntry; readonly index: number }[];
  readonly problems: readonly ChoiceProblem[];
}

/** Whether a pattern's minimum has a field: that of core is every pattern's. */
function isMinimumOf(pattern: PatternName, { minimumOf }: EntryFacts): boolean {
  return minimumOf.includes('core') || minimumOf.includes(pattern);
}

/** Whether our writes carry it: kept true, or seeded. */
export function isWrittenToCrm({ owner, use, fill }: Pick<ChosenField, 'owner' | 'use' | 'fill'>): boolean {
  return use === 'same day' && (owner === 'shopify' || fill === 'once');
}

/** The fields that a choice asks for, in the order of the catalogue, and names that mean nothing. */
export function selectFields(
  choice: FieldChoice,
  catalogue: readonly CatalogueEntry[],
  planned: readonly PlannedEntry[],
): Selection {
  const { pattern } = choice;
  const known = new Map(catalogue.map((entry) => [entry.name, entry]));
  const later = new Map(planned.map((entry) => [entry.name, entry]));
  const unknown = (path: readonly (string | number)[], name: string): ChoiceProblem => {
    const entry = later.get(name);
    if (entry === undefined) {
      const meant = nearest(name, [...known.keys()]);
      const remedy = meant === null ? 'Write a name that "samestory fields --all" lists.' : `Write "${meant}".`;
      return { path, found: `"${name}", which is no field`, allowed: 'the name of a field of the catalogue', remedy };
    }
    return {
      path,
      found: `"${name}" (${entry.label}), which cannot be mapped yet: ${entry.object} data is not synced`,
      allowed: 'fields of contacts and orders',
      remedy: 'Remove it for now.',
    };
  };
  const problems: ChoiceProblem[] = [];
  for (const name of Object.keys(choice.fields)) {
    if (!known.has(name)) problems.push(unknown(['fields', name], name));
  }
  const leftOut: { entry: CatalogueEntry; index: number }[] = [];
  for (const [index, name] of choice.leaveOut.entries()) {
    const path = ['leaveOut', index];
    const entry = known.get(name);
    if (entry === undefined) problems.push(unknown(path, name));
    else if (Object.hasOwn(choice.fields, name)) {
      const remedy = 'Remove it from one of the two.';
      problems.push({ path, found: `"${name}", which is under fields too`, allowed: 'one of the two', remedy });
    } else if (isMinimumOf(pattern, entry)) leftOut.push({ entry, index });
    else {
      const found = `"${name}", which the pattern ${pattern} does not have`;
      problems.push({
        path,
        found,
        allowed: 'fields of the pattern',
        remedy: 'Remove it: it is not in the map anyway.',
      });
    }
  }
  const out = new Set(leftOut.map(({ entry }) => entry.name));
  const chosen = catalogue.flatMap((entry): ChosenField[] => {
    const given = Object.hasOwn(choice.fields, entry.name) ? (choice.fields[entry.name] ?? null) : null;
    const inPattern = isMinimumOf(pattern, entry);
    return out.has(entry.name) || (given === null && !inPattern) ? [] : [chosenField(pattern, entry, given, inPattern)];
  });
  return { chosen, leftOut, problems };
}

function chosenField(
  pattern: PatternName,
  entry: CatalogueEntry,
  given: FieldEntryChoice | null,
  inPattern: boolean,
): ChosenField {
  const { owner, name } = given?.owner === undefined ? { owner: entry.owner, name: null } : ownerOf(given.owner);
  return {
    entry,
    given,
    inPattern,
    owner,
    ownerName: name,
    use: given?.use ?? (pattern === 'reporting' ? 'periodically' : 'same day'),
    usedBy: given?.usedBy ?? null,
    empty: given?.empty ?? 'clear',
    fill: given?.fill ?? null,
    property: given?.property ?? null,
  };
}
