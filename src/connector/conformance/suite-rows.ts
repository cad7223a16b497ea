import { forCreate, forUpdate, type OwnedWrite } from '../../field-map/owned-write.ts';
import type { CrmObject, FieldMap, FieldType, FieldValue, FieldValues, MappedField } from '../../field-map/types.ts';
import type { CreateRow, Destination, UpdateRow, WriteOutcome } from '../destination.ts';

function field(name: string, type: FieldType, more: Partial<Pick<MappedField, 'owner' | 'fill'>> = {}): MappedField {
  const [object = '', label = ''] = name.split('.');
  const base = { name, label, type, meaning: `The ${label}.`, owner: 'shopify', from: 'Shopify', ...more } as const;
  return object === 'contact' ? { ...base, object: 'contact' } : { ...base, object: 'order' };
}

/** Fields that the suite writes: the core ones, one that is seeded, and two that belong to people in the CRM. */
export const conformanceFields: readonly MappedField[] = [
  field('contact.email', 'email'),
  field('contact.first_name', 'text'),
  field('contact.last_name', 'text'),
  field('contact.phone', 'phone', { owner: 'crm', fill: 'once' }),
  field('contact.lead_status', 'text', { owner: 'crm' }),
  field('contact.shopify_url', 'url'),
  field('order.number', 'text'),
  field('order.external_id', 'text'),
  field('order.date', 'datetime'),
  field('order.currency', 'currency'),
  field('order.current_total', 'money'),
  field('order.refunded', 'money'),
  field('order.payment_status', 'text'),
  field('order.channel', 'text'),
  field('order.note', 'text', { owner: 'crm' }),
];

const map: FieldMap = { version: 'conformance', fields: conformanceFields };

export function created(object: CrmObject, key: string, values: FieldValues, seeds: FieldValues = {}): OwnedWrite {
  return forCreate(map, { object, key, values, seeds }, { without: new Set(), withSeeds: true });
}

export function changed(object: CrmObject, values: FieldValues): OwnedWrite {
  return forUpdate(map, object, values);
}

/** A write that carries a value which it may not carry, as a fault in the code that makes writes would. */
export function smuggled(write: OwnedWrite, field: string, value: FieldValue): OwnedWrite {
  return { ...write, values: { ...write.values, [field]: value } };
}

export function contactRow(number: number, values: FieldValues = {}, seeds: FieldValues = {}): CreateRow {
  const key = `548380009/customer/${number}`;
  const all = {
    'contact.email': `buyer.${number}@example.com`,
    'contact.first_name': 'Ada',
    'contact.last_name': `Buyer ${number}`,
    ...values,
  };
  return { ref: `contact ${number}`, key, members: [key], origin: 'live', write: created('contact', key, all, seeds) };
}

export function orderRow(number: number, values: FieldValues = {}): CreateRow {
  const key = `548380009/order/${number}`;
  const all = {
    'order.number': `#${number}`,
    'order.external_id': String(number),
    'order.currency': 'EUR',
    'order.current_total': '12.50',
    ...values,
  };
  return { ref: `order ${number}`, key, members: [key], origin: 'live', write: created('order', key, all) };
}

/** Sends rows in batches of the size that the CRM takes. */
export async function createAll(
  destination: Destination,
  object: CrmObject,
  rows: readonly CreateRow[],
): Promise<WriteOutcome[]> {
  return inBatches(rows, destination.capabilities.batch.create, (batch) => destination.create(object, batch));
}

export async function updateAll(
  destination: Destination,
  object: CrmObject,
  rows: readonly UpdateRow[],
): Promise<WriteOutcome[]> {
  return inBatches(rows, destination.capabilities.batch.update, (batch) => destination.update(object, batch));
}

async function inBatches<Row>(
  rows: readonly Row[],
  size: number,
  send: (batch: readonly Row[]) => Promise<readonly WriteOutcome[]>,
): Promise<WriteOutcome[]> {
  const outcomes: WriteOutcome[] = [];
  for (let start = 0; start < rows.length; start += size)
    outcomes.push(...(await send(rows.slice(start, start + size))));
  return outcomes;
}

/** The id of a record that the outcome says was made; throws when it says anything else. */
export function idOf(outcome: WriteOutcome | undefined): string {
  if (outcome?.status === 'created') return outcome.id;
  throw new Error(`expected a created record, got ${JSON.stringify(outcome)}`);
}

export async function makeContact(destination: Destination, row: CreateRow): Promise<string> {
  const [outcome] = await destination.create('contact', [row]);
  return idOf(outcome);
}

/** Makes an order and, where the CRM needs one, its contact. */
export async function makeOrder(destination: Destination, number: number, values: FieldValues = {}): Promise<string> {
  const row = orderRow(number, values);
  const [outcome] = await destination.create('order', [await withParent(destination, number, row)]);
  return idOf(outcome);
}

export async function withParent(destination: Destination, number: number, row: CreateRow): Promise<CreateRow> {
  if (!destination.capabilities.requiresParent) return row;
  const toId = await makeContact(destination, contactRow(900_000 + number));
  return { ...row, links: [{ label: 'order_contact', toId }] };
}
