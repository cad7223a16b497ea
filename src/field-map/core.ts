import type { MoneyBag } from '../commerce/money.ts';
import { canonicalAmount } from '../commerce/money.ts';
import { acquisitionSource, orderState, paymentLabel, shippingStage, statusLabel } from '../commerce/order-state.ts';
import type { ContactField, FieldMap, FieldValue, OrderField, Person, PersonMember } from './types.ts';

const currencyNote = 'presentment currency';

function amount(bag: MoneyBag): FieldValue {
  return canonicalAmount(bag.presentment);
}

/** The newest member that has the attribute: people correct their own data over time. */
function latest(person: Person, read: (member: PersonMember) => string | null): FieldValue {
  let best: PersonMember | null = null;
  for (const member of person.members) {
    if (read(member) === null) continue;
    // A store customer's own record beats what was typed into one guest checkout.
    const better =
      best === null ||
      (member.key.kind === 'customer' && best.key.kind === 'guest') ||
      (member.key.kind === best.key.kind && member.updatedAt > best.updatedAt);
    if (better) best = member;
  }
  return best === null ? null : read(best);
}

const contactFields: readonly ContactField[] = [
  {
    object: 'contact',
    name: 'contact.email',
    label: 'Email',
    type: 'email',
    meaning: 'The address the buyer has in the store now.',
    owner: 'shopify',
    from: 'Shopify: Customer.defaultEmailAddress, else Order.email',
    value: (person) => latest(person, (member) => member.email)?.toLowerCase() ?? null,
  },
  {
    object: 'contact',
    name: 'contact.first_name',
    label: 'First name',
    type: 'text',
    meaning: 'First name as the buyer gave it.',
    owner: 'shopify',
    from: 'Shopify: Customer.firstName',
    value: (person) => latest(person, (member) => member.firstName),
  },
  {
    object: 'contact',
    name: 'contact.last_name',
    label: 'Last name',
    type: 'text',
    meaning: 'Last name as the buyer gave it.',
    owner: 'shopify',
    from: 'Shopify: Customer.lastName',
    value: (person) => latest(person, (member) => member.lastName),
  },
  {
    object: 'contact',
    name: 'contact.phone',
    label: 'Phone',
    type: 'phone',
    meaning: 'Seeded from the store when the contact is made; from then on yours.',
    owner: 'crm',
    fill: 'once',
    from: 'Shopify: Customer.defaultPhoneNumber, when the contact is made',
    value: (person) => latest(person, (member) => member.phone),
  },
  {
    object: 'contact',
    name: 'contact.lead_status',
    label: 'Lead status',
    type: 'text',
    meaning: 'Where sales stands with this person.',
    owner: 'crm',
    from: 'the CRM alone',
  },
  {
    object: 'contact',
    name: 'contact.shopify_url',
    label: 'Shopify customer',
    type: 'url',
    meaning: 'Opens the buyer, or the guest order, in the Shopify admin.',
    owner: 'shopify',
    from: 'Shopify: admin address',
    value: (person) => (person.members.find((member) => member.key.kind === 'customer') ?? person.members[0]).adminUrl,
  },
];

function orderField(field: Omit<OrderField, 'object' | 'owner'>): OrderField {
  return { object: 'order', owner: 'shopify', ...field };
}

