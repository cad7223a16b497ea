export const itemIds = [
  'key',
  'refunds',
  'tags',
  'responsible',
  'history',
  'duplicates',
  'same-day',
  'export',
] as const;
export type ItemId = (typeof itemIds)[number];

export interface LaunchItem {
  readonly id: ItemId;
  readonly title: string;
  /** Asked where neither configuration nor ledger can tell; null = it is never taken on somebody's word. */
  readonly asks: string | null;
  /** What to do about it. */
  readonly mend: string;
  /** What to drop when there are too many of these: the scope in which the item is not needed. */
  readonly narrow: string;
}

/** What has to be there before anything live starts; three or more missing = the scope is too wide. */
export const launchItems: readonly LaunchItem[] = [
  {
    id: 'key',
    title: 'One primary customer key',
    asks: null,
    mend: 'Run samestory setup: it makes the unique property that carries the Shopify ID.',
    narrow: 'Start with one storefront and people only: the Shopify customer id is then the one key.',
  },
  {
    id: 'refunds',
    title: 'Refunds and cancellations sync with the order record',
    asks: null,
    mend: 'Map order.refunded, order.net, order.payment_status and order.state, owned by Shopify, and make room for them in the CRM.',
    narrow: 'Without refunds and cancellations no order may be live: use the pattern reporting (samestory export).',
  },
  {
    id: 'tags',
    title: 'One system owns tags and lifecycle stage',
    asks: null,
    mend: 'Take tags and lifecycle stages off the map, or name the one system that owns them.',
    narrow: 'Drop tags, lifecycle stages and lead status from the map: they stay the CRM’s.',
  },
  {
    id: 'responsible',
    title: 'Somebody owns alert response and clean-up',
    asks: null,
    mend: 'Name one person with an address: "responsible:" in samestory.yaml, or samestory init.',
    narrow: 'Without a person nothing live: use the pattern reporting (samestory export --every weekly).',
  },
  {
    id: 'history',
    title: 'A plan for historical orders',
    asks: 'Which past orders are brought, and from when? ("new orders only" is a plan too; "no" = there is none.)',
    mend: 'Decide how far back, bring it month by month with samestory backfill, or say "new orders only".',
    narrow: 'Start with new orders only, and leave the past to an archive export.',
  },
  {
    id: 'duplicates',
    title: 'Rules about duplicates are written down',
    asks: null,
    mend: 'Look at who is twice in the CRM (samestory status) and decide it there, before more is written.',
    narrow: 'Drop guests and companies until the people who are there several times have been joined.',
  },
  {
    id: 'same-day',
    title: 'CRM users need the data within one business day',
    asks: 'Who acts on order data in the CRM within one business day, and on what? ("no" = nobody does.)',
    mend: 'Name who acts on it the same day, and on which fields.',
    narrow: 'What nobody acts on the same day belongs into files: use the pattern reporting (samestory export).',
  },
  {
    id: 'export',
    title: 'A manual export exists as a backup',
    asks: 'In which folder lies an export? (Made by samestory export --to <folder>; "no" = there is none.)',
    mend: 'Make one: samestory export --to exports',
    narrow: 'Begin with the export alone; live follows when it is there.',
  },
];
