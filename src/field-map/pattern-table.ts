import { wholeCatalogue } from './catalogue/catalogue.ts';
import type { PatternName } from './catalogue/entry.ts';
import { type Pattern, patterns } from './patterns.ts';

/** A pattern as people compare it with the others. */
export interface PatternTable extends Pattern {
  /** The minimum: of `core` everything, of the others what they add to it. */
  readonly brings: readonly { readonly name: string; readonly label: string; readonly owner: string }[];
  /** What it brings that is no field of the CRM; null = nothing. */
  readonly beyond: string | null;
}

const besideFields: Readonly<Record<PatternName, string | null>> = {
  core: null,
  dtc: 'Everything of core, every order linked to its buyer, and:',
  support: 'Everything of core, and:',
  wholesale: 'Everything of core, every buyer linked to the account, and:',
  subscription: 'Everything of core, and:',
  reporting:
    'Nothing live: the fields of core as files in a rhythm, revenue totals by month and currency, and customer counts.',
};

/** What a pattern is for, what it brings and what it leaves out. */
export function patternTable(name: PatternName): PatternTable {
  const brings = wholeCatalogue
    .filter(({ minimumOf }) => minimumOf.includes(name))
    .map(({ name: field, label, owner }) => ({ name: field, label, owner: owner === 'crm' ? 'CRM' : owner }));
  return { ...patterns[name], brings, beyond: besideFields[name] };
}