const orderFields: readonly OrderField[] = [
  orderField({
    name: 'order.number',
    label: 'Order number',
    type: 'text',
    meaning: 'The number that the buyer sees.',
    from: 'Shopify: Order.name',
    value: (order) => order.name,
  }),
  orderField({
    name: 'order.external_id',
    label: 'Shopify order ID',
    type: 'text',
    meaning: "Shopify's own number of the order.",
    from: 'Shopify: Order.legacyResourceId',
    value: (order) => order.id,
  }),
  orderField({
    name: 'order.current_total',
    label: 'Total',
    type: 'money',
    meaning: 'What the order is worth now: falls when goods or money go back, 0 when cancelled.',
    from: `Shopify: currentTotalPriceSet, ${currencyNote}`,
    value: (order) => amount(order.totals.current),
  }),
  orderField({
    name: 'order.original_total',
    label: 'Original total',
    type: 'money',
    meaning: 'What the order was worth when it was placed; never changes.',
    from: `Shopify: originalTotalPriceSet, ${currencyNote}`,
    value: (order) => amount(order.totals.original),
  }),
  orderField({
    name: 'order.gross_total',
    label: 'Gross total',
    type: 'money',
    meaning: 'What was sold: after order edits, before anything went back.',
    from: `Shopify: totalPriceSet, ${currencyNote}`,
    value: (order) => amount(order.totals.gross),
  }),
  orderField({
    name: 'order.refunded',
    label: 'Refunded',
    type: 'money',
    meaning: 'Money given back to the buyer so far.',
    from: `Shopify: totalRefundedSet, ${currencyNote}`,
    value: (order) => amount(order.totals.refunded),
  }),
  orderField({
    name: 'order.net',
    label: 'Net paid',
    type: 'money',
    meaning: 'Money received minus money given back: what the store keeps.',
    from: `Shopify: netPaymentSet, ${currencyNote}`,
    value: (order) => amount(order.totals.net),
  }),
  orderField({
    name: 'order.currency',
    label: 'Currency',
    type: 'currency',
    meaning: 'Currency of every amount on this order: the one the buyer paid in.',
    from: 'Shopify: Order.presentmentCurrencyCode',
    value: (order) => order.presentmentCurrency,
  }),
  orderField({
    name: 'order.date',
    label: 'Order date',
    type: 'datetime',
    meaning: 'When the buyer ordered; for orders moved into Shopify the original date.',
    from: 'Shopify: Order.processedAt',
    value: (order) => order.processedAt,
  }),
  orderField({
    name: 'order.payment_status',
    label: 'Payment status',
    type: 'text',
    meaning: 'Paid, pending, partially refunded, refunded, voided …: refunded gives money back, voided never took any.',
    from: 'Shopify: displayFinancialStatus',
    value: paymentLabel,
  }),
  orderField({
    name: 'order.fulfillment_status',
    label: 'Fulfillment status',
    type: 'text',
    meaning: 'How much of the order has been shipped.',
    from: 'Shopify: displayFulfillmentStatus',
    value: (order) => statusLabel(order.fulfillmentStatus),
  }),
  orderField({
    name: 'order.state',
    label: 'Order state',
    type: 'text',
    meaning: 'Cancelled, return requested, return in progress, returned, edited, open or archived.',
    from: 'Shopify: cancelledAt, returnStatus, edited, closedAt, in this order',
    value: orderState,
  }),
  orderField({
    name: 'order.stage',
    label: 'Pipeline stage',
    type: 'choice',
    meaning: 'The order pipeline shows shipping: open, processed, shipped, delivered or cancelled.',
    from: 'Shopify: cancelledAt, displayFulfillmentStatus, Fulfillment.deliveredAt',
    reads: ['fulfillments'],
    choices: [
      { value: 'open', label: 'Open' },
      { value: 'processed', label: 'Processed' },
      { value: 'shipped', label: 'Shipped' },
      { value: 'delivered', label: 'Delivered' },
      { value: 'cancelled', label: 'Cancelled' },
    ],
    value: shippingStage,
  }),
  orderField({
    name: 'order.channel',
    label: 'Sales channel',
    type: 'text',
    meaning: 'Where it was sold: online store, point of sale, an app by its name.',
    from: 'Shopify: Order.attribution',
    value: (order) => order.channel.name ?? order.channel.handle,
  }),
  orderField({
    name: 'order.acquisition_source',
    label: 'Acquisition source',
    type: 'text',
    meaning:
      'How the buyer came: campaign source of the first visit that Shopify saw, else where that visit came from.',
    from: 'Shopify: customerJourneySummary.firstVisit',
    reads: ['acquisition'],
    value: acquisitionSource,
  }),
  orderField({
    name: 'order.shopify_url',
    label: 'Shopify order',
    type: 'url',
    meaning: 'Opens the order in the Shopify admin.',
    from: 'Shopify: admin address',
    value: (order) => order.adminUrl,
  }),
  {
    object: 'order',
    name: 'order.note',
    label: 'Order note',
    type: 'text',
    meaning: 'Notes of your team.',
    owner: 'crm',
    from: 'the CRM alone',
  },
];

/**
 * The minimum that every set-up has, in the order in which people ask for it: who bought, which order, its value, its
 * date, what was refunded, what was shipped, where it came from, and the way back to the original.
 */
export const coreFieldMap: FieldMap = { version: 'core-1', fields: [...contactFields, ...orderFields] };
