import { stringify } from 'yaml';
import type { PatternName } from '../field-map/catalogue/entry.ts';
import type { exportRhythms, rhythms } from './schema.ts';

/** What `init` asks. */
export interface InitAnswers {
  /** Null = decided later; nothing is written to a CRM until then. */
  readonly responsible: { readonly name: string; readonly email: string } | null;
  readonly pattern: PatternName;
  readonly rhythm: (typeof rhythms)[number];
  readonly backup: (typeof exportRhythms)[number] | null;
}

/** Enter throughout: the simplest safe set-up. */
export const safeAnswers: InitAnswers = { responsible: null, pattern: 'core', rhythm: 'live', backup: 'weekly' };

/**
 * A configuration that explains itself to whoever comes next. `schema`: where the JSON schema lies, relative to the file.
 */
export function configText({ responsible, pattern, rhythm, backup }: InitAnswers, schema: string): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    '# What samestory does with this store and this CRM. "samestory config" shows what counts and why.',
    '# Secrets do not belong here: they come from the environment or from .env.',
    'version: 1',
    '',
    '# Who is told when something needs a person, cleans up, and answers for the fields.',
    '# Without one nothing is written to the CRM.',
    ...(responsible === null ? unnamed : named(responsible)),
    '',
    '# live = at once; hourly, daily = looks for changes that often; export = files only.',
    `rhythm: ${rhythm}`,
    '',
    '# One way, from the store to the CRM: who bought, what an order is worth, refunds, shipping, where it came from.',
    "# Tags stay off. Stages, notes and reps are the CRM's and are never written.",
    `pattern: ${pattern}`,
    ...(pattern === 'reporting' ? [] : stageOfTeam),
    ...(backup === null ? [] : ['', ...backupLines(backup)]),
    '',
  ].join('\n');
}

function named(responsible: { readonly name: string; readonly email: string }): string[] {
  return stringify({ responsible }).trimEnd().split('\n');
}

/** In the file, and not only in the catalogue's default: whose the stage is has to be seen by whoever comes next. */
const stageOfTeam = [
  'fields:',
  "  # The pipeline of orders is your team's. Take this line away, and the stage follows the shipping.",
  '  order.stage: { owner: crm }',
];

const unnamed = ['# responsible:', '#   name: Jane Doe', '#   email: jane@example.com'];

function backupLines(rhythm: string): string[] {
  return [
    '# Everything as files beside the CRM, at six in the morning of the shop: a backup that anybody can read.',
    'exports:',
    '  - what: export',
    '    folder: backup',
    `    rhythm: ${rhythm}`,
    '    keep: 8',
  ];
}
