import type { Complete, Use } from './answers.ts';
import type { FieldSet } from './field-sets.ts';
import { nativeConnectorOf, type PathId, writableCrms } from './paths.ts';

export interface Step {
  readonly say: string;
  /** To be typed as it is; null where the step is not done with this product. */
  readonly command: string | null;
}

const tryFiles: Step = {
  say: 'See what the CRM would hold, from Shopify’s own exports (Orders and Customers → Export); nothing leaves the computer.',
  command: 'samestory try orders_export.csv customers_export.csv',
};

const rhythms: Readonly<Record<Use, string>> = {
  'same-day': 'daily',
  weekly: 'weekly',
  monthly: 'monthly',
  quarterly: 'monthly',
  never: 'monthly',
};

/** The next three, in order. */
export function nextSteps(path: PathId, answers: Complete, fields: FieldSet | null): readonly [Step, Step, Step] {
  switch (path) {
    case 'none':
      return [
        { ...tryFiles, say: `When a question comes up: ${tryFiles.say}` },
        {
          say: 'Answer it with a page to print.',
          command: 'samestory report orders_export.csv --by quarter --to reports',
        },
        { say: 'When somebody is going to act on the data, ask again.', command: 'samestory advise' },
      ];
    case 'csv':
      return csvSteps(answers);
    case 'native':
      return nativeSteps(answers);
    case 'direct':
    case 'direct-many':
      return directSteps(path, answers, fields);
    case 'middleware':
      return [
        tryFiles,
        {
          say: 'Choose a middleware with replay and a message to a person on every failure. Wire order changes, refunds and cancellations, not new orders alone; write the Shopify customer id into the CRM as the key.',
          command: null,
        },
        check(answers),
      ];
    case 'custom':
      return [
        { say: 'See how the loop behaves around a connector.', command: 'samestory demo --once' },
        {
          say: 'In a clone of the repository, read src/connector/destination.ts and build the connector beside src/destinations/hubspot; the conformance suite in src/connector/conformance tells whether it can be trusted.',
          command: null,
        },
        {
          say: 'Name who maintains that code, and who stands in for them, before the first line is written.',
          command: null,
        },
      ];
  }
}

function csvSteps({ server, use }: Complete): readonly [Step, Step, Step] {
  const rhythm = rhythms[use];
  if (server === null) {
    return [
      tryFiles,
      {
        say: `Once ${use === 'quarterly' ? 'a quarter' : 'a month'}: export from Shopify, and make files that spreadsheets and CRMs can read.`,
        command: 'samestory export orders_export.csv customers_export.csv --to exports',
      },
      {
        say: 'The figures as a page to print.',
        command: 'samestory report orders_export.csv --by quarter --to reports',
      },
    ];
  }
  return [
    tryFiles,
    { say: 'Sign in to the store; only read scopes are asked for.', command: 'samestory connect shopify' },
    {
      say: 'Write the files again and again; the oldest go.',
      command: `samestory export --to exports --every ${rhythm} --keep 12`,
    },
  ];
}

function nativeSteps(answers: Complete): readonly [Step, Step, Step] {
  const look =
    nativeConnectorOf(answers.crm) === 'look'
      ? 'Look in the CRM’s app store for the connector of its own vendor. '
      : '';
  return [
    { ...tryFiles, say: `See the duplicates before they are in the CRM. ${tryFiles.say}` },
    {
      say: `${look}Switch it on one way, from Shopify to the CRM, for customers and orders only; leave tags, lifecycle stage and rep to the CRM; switch workflows off during the first import.`,
      command: null,
    },
    check(answers),
  ];
}

/** Whether the other path tells the truth, from outside. */
function check({ crm }: Complete): Step {
  if (crm === 'hubspot') {
    return {
      say: 'After a week, and then every month: export the orders from the CRM and lay them beside the store.',
      command: 'samestory compare hubspot-crm-exports-orders.csv orders_export.csv',
    };
  }
  return {
    say: 'After a week, and then every month: lay the CRM’s totals beside those of the store.',
    command: 'samestory report orders_export.csv --by month --to reports',
  };
}

function directSteps(
  path: 'direct' | 'direct-many',
  answers: Complete,
  fields: FieldSet | null,
): readonly [Step, Step, Step] {
  const waitsFor = !writableCrms.includes(answers.crm)
    ? 'Until it can write to your CRM'
    : fields?.standing === 'planned'
      ? `Until ${fields.pattern} can start (samestory patterns ${fields.pattern} says what it waits for)`
      : null;
  if (waitsFor !== null) {
    return [
      tryFiles,
      { say: 'See what the product does, with a simulated store and CRM.', command: 'samestory demo --once' },
      {
        say: `${waitsFor}: files on a schedule, in the layout for anything.`,
        command: 'samestory export --to exports --every daily --keep 14',
      },
    ];
  }
  const past =
    answers.history > 0
      ? ` Then history, month by month: samestory backfill (at most 12 months${answers.history > 12 ? '; the rest stays in the archive export' : ''}).`
      : '';
  return [
    path === 'direct' ? tryFiles : { ...tryFiles, say: `Begin with one storefront. ${tryFiles.say}` },
    {
      say: `Write the configuration, and ${patternAdvice(fields)} there; then samestory pressure-test plays refunds, merges and outages with it, without any account.`,
      command: 'samestory init',
    },
    {
      say: `Sign in to both sides (samestory connect hubspot follows, then samestory setup), and see what is missing for a launch: samestory checklist.${past}`,
      command: 'samestory connect shopify',
    },
  ];
}

function patternAdvice(fields: FieldSet | null): string {
  if (fields === null) return 'keep "pattern: core"';
  return `put "pattern: ${fields.pattern}"`;
}
