import { catalogue as wholeOfIt } from './catalogue/catalogue.ts';
import type { CatalogueEntry, PatternName } from './catalogue/entry.ts';
import { plannedEntries } from './catalogue/planned.ts';
import { type ChoiceProblem, type FieldChoice, fieldChoiceSchema } from './choice.ts';
import { fieldProblems } from './field-problems.ts';
import { mapProblems } from './map-problems.ts';
import type { PropertyBook } from './property-book.ts';
import { type ChosenField, selectFields } from './select.ts';
import type { FieldMap, MappedField } from './types.ts';
import { versionOf } from './version.ts';

/** The map in force, for its two ways out. */
export interface EffectiveMap {
  readonly pattern: PatternName;
  /** What lies in the CRM: kept true, seeded, or read and left alone. Empty in the pattern reporting. */
  readonly crm: FieldMap;
  /** What the files carry: the same fields, and those that are used periodically. */
  readonly files: FieldMap;
  /** Every field that could be mapped, computed ones included. */
  readonly catalogue: readonly CatalogueEntry[];
  /** Fields of the pattern that this set-up leaves out on purpose. */
  readonly leftOut: readonly CatalogueEntry[];
}

export interface MapBasis {
  /** Computed fields that a module of the merchant's adds to the catalogue. */
  readonly computed?: readonly CatalogueEntry[];
  /** What the destination knows of its CRM; null = no destination is known, its part is left unchecked. */
  readonly book: PropertyBook | null;
}

export type BuiltMap =
  | { readonly ok: true; readonly map: EffectiveMap }
  /** Everything that is wrong at once, so that nobody mends one line per run. */
  | { readonly ok: false; readonly problems: readonly ChoiceProblem[] };

/** The map that a choice asks for, or everything that is wrong with it. */
export function buildFieldMap(choice: FieldChoice, basis: MapBasis): BuiltMap {
  const catalogue = [...wholeOfIt, ...(basis.computed ?? [])];
  const selection = selectFields(choice, catalogue, plannedEntries);
  const { chosen, leftOut } = selection;
  const problems = [
    ...selection.problems,
    ...fieldProblems(choice.pattern, chosen, basis.book),
    ...mapProblems(choice.pattern, selection, catalogue, basis.book),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    map: effective(
      choice.pattern,
      chosen,
      catalogue,
      leftOut.map(({ entry }) => entry),
    ),
  };
}

/** What stands when nothing is configured. */
export function defaultMap(): EffectiveMap {
  const built = buildFieldMap(fieldChoiceSchema.parse({}), { book: null });
  if (built.ok) return built.map;
  throw new Error(`the core map refuses itself: ${built.problems.map(({ found }) => found).join('; ')}`);
}

function effective(
  pattern: PatternName,
  chosen: readonly ChosenField[],
  catalogue: readonly CatalogueEntry[],
  leftOut: readonly CatalogueEntry[],
): EffectiveMap {
  const inCrm = pattern === 'reporting' ? [] : chosen.filter(({ use }) => use === 'same day');
  const mapOf = (fields: readonly ChosenField[]) => ({
    version: versionOf(pattern, fields),
    fields: fields.map(mapped),
  });
  return { pattern, crm: mapOf(inCrm), files: mapOf(chosen), catalogue, leftOut };
}

function mapped({ entry, owner, ownerName, use, usedBy, empty, fill, property }: ChosenField): MappedField {
  return {
    ...entry,
    owner,
    use,
    ...(ownerName === null ? {} : { ownerName }),
    ...(usedBy === null ? {} : { usedBy }),
    ...(owner === 'shopify' ? { empty } : {}),
    ...(fill === null ? {} : { fill }),
    ...(property === null ? {} : { property }),
  };
}
