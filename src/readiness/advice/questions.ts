import { type Answers, crms, needs, type QuestionId, relationships, routings, structures, uses } from './answers.ts';

/** How an answer is given and checked. */
export type AnswerShape =
  | { readonly kind: 'one'; readonly choices: readonly Choice[] }
  | { readonly kind: 'many'; readonly choices: readonly Choice[]; readonly none: Choice }
  | { readonly kind: 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'yes or no' }
  | { readonly kind: 'person' };

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Question {
  readonly id: QuestionId;
  /** As an option of the command, and as a key of an answers file without the dashes. */
  readonly flag: string;
  /** In front of an answer. */
  readonly label: string;
  readonly ask: string;
  /** For the help of the option. */
  readonly short: string;
  readonly shape: AnswerShape;
}

function choices<T extends string>(values: readonly T[], labels: Readonly<Record<T, string>>): Choice[] {
  return values.map((value) => ({ value, label: labels[value] }));
}

/** In the order in which they are asked: what is done with the data first, what it takes to keep it last. */
export const questions: readonly Question[] = [
  {
    id: 'relationship',
    flag: 'relationship',
    label: 'relationship owner',
    ask: 'After an order lands, who owns the relationship with the buyer?',
    short: 'who owns the relationship with the buyer after the order',
    shape: {
      kind: 'one',
      choices: choices(relationships, {
        sales: 'one sales owner, for follow-up and the next order',
        support: 'support, which acts on refunds, shipments and returns',
        'account-management': 'account managers, who work from the CRM',
        marketing: 'marketing, for campaigns',
        finance: 'finance, for reports',
        nobody: 'nobody in particular',
      }),
    },
  },
  {
    id: 'use',
    flag: 'use',
    label: 'acted on',
    ask: 'How soon does somebody act on what the CRM shows about orders?',
    short: 'how soon somebody acts on the data',
    shape: {
      kind: 'one',
      choices: choices(uses, {
        'same-day': 'the same day',
        weekly: 'in a weekly look',
        monthly: 'in a monthly review',
        quarterly: 'in a quarterly deck',
        never: 'nobody does',
      }),
    },
  },
  {
    id: 'downstream',
    flag: 'downstream',
    label: 'CRM downstream of the sale',
    ask: 'Is the CRM downstream of the sale: does it only record what was sold?',
    short: 'whether the CRM only records what was sold',
    shape: { kind: 'yes or no' },
  },
  {
    id: 'needs',
    flag: 'needs',
    label: 'has to be right',
    ask: 'What has to be right in the CRM besides customer and order?',
    short: 'what has to be right besides customer and order',
    shape: {
      kind: 'many',
      none: { value: 'basics', label: 'nothing more than customer and order' },
      choices: choices(needs, {
        refunds: 'refunds and cancellations',
        shipments: 'shipments with tracking',
        returns: 'returns',
        source: 'where the order came from',
        'repeat-orders': 'first and last order, how many, how much',
      }),
    },
  },
  {
    id: 'systems',
    flag: 'systems',
    label: 'systems per order',
    ask: 'Into how many systems must one order go in one flow, the CRM among them?',
    short: 'systems that one order goes into in one flow, the CRM among them',
    shape: { kind: 'number', least: 1, most: 1000 },
  },
  {
    id: 'structure',
    flag: 'structure',
    label: 'besides people and orders',
    ask: 'Is there more to model than people and their orders?',
    short: 'what there is besides people and their orders',
    shape: {
      kind: 'many',
      none: { value: 'plain', label: 'no: people and orders' },
      choices: choices(structures, {
        companies: 'companies buy, one account each',
        subscriptions: 'subscriptions with renewals',
        'layered-accounts': 'layered accounts: parents, branches, hierarchies',
        'custom-objects': 'custom objects in the CRM',
        'several-records': 'one order that makes several records',
      }),
    },
  },
  {
    id: 'storefronts',
    flag: 'storefronts',
    label: 'storefronts',
    ask: 'How many storefronts feed the CRM?',
    short: 'storefronts that feed the CRM',
    shape: { kind: 'number', least: 1, most: 10_000 },
  },
  {
    id: 'routing',
    flag: 'routing',
    label: 'routing',
    ask: 'Must orders go to different places, by what?',
    short: 'by what orders go to different places',
    shape: {
      kind: 'many',
      none: { value: 'none', label: 'no, all go the same way' },
      choices: choices(routings, {
        team: 'by team',
        region: 'by region',
        'account-type': 'by account type',
      }),
    },
  },
  {
    id: 'mapOwners',
    flag: 'map-owners',
    label: 'people who own the map',
    ask: 'How many people decide which field means what? (One is right, 0 = nobody.)',
    short: 'people who decide which field means what; 0 = nobody',
    shape: { kind: 'number', least: 0, most: 1000 },
  },
  {
    id: 'watches',
    flag: 'watches',
    label: 'watches failures',
    ask: 'Who is told when something fails, and acts on it? (A name, or "nobody".)',
    short: 'who is told of failures and acts: a name, or "nobody"',
    shape: { kind: 'person' },
  },
  {
    id: 'server',
    flag: 'server',
    label: 'keeps a server running',
    ask: 'Who can keep a small server running? (A name, or "nobody".)',
    short: 'who can keep a small server running: a name, or "nobody"',
    shape: { kind: 'person' },
  },
  {
    id: 'history',
    flag: 'history',
    label: 'months of history',
    ask: 'How many months of past orders does somebody work with?',
    short: 'months of past orders that somebody works with',
    shape: { kind: 'number', least: 0, most: 600 },
  },
  {
    id: 'crm',
    flag: 'crm',
    label: 'CRM',
    ask: 'Which CRM?',
    short: 'which CRM',
    shape: {
      kind: 'one',
      choices: choices(crms, {
        hubspot: 'HubSpot',
        salesforce: 'Salesforce',
        zoho: 'Zoho CRM',
        pipedrive: 'Pipedrive',
        attio: 'Attio',
        twenty: 'Twenty',
        other: 'another one',
      }),
    },
  },
];

export function questionOf(id: QuestionId): Question {
  const found = questions.find((question) => question.id === id);
  if (found === undefined) throw new RangeError(`there is no question ${id}`);
  return found;
}

/** An answer as people read it; null for one that was not given. */
export function answerText(id: QuestionId, answers: Answers): string | null {
  const value = answers[id];
  if (value === undefined) return null;
  const { shape } = questionOf(id);
  const label = (wanted: unknown) =>
    shape.kind === 'one' || shape.kind === 'many'
      ? (shape.choices.find((choice) => choice.value === wanted)?.label ?? String(wanted))
      : String(wanted);
  if (Array.isArray(value)) {
    if (value.length === 0) return shape.kind === 'many' ? shape.none.label : 'none';
    return value.map(label).join('; ');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null ? 'nobody' : label(value);
}
