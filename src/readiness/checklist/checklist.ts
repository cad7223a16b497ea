import { type ItemId, type LaunchItem, launchItems } from './items.ts';

/** What configuration, ledger and people say; null = not known. */
export interface LaunchFacts {
  /** The map as the CRM account can hold it: canonical names with their owners. */
  readonly fields: readonly {
    readonly name: string;
    readonly owner: string;
    readonly once: boolean;
    /** Part of the minimum that every set-up has. */
    readonly core: boolean;
  }[];
  /** The CRM has the unique property for the Shopify ID. */
  readonly keyed: boolean;
  /** The identity rule in a sentence. */
  readonly identityRule: string;
  /** From the configuration. */
  readonly responsible: string | null;
  /** The first day of the history, from the configuration. */
  readonly historySince: string | null;
  /** From when on orders belong to the CRM, as the ledger has it; ISO. */
  readonly broughtSince: string | null;
  /** From the configuration: who uses which field the same day. */
  readonly sameDayUse: string | null;
  /** A backup, in words: scheduled in the configuration, or found in the folder that somebody named. */
  readonly backup: { readonly from: 'configuration' | 'a person'; readonly text: string } | null;
  /** People with more than one record in the CRM; null before the CRM was listed. */
  readonly crowded: { readonly several: number; readonly threeOrMore: number } | null;
  readonly answers: LaunchAnswers;
}

/** Answers in people's own words; 'no' = it is missing. */
export type LaunchAnswers = Readonly<Partial<Record<ItemId, string>>>;

export interface JudgedItem {
  readonly id: ItemId;
  readonly title: string;
  readonly state: 'there' | 'missing';
  readonly from: 'configuration' | 'ledger' | 'a person' | 'not answered';
  readonly evidence: string;
  /** Null where it is there. */
  readonly mend: string | null;
}

export interface Checklist {
  readonly items: readonly JudgedItem[];
  readonly missing: number;
  /** Three or more are missing, or one person has three records: narrow first. */
  readonly tooWide: boolean;
  readonly whyTooWide: string | null;
  /** What to drop, in this order. */
  readonly narrow: readonly string[];
}

/** From here on the scope is too wide. */
const tooMany = 3;

type Judgement = Pick<JudgedItem, 'state' | 'from' | 'evidence'>;

/** The fields without which an order would look better than it is. */
const refundFields = ['order.refunded', 'order.net', 'order.payment_status', 'order.state'] as const;

/** Names of fields of which people and tools quarrel about the owner. */
const contested = /(^|[._])(tags?|lifecycle(_stage)?|lead_status|customer_stage|account_status)$/;

const judges: Readonly<Record<ItemId, (facts: LaunchFacts) => Judgement>> = {
  key: ({ keyed }) =>
    keyed
      ? there('configuration', 'the Shopify ID, in one unique property of contact and order')
      : missing('configuration', 'the CRM account has no unique property for the Shopify ID yet'),
  refunds: ({ fields }) => {
    const owned = new Set(fields.filter(({ owner }) => owner === 'shopify').map(({ name }) => name));
    const lacking = refundFields.filter((name) => !owned.has(name));
    return lacking.length === 0
      ? there('configuration', `${refundFields.join(', ')} are on the map and Shopify’s`)
      : missing('configuration', `not on the map: ${lacking.join(', ')}`);
  },
  tags: ({ fields }) => {
    const written = fields.filter(({ name, owner, once }) => contested.test(name) && (owner === 'shopify' || once));
    return written.length === 0
      ? there('configuration', 'the CRM: nothing of ours writes tags, stages or lead status')
      : missing('configuration', `written from Shopify too: ${written.map(({ name }) => name).join(', ')}`);
  },
  responsible: ({ responsible }) =>
    responsible === null ? missing('configuration', 'nobody is named') : there('configuration', responsible),
  history: ({ historySince, broughtSince, answers }) => {
    if (historySince !== null) return there('configuration', `orders from ${historySince} on, nothing older`);
    if (broughtSince === null) return told(answers.history);
    return there('ledger', `orders since ${broughtSince.slice(0, 10)} belong to the CRM`);
  },
  duplicates: ({ crowded, identityRule }) =>
    crowded !== null && crowded.threeOrMore > 0
      ? missing('ledger', `${people(crowded.threeOrMore)} three or more records in the CRM`)
      : there('configuration', identityRule),
  'same-day': ({ sameDayUse, answers }) =>
    sameDayUse === null ? told(answers['same-day']) : there('configuration', sameDayUse),
  export: ({ backup, answers }) => {
    if (backup !== null) return there(backup.from, backup.text);
    const answered = answers.export?.trim() ?? '';
    if (answered === '') return told(answers.export);
    return missing('a person', isNo(answered) ? `answered: ${answered}` : `no finished export lies in ${answered}`);
  },
};

/** Judges all eight items. Nothing is taken for granted: what nobody answered is missing. */
export function judgeLaunch(facts: LaunchFacts): Checklist {
  const items = launchItems.map((item) => judged(item, facts));
  const gone = items.filter(({ state }) => state === 'missing');
  const three = facts.crowded?.threeOrMore ?? 0;
  const why =
    gone.length >= tooMany
      ? `${gone.length} of ${items.length} are missing. From ${tooMany} on, narrow the scope first.`
      : three > 0
        ? `${people(three)} three or more records in the CRM: the scope is already too wide.`
        : null;
  const beyond = facts.fields.filter(({ core, owner, once }) => !core && (owner === 'shopify' || once));
  const dropped = [
    ...(beyond.length === 0 ? [] : [`Drop the fields beyond core: ${beyond.map(({ name }) => name).join(', ')}.`]),
    ...launchItems.filter(({ id }) => gone.some((item) => item.id === id)).map(({ narrow }) => narrow),
  ];
  return {
    items,
    missing: gone.length,
    tooWide: why !== null,
    whyTooWide: why,
    narrow: why === null ? [] : dropped,
  };
}

function judged(item: LaunchItem, facts: LaunchFacts): JudgedItem {
  const judgement = judges[item.id](facts);
  return { id: item.id, title: item.title, ...judgement, mend: judgement.state === 'there' ? null : item.mend };
}

function there(from: Judgement['from'], evidence: string): Judgement {
  return { state: 'there', from, evidence };
}

function missing(from: Judgement['from'], evidence: string): Judgement {
  return { state: 'missing', from, evidence };
}

/** An answer counts as it was given, except a no in any of its usual spellings. */
function told(answer: string | undefined): Judgement {
  const text = answer?.replace(/\s+/g, ' ').trim() ?? '';
  if (text === '') return missing('not answered', 'nobody has answered yet');
  return isNo(text) ? missing('a person', `answered: ${text}`) : there('a person', text);
}

/** Whether somebody said that there is none. */
function isNo(text: string): boolean {
  return /^(no|none|nobody|no one|false|not yet|-)\.?$/i.test(text.trim());
}

function people(count: number): string {
  return count === 1 ? 'one person has' : `${count} people have`;
}
