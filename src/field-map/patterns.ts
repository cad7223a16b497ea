import type { PatternName } from './catalogue/entry.ts';

/** What a store pattern is for, and what it leaves out on purpose. Its fields are those of the catalogue that name it. */
export interface Pattern {
  readonly name: PatternName;
  /** When it fits, in a sentence. */
  readonly fits: string;
  /** Who acts on its fields where nobody is named. */
  readonly usedBy: string;
  /** Each with the reason. */
  readonly leavesOut: readonly { readonly what: string; readonly why: string }[];
  /** What has to be known before it is chosen; null = nothing. */
  readonly asks: string | null;
  /** Why nothing can run with it yet; null = it works in full. */
  readonly cannotStart: string | null;
}

const lineItems = { what: 'line items', why: 'they slow people down, and the link opens the order in Shopify' };
const tags = { what: 'tags', why: 'off until exactly one named team owns them' };
const campaigns = { what: 'campaign labels', why: "marketing's: what Shopify saw of a visit is evidence, not a label" };
const stages = {
  what: 'lifecycle and deal stages, lead status, notes and who is responsible',
  why: "the CRM's: two systems that edit them overwrite each other without end",
};

const inEvery = [lineItems, tags, campaigns, stages];

export const patterns: Readonly<Record<PatternName, Pattern>> = {
  core: {
    name: 'core',
    fits: 'People see who bought, what it is worth now and how far it is, and open the original.',
    usedBy: 'everybody who works with customers',
    leavesOut: inEvery,
    asks: null,
    cannotStart: null,
  },
  dtc: {
    name: 'dtc',
    fits: 'One person follows up on buyers who come back, or stop coming.',
    usedBy: 'whoever owns follow-up',
    leavesOut: [{ ...lineItems, what: 'every line-item field' }, tags, campaigns, stages],
    asks: 'The one person who owns follow-up.',
    cannotStart: null,
  },
  support: {
    name: 'support',
    fits: 'Service acts on refunds, cancellations, shipments and returns the same day.',
    usedBy: 'support',
    leavesOut: [...inEvery, { what: 'a sync for marketing alone', why: 'it would leave out what service acts on' }],
    asks: 'Whether people act on it the same day.',
    cannotStart: null,
  },
  wholesale: {
    name: 'wholesale',
    fits: 'Companies and their locations buy, several people each.',
    usedBy: 'whoever owns the account',
    leavesOut: [
      ...inEvery,
      { what: 'contract notes', why: "the CRM's, like the rep of an account" },
      { what: 'records of persons alone', why: 'a company order never lands on a person alone' },
    ],
    asks: 'Who owns the account.',
    cannotStart:
      'Companies and their locations are not synced yet. Without their accounts an order of a company would land on a person alone, which is what this pattern is there to prevent.',
  },
  subscription: {
    name: 'subscription',
    fits: 'People act on renewals, pauses and skipped orders.',
    usedBy: 'whoever keeps subscribers',
    leavesOut: [...inEvery, { what: 'snapshots that stand still', why: 'a renewal date in the past shows as stale' }],
    asks: 'Which app owns the contracts, and whether it lets us see them.',
    cannotStart:
      'Shopify shows subscription contracts only to the app that made them (scope read_own_subscription_contracts), and no subscription app is connected yet. A renewal date that nobody keeps true would be worse than none.',
  },
  reporting: {
    name: 'reporting',
    fits: 'Orders are read month by month; nobody acts on one the same day.',
    usedBy: 'whoever reads the reports',
    leavesOut: [
      { what: 'webhooks and polling', why: 'nobody acts on a change the same day' },
      { what: 'every write to the CRM', why: 'files are enough for what is read periodically' },
    ],
    asks: 'How often it is read.',
    cannotStart: null,
  },
};
