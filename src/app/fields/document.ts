import { relative } from 'node:path';
import { hubSpotBook } from '../../destinations/hubspot/property-book.ts';
import type { EntryFacts } from '../../field-map/catalogue/entry.ts';
import { plannedEntries } from '../../field-map/catalogue/planned.ts';
import { type DescribedField, describeMap, type MapDescription } from '../../field-map/describe.ts';
import { orderPartsOf } from '../../field-map/project.ts';
import { neededScopes } from '../../sources/shopify/documents/scopes.ts';
import type { Configuration } from '../configuration.ts';
import { productVersion } from '../version.ts';
import type { FieldCosts } from './costs.ts';

/** A field that could be added: everything that somebody has to know who wonders whether. */
export type UnusedField = Pick<
  EntryFacts,
  'name' | 'label' | 'type' | 'meaning' | 'from' | 'formula' | 'scopes' | 'privacy' | 'owner' | 'minimumOf'
> & { readonly object: string; readonly unit: string | null; readonly planned: boolean };

/** The map as people read it, and as JSON. */
export interface FieldsDocument extends Omit<MapDescription, 'unused'> {
  readonly product: string;
  readonly asOf: string;
  /** The file that says the map, seen from the working folder; null = none, the defaults count. */
  readonly configuration: string | null;
  /** Who answers for the map, with the address where mail reaches them. */
  readonly responsible: string | null;
  /** Everything that the app in Shopify is asked for: for these fields, and to hear of changes and of the past. */
  readonly storeScopes: readonly string[];
  /** Records in the CRM by the map that wrote them; null = unknown. */
  readonly versions: Readonly<Record<string, number>> | null;
  /** Why some figures are unknown; null = they are known. */
  readonly unknownBecause: string | null;
  readonly unused: readonly UnusedField[];
}

/** `now`: the moment, and the folder that somebody works in. */
export function fieldsDocument(
  configuration: Configuration,
  costs: FieldCosts,
  now: { readonly asOf: Date; readonly folder: string },
): FieldsDocument {
  const { fields, file, data } = configuration;
  const { unused, ...description } = describeMap(fields, hubSpotBook, costs.known ? costs : null);
  return {
    product: `samestory ${productVersion}`,
    asOf: now.asOf.toISOString(),
    configuration: file === null ? null : relative(now.folder, file),
    responsible: data.responsible === undefined ? null : whoAnswers(data.responsible),
    ...description,
    storeScopes: neededScopes(orderPartsOf(fields.files)),
    versions: costs.known ? costs.versions : null,
    unknownBecause: costs.known ? null : costs.why,
    unused: [
      ...unused.map((entry) => unusedField(entry, entry.object, false)),
      ...plannedEntries.map((entry) => unusedField(entry, entry.object, true)),
    ],
  };
}

/** The page outlives whoever wrote it: a name alone would not be reached. A webhook is nobody's to write to. */
function whoAnswers({ name, email }: NonNullable<Configuration['data']['responsible']>): string {
  return email === undefined ? name : `${name} (${email})`;
}

function unusedField(entry: EntryFacts, object: string, planned: boolean): UnusedField {
  const { name, label, type, meaning, from, formula, scopes, privacy, owner, minimumOf, unit = null } = entry;
  return { object, name, label, type, unit, meaning, from, formula, scopes, privacy, owner, minimumOf, planned };
}

/** What a group of fields is called, and what its heading promises. */
export const parts: readonly { readonly part: DescribedField['part']; title(crm: string): string }[] = [
  { part: 'kept true', title: (crm) => `Shopify's, kept true in ${crm}` },
  { part: 'seeded once', title: (crm) => `${crm}'s, filled once when a live order makes the record` },
  { part: 'left to people', title: () => 'Left to people: never written' },
  { part: 'files only', title: () => 'In the files alone: never written to the CRM' },
];

/** One figure for people; what nobody could ask is said as unknown. */
export function figure(value: number | null): string {
  return value === null ? 'unknown' : String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** How a field is used, in a sentence. */
export function useText({ use, usedBy }: DescribedField): string {
  if (use === null) return `Used by ${usedBy}.`;
  return use === 'same day' ? `Used the same day by ${usedBy}.` : `Used periodically by ${usedBy}.`;
}

/** What a value is: its type, unit and choices. */
export function typeText({ type, unit, choices }: Pick<DescribedField, 'type' | 'unit' | 'choices'>): string {
  const values = choices.map(({ label }) => label).join(', ');
  return [type, unit, values === '' ? null : values].filter((text) => text !== null).join('; ');
}

/** Which version counts, and what the CRM holds by it. */
export function versionText({ version, filesVersion, versions, crm, pattern }: FieldsDocument): string {
  if (pattern.cannotStart !== null) return `Version: ${version}, not in force. ${pattern.cannotStart}`;
  if (pattern.name === 'reporting') return `Version in force: ${filesVersion}; nothing lies in ${crm}.`;
  const files = filesVersion === version ? '' : ` The files go by ${filesVersion}.`;
  const total = Object.values(versions ?? {}).reduce((sum, count) => sum + count, 0);
  // An account without room for every field has a version of its own, which begins with that of the map.
  const current = Object.entries(versions ?? {}).reduce(
    (sum, [name, count]) => (name === version || name.startsWith(`${version} `) ? sum + count : sum),
    0,
  );
  const held =
    versions === null ? '' : ` ${figure(current)} of ${figure(total)} records in ${crm} were last written by it.`;
  return `Version in force: ${version}.${files}${held}`;
}

/** The line that everything comes to. */
export function sumText({ sum, storeScopes }: FieldsDocument): string {
  return [
    `Sum of ${figure(sum.fields)} fields: ${figure(storeScopes.length)} scopes`,
    `values the CRM can refuse: ${figure(sum.refusable)}`,
    `records rewritten if all change: ${figure(sum.records)}`,
    `CRM properties used up: ${figure(sum.properties)}`,
    `incidents in the last 90 days: ${figure(sum.incidents)}`,
  ].join('; ');
}

export const columnMeanings: readonly (readonly [string, string])[] = [
  ['scopes', 'permissions in Shopify without which it cannot be read; the sum is all that are asked for'],
  ['refusable', 'values that the CRM checks against a list or a format, and may refuse'],
  ['records', 'records written again when the field changes; the sum counts each once'],
  ['properties', 'CRM properties of ours that it uses up; the sum has five more, which carry the Shopify ID'],
  ['incidents', 'values refused or set back by somebody else in the last 90 days'],
];
