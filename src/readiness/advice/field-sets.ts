import type { PatternName } from '../../field-map/catalogue/entry.ts';
import { patterns } from '../../field-map/patterns.ts';
import type { Complete } from './answers.ts';
import type { PathId } from './paths.ts';

/** A pattern of stores with the least that it needs. */
export interface FieldSet {
  readonly pattern: PatternName;
  readonly standing: 'available' | 'planned';
  readonly fields: readonly { readonly field: string; readonly owner: string }[];
  /** Not moved, on purpose. */
  readonly leftOut: readonly string[];
}

const shopify = (...fields: readonly string[]) => fields.map((field) => ({ field, owner: 'Shopify' }));

const core = shopify(
  'customer: e-mail and name',
  'order number',
  'order value with refunded and net',
  'order date',
  'refund status',
  'fulfillment and cancellation status',
  'source',
  'link to the original order',
);

const stays = [
  { field: 'notes, pipeline stage, rep', owner: 'the CRM' },
  { field: 'campaign labels', owner: 'marketing' },
];

const leftOut = ['line items', 'tags'];

const sets: Readonly<Record<PatternName, Omit<FieldSet, 'standing'>>> = {
  core: { pattern: 'core', fields: [...core, ...stays], leftOut },
  dtc: {
    pattern: 'dtc',
    fields: [...core, ...shopify('first and last order date', 'order count', 'net spent'), ...stays],
    leftOut: ['every field of line items', 'tags'],
  },
  support: {
    pattern: 'support',
    fields: [
      ...core,
      ...shopify(
        'refunded amount and date',
        'cancel reason and date',
        'shipment state with tracking and delivered date',
        'return state',
        'the buyer’s order note, read-only',
      ),
      ...stays,
    ],
    leftOut,
  },
  wholesale: {
    pattern: 'wholesale',
    fields: [
      ...core,
      ...shopify('company and location account', 'every buyer linked to the account', 'PO number', 'payment terms'),
      { field: 'rep assignment and contract notes', owner: 'the CRM' },
      ...stays,
    ],
    leftOut: [...leftOut, 'company orders on a person alone'],
  },
  subscription: {
    pattern: 'subscription',
    fields: [
      ...core,
      ...shopify(
        'next renewal date',
        'active, paused or cancelled',
        'last skipped order and count',
        'order expected but missing',
      ),
      ...stays,
    ],
    leftOut: [...leftOut, 'snapshots that stand still'],
  },
  reporting: {
    pattern: 'reporting',
    fields: shopify(
      'orders with value, refunded, net, date and status',
      'revenue totals by month and currency',
      'customer counts',
    ),
    leftOut: ['everything live: no webhooks, no polling, no write to the CRM'],
  },
};

/** A pattern that cannot start yet is said to be planned. */
function setOf(name: PatternName): FieldSet {
  return { ...sets[name], standing: patterns[name].cannotStart === null ? 'available' : 'planned' };
}

/** The smallest set that does the work; null where nothing is moved. */
export function fieldSetFor(path: PathId, answers: Complete): FieldSet | null {
  if (path === 'none') return null;
  if (path === 'csv') return setOf('reporting');
  if (path === 'native') return setOf('core');
  if (answers.structure.includes('subscriptions')) return setOf('subscription');
  if (answers.structure.includes('companies') || answers.structure.includes('layered-accounts'))
    return setOf('wholesale');
  if (answers.needs.some((need) => need === 'shipments' || need === 'returns')) return setOf('support');
  if (answers.relationship === 'support') return setOf('support');
  return answers.needs.includes('repeat-orders') ? setOf('dtc') : setOf('core');
}
