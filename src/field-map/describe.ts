import type { EffectiveMap } from './build.ts';
import type { CatalogueEntry, PatternName, PrivacyClass } from './catalogue/entry.ts';
import { type Pattern, patterns } from './patterns.ts';
import type { PropertyBook } from './property-book.ts';
import type { Choice, CrmObject, FieldType, MappedField } from './types.ts';

/** What becomes of a field: the four ways that a map knows. */
export type FieldPart = 'kept true' | 'seeded once' | 'left to people' | 'files only';

/** What is known of the records; null = nobody could ask. */
export interface KnownCosts {
  readonly records: Readonly<Record<CrmObject, number>>;
  /** Records in the CRM by the map that wrote them. */
  readonly versions: Readonly<Record<string, number>>;
  /** Values that were refused or fought over, by field. */
  readonly incidents: Readonly<Record<string, number>>;
}

export interface FieldCost {
  readonly scopes: readonly string[];
  /** How many of its values the CRM checks, against a list or a format, and may refuse. */
  readonly refusable: number;
  /** Records that are written again when the field changes; null = unknown. */
  readonly records: number | null;
  /** CRM properties of ours that it uses up. */
  readonly properties: number;
  /** Refused or fought over in the last 90 days; null = unknown. */
  readonly incidents: number | null;
}

/** A field as people read it. */
export interface DescribedField {
  readonly name: string;
  readonly label: string;
  readonly object: CrmObject;
  readonly type: FieldType;
  readonly unit: string | null;
  readonly choices: readonly Choice[];
  readonly part: FieldPart;
  /** 'Shopify', 'HubSpot (sales)', 'marketing (Klaviyo)'. */
  readonly owner: string;
  /** Where somebody goes to change a value. */
  readonly changeIn: string;
  /** Where it lies in the CRM; null = nowhere. */
  readonly property: string | null;
  readonly meaning: string;
  readonly from: string;
  readonly formula: string;
  readonly privacy: PrivacyClass;
  /** Why it is in the map. */
  readonly why: string;
  readonly use: 'same day' | 'periodically' | null;
  readonly usedBy: string;
  /** What happens when it is emptied, in sentences: in the store, then in the CRM. */
  readonly emptied: readonly string[];
  readonly cost: FieldCost;
}

export interface MapDescription {
  readonly crm: string;
  readonly pattern: Pattern;
  /** Of what lies in the CRM, and of what the files carry. */
  readonly version: string;
  readonly filesVersion: string;
  readonly fields: readonly DescribedField[];
  readonly leftOut: Pattern['leavesOut'];
  /** Fields of the catalogue that nobody has asked for. */
  readonly unused: readonly CatalogueEntry[];
  readonly sum: FieldCost & { readonly fields: number };
}

/** Carry the Shopify ID, the records joined in a person and where a record came from; they belong to no field. */
const identityProperties = 5;

/** A map with everything that its reader has to know, in the words of the catalogue and the configuration. */
export function describeMap(map: EffectiveMap, book: PropertyBook, costs: KnownCosts | null): MapDescription {
  const pattern = patterns[map.pattern];
  const inCrm = new Set(map.crm.fields.map(({ name }) => name));
  const entries = new Map(map.catalogue.map((entry) => [entry.name, entry]));
  const fields = map.files.fields.flatMap((field): DescribedField[] => {
    const entry = entries.get(field.name);
    return entry === undefined ? [] : [describe(field, entry, inCrm.has(field.name), pattern, book, costs)];
  });
  const named = new Set(map.files.fields.map(({ name }) => name));
  const chosenOut = map.leftOut.map(({ label, name }) => ({
    what: `${label} (${name})`,
    why: 'this set-up does without it: leaveOut in the configuration',
  }));
  const out = new Set(map.leftOut.map(({ name }) => name));
  return {
    crm: book.crm,
    pattern,
    version: map.crm.version,
    filesVersion: map.files.version,
    fields,
    // Tags are off in every pattern until a map names who owns them.
    leftOut: [...chosenOut, ...pattern.leavesOut.filter(({ what }) => what !== 'tags' || !named.has('order.tags'))],
    unused: map.catalogue.filter(({ name }) => !named.has(name) && !out.has(name)),
    sum: sumOf(fields, costs),
  };
}

function partOf({ owner, fill, value }: MappedField, inCrm: boolean): FieldPart {
  if (!inCrm) return owner === 'shopify' || value !== undefined ? 'files only' : 'left to people';
  if (owner === 'shopify') return 'kept true';
  return fill === 'once' ? 'seeded once' : 'left to people';
}

