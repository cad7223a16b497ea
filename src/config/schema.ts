import { z } from 'zod';
import { mailAddress, responsibleSchema } from '../alerts/responsible.ts';
import { fieldChoiceSchema } from '../field-map/choice.ts';
import { identityRulesSchema } from '../identity/rules.ts';
import { periodUnits } from '../report/period.ts';
import { type Variable, variables } from './variables.ts';

export const rhythms = ['live', 'hourly', 'daily', 'export'] as const;
export const exportRhythms = ['daily', 'weekly', 'monthly'] as const;
export const layoutNames = ['hubspot', 'generic'] as const;
const exportKinds = ['export', 'report'] as const;

/** A setting that a variable of the environment can say too: one rule for both. */
function named({ schema, allowed, remedy }: Variable<string>) {
  return z.string(`${allowed}. ${remedy}`).transform((text, context) => {
    const parsed = schema.safeParse(text);
    if (parsed.success) return parsed.data;
    context.addIssue({ code: 'custom', message: `${allowed}. ${remedy}` });
    return z.NEVER;
  });
}

const exportFolder = z
  .string('the path of a folder. Write it like "exports".')
  .trim()
  .min(1, 'the path of a folder. Write it like "exports".')
  .regex(
    /^[^~]/,
    'a folder without "~", which means a home only in a shell. Write it from "/" on, or relative to this file.',
  );

const otherFile = z
  .string('the path of a file. Write it like "../other-store/samestory.yaml".')
  .trim()
  .min(1, 'the path of a file. Write it like "../other-store/samestory.yaml".');

const exportSchema = z
  .strictObject({
    what: z.enum(exportKinds).default('export').describe('export = orders and contacts as CSV; report = the figures.'),
    layout: z.enum(layoutNames).optional().describe('For whom the CSV files of an export are (default generic).'),
    by: z.enum(periodUnits).optional().describe('Length of a row in a report (default month).'),
    folder: exportFolder.describe('Where the versions lie; relative to this file.'),
    rhythm: z.enum(exportRhythms).default('weekly').describe('At six in the morning of the shop.'),
    keep: z
      .int('a whole number from 1. Write how many versions stay in the folder.')
      .min(1, 'a whole number from 1. Write how many versions stay in the folder.')
      .default(8)
      .describe('How many versions stay; the oldest go.'),
    mail: z
      .array(mailAddress)
      .default([])
      .describe('Who is told the totals and where the files lie; rows are never sent.'),
  })
  .describe('Files that are written again and again.');

const day = z.iso
  .date('a day that exists. Write it like 2026-01-31.')
  .describe('A day in the time zone of the shop, like 2026-01-31.');

const launchAnswer = z
  .string('a short answer. Write it in quotes.')
  .trim()
  .min(1, 'a short answer. Write one, or remove the line.')
  .max(300, 'an answer of at most 300 characters. Shorten it.');

const hours = z
  .number('a number of hours above 0. Write it like 24.')
  .positive('a number of hours above 0. Write it like 24.');
const days = z
  .number('a number of days above 0. Write it like 7.')
  .positive('a number of days above 0. Write it like 7.');

const anotherCrm = 'hubspot. Write "hubspot": no other CRM can be written yet; "samestory export" makes files for one.';

/** Everything that `samestory.yaml` can say. The descriptions are what editors show; docs and messages use them too. */
export const configSchema = z.strictObject({
  version: z.literal(1, '1. Write "version: 1", without quotes.').describe('The version of this form.'),
  responsible: responsibleSchema.optional(),
  store: z
    .strictObject({
      shop: named(variables.shop).optional().describe('The name before .myshopify.com. SHOPIFY_SHOP counts before it.'),
      clientId: named(variables.clientId)
        .optional()
        .describe('Client ID of the app. SHOPIFY_CLIENT_ID counts before it.'),
    })
    .prefault({})
    .describe('The Shopify store. Secrets belong in the environment.'),
  crm: z
    .strictObject({
      platform: z.enum(['hubspot'], anotherCrm).default('hubspot').describe('Which CRM it is.'),
      sharedWith: z
        .array(otherFile)
        .default([])
        .describe('Configurations of other stores that write into the same CRM account; relative to this file.'),
      oneLedger: z
        .boolean('true or false. Write it without quotes.')
        .default(false)
        .describe('true = the stores under sharedWith share one PostgreSQL ledger: the orders of a buyer add up.'),
    })
    .prefault({})
    .describe('The CRM. Its token belongs in the environment.'),
  ...fieldChoiceSchema.shape,
  computed: z
    .string('the path of a module. Write it like "fields.ts".')
    .trim()
    .min(1, 'the path of a module. Write it like "fields.ts".')
    .optional()
    .describe('A TypeScript or JavaScript module with computed fields; relative to this file.'),
  identity: identityRulesSchema.prefault({}).describe('Who is the same person or company.'),
  rhythm: z
    .enum(rhythms)
    .default('live')
    .describe('live = at once; hourly, daily = looks for changes that often, without webhooks; export = files only.'),
  history: z
    .strictObject({
      cutoff: day.optional().describe('Orders before this day never go to the CRM; where history begins.'),
    })
    .prefault({})
    .describe('How much of the past belongs in the CRM.'),
  launch: z
    .strictObject({
      history: launchAnswer.optional().describe('Which past orders are brought; "new orders only" is a plan too.'),
      sameDay: launchAnswer.optional().describe('Who acts on order data within one business day, and on what.'),
      backup: launchAnswer.optional().describe('Folder in which an export lies.'),
    })
    .prefault({})
    .describe('Answers to "samestory checklist" that nothing else can tell, in your own words; "no" = it is missing.'),
  exports: z.array(exportSchema).default([]).describe('Files that "start" and "export --scheduled" write in a rhythm.'),
  alerts: z
    .strictObject({
      remindAfterHours: hours.default(24).describe('The first reminder of what nobody has mended.'),
      thenEveryDays: days.default(7).describe('Further reminders.'),
      escalateAfterDays: days.default(3).describe('When the deputies are told too.'),
    })
    .prefault({})
    .describe('When the responsible person is reminded.'),
});

export type Config = z.infer<typeof configSchema>;