function describe(
  field: MappedField,
  entry: CatalogueEntry,
  inCrm: boolean,
  pattern: Pattern,
  book: PropertyBook,
  costs: KnownCosts | null,
): DescribedField {
  const part = partOf(field, inCrm);
  const place = book.placeOf(field);
  const ours = field.property === undefined && place?.ours === true;
  const written = part === 'kept true' || part === 'seeded once';
  const property =
    part === 'files only' ? null : (field.property ?? (ours && !written ? null : place?.property) ?? null);
  const { name, label, object, type, meaning, from } = field;
  return {
    name,
    label,
    object,
    type,
    unit: entry.unit ?? null,
    choices: field.choices ?? [],
    part,
    ...ownerTexts(field, entry, book.crm),
    property,
    meaning,
    from,
    formula: entry.formula,
    privacy: entry.privacy,
    why: whyOf(field, entry, pattern.name),
    use: part === 'left to people' ? null : (field.use ?? 'same day'),
    usedBy: usedByOf(field, entry, pattern),
    emptied: emptiedTexts(field, part, book.crm),
    cost: {
      scopes: part === 'left to people' ? [] : entry.scopes,
      refusable: written ? refusableOf(field) : 0,
      records: costs === null ? null : part === 'kept true' ? costs.records[object] : 0,
      properties: written && (ours || field.property !== undefined) ? 1 : 0,
      incidents: costs === null ? null : (costs.incidents[name] ?? 0),
    },
  };
}

function ownerTexts(
  { owner, ownerName }: MappedField,
  { computedBy }: CatalogueEntry,
  crm: string,
): Pick<DescribedField, 'owner' | 'changeIn'> {
  const named = ownerName === undefined ? '' : ` (${ownerName})`;
  switch (owner) {
    case 'shopify':
      return {
        owner: `Shopify${named}`,
        changeIn: computedBy === undefined ? 'the Shopify admin' : `the Shopify admin, or the rule in ${computedBy}`,
      };
    case 'crm':
      return { owner: `${crm}${named}`, changeIn: crm };
    case 'marketing':
      return { owner: `marketing${named}`, changeIn: ownerName ?? "marketing's own system" };
  }
}

function whyOf({ owner, usedBy }: MappedField, { minimumOf }: CatalogueEntry, pattern: PatternName): string {
  if (minimumOf.includes('core')) return 'part of core, which every set-up has';
  if (minimumOf.includes(pattern)) return `part of the pattern ${pattern}`;
  if (owner !== 'shopify') return 'named in the configuration, so that everybody knows whose it is';
  return `added in the configuration${usedBy === undefined ? '' : `, because ${usedBy} uses it`}`;
}

function usedByOf({ usedBy, owner, ownerName }: MappedField, { minimumOf }: CatalogueEntry, pattern: Pattern): string {
  if (usedBy !== undefined) return usedBy;
  if (owner !== 'shopify') return ownerName ?? (owner === 'crm' ? 'your team' : 'marketing');
  return minimumOf.includes('core') && pattern.name !== 'reporting' ? patterns.core.usedBy : pattern.usedBy;
}

function emptiedTexts({ empty, value }: MappedField, part: FieldPart, crm: string): string[] {
  switch (part) {
    case 'kept true':
      return [
        empty === 'keep'
          ? `Emptied in Shopify: ${crm} keeps what it has.`
          : `Emptied in Shopify: emptied in ${crm} too.`,
        empty === 'keep'
          ? `Emptied in ${crm}: put back, unless it is empty in Shopify as well.`
          : `Emptied in ${crm}: put back.`,
      ];
    case 'seeded once':
      return [
        `Emptied in Shopify: nothing happens in ${crm}.`,
        `Emptied in ${crm}: stays empty; it is filled only in the call that makes a record for a live order.`,
      ];
    case 'left to people':
      return [
        ...(value === undefined ? [] : [`Emptied in Shopify: nothing happens in ${crm}.`]),
        'Emptied by people: stays empty; samestory never writes it.',
      ];
    case 'files only':
      return ['Emptied in Shopify: empty in the next file.'];
  }
}

/** Amounts, numbers and times are spelled by us and always right; texts take anything. */
function refusableOf({ type, choices }: MappedField): number {
  if (choices !== undefined) return choices.length;
  return type === 'email' ? 1 : 0;
}

function sumOf(fields: readonly DescribedField[], costs: KnownCosts | null): MapDescription['sum'] {
  const kept = new Set(fields.flatMap(({ part, object }) => (part === 'kept true' ? [object] : [])));
  const total = (read: (cost: FieldCost) => number | null) =>
    fields.reduce<number>((sum, { cost }) => sum + (read(cost) ?? 0), 0);
  return {
    fields: fields.length,
    scopes: [...new Set(fields.flatMap(({ cost }) => cost.scopes))].sort(),
    refusable: total(({ refusable }) => refusable),
    records: costs === null ? null : [...kept].reduce((sum, object) => sum + costs.records[object], 0),
    properties: total(({ properties }) => properties) + (kept.size > 0 ? identityProperties : 0),
    incidents: costs === null ? null : total(({ incidents }) => incidents),
  };
}
