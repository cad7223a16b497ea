import { gatewaysOf } from '../state/payments.ts';
import type { LineRecord, OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { currentQuantity, financialStatus, fulfillmentStatus, needsShipping, unitsToShip } from '../state/statuses.ts';
import { computeTotals, lineDiscount, type OrderTotals } from '../state/totals.ts';
import { customerSummary, restAddress } from './customer-body.ts';
import { refundBody } from './payment-body.ts';
import { idNumber, moneySet, restTime, restTimeOrNull } from './rest-format.ts';
import { fulfillmentBody } from './shipping-body.ts';

/** REST says null for unfulfilled and `partial` for the rest. */
const fulfillmentWords = {
  FULFILLED: 'fulfilled',
  FULFILLMENT_NOT_REQUIRED: null,
  PARTIALLY_FULFILLED: 'partial',
  UNFULFILLED: null,
} as const;

export function lineBody(state: StoreState, order: OrderRecord, line: LineRecord): Record<string, unknown> {
  const set = (minor: bigint) => moneySet(state, order, minor);
  const price = set(line.unitPrice);
  const discount = lineDiscount(order, line);
  const waiting = order.cancelledAt === null ? unitsToShip(line) : 0;
  return {
    id: idNumber(line.id),
    admin_graphql_api_id: `gid://shopify/LineItem/${line.id}`,
    attributed_staffs: [],
    current_quantity: currentQuantity(order, line),
    fulfillable_quantity: waiting,
    fulfillment_service: 'manual',
    fulfillment_status: line.fulfilled === 0 ? null : waiting === 0 ? 'fulfilled' : 'partial',
    gift_card: line.input.giftCard ?? false,
    grams: 0,
    name: line.input.title,
    price: price.shop_money.amount,
    price_set: price,
    product_exists: false,
    product_id: null,
    properties: [],
    quantity: line.input.quantity,
    requires_shipping: needsShipping(line),
    sales_line_item_group_id: null,
    selling_plan_id: order.input.sourceName === 'subscription_contract' ? 690000001 : null,
    sku: line.input.sku,
    taxable: true,
    title: line.input.title,
    total_discount: '0.00',
    total_discount_set: set(0n),
    variant_id: null,
    variant_title: null,
    vendor: null,
    tax_lines: [],
    duties: [],
    discount_allocations:
      discount === 0n
        ? []
        : [{ amount: set(discount).shop_money.amount, amount_set: set(discount), discount_application_index: 0 }],
  };
}

/** The many totals of an order: bare amounts are in shop currency, sets carry both. */
function totalsBody(state: StoreState, order: OrderRecord, totals: OrderTotals): Record<string, unknown> {
  const set = (minor: bigint) => moneySet(state, order, minor);
  const pair = (name: string, minor: bigint) => ({ [name]: set(minor).shop_money.amount, [`${name}_set`]: set(minor) });
  return {
    ...pair('current_subtotal_price', totals.currentSubtotal),
    ...pair('current_total_discounts', totals.currentDiscount),
    ...pair('current_total_price', totals.current),
    ...pair('current_total_tax', totals.currentTax),
    ...pair('subtotal_price', totals.subtotal),
    ...pair('total_discounts', totals.discount),
    ...pair('total_line_items_price', totals.goods),
    ...pair('total_price', totals.total),
    ...pair('total_tax', totals.tax),
    current_shipping_price_set: set(totals.currentShipping),
    current_total_additional_fees_set: null,
    current_total_duties_set: order.input.duties === undefined ? null : set(totals.currentDuties),
    original_total_additional_fees_set: null,
    original_total_duties_set: order.input.duties === undefined ? null : set(totals.duties),
    total_cash_rounding_payment_adjustment_set: set(0n),
    total_cash_rounding_refund_adjustment_set: set(0n),
    total_outstanding: set(totals.outstanding).shop_money.amount,
    total_shipping_price_set: set(totals.shipping),
    total_tip_received: set(totals.tip).shop_money.amount,
    total_weight: 0,
  };
}

function timesBody(order: OrderRecord, timeZone: string): Record<string, unknown> {
  return {
    cancelled_at: restTimeOrNull(order.cancelledAt, timeZone),
    closed_at: restTimeOrNull(order.closedAt, timeZone),
    created_at: restTime(order.createdAt, timeZone),
    processed_at: restTime(order.processedAt, timeZone),
    updated_at: restTime(order.updatedAt, timeZone),
  };
}

/** Where it was sold; of the journey only the last landing page and referrer are told, never the visits. */
function placementBody(order: OrderRecord): Record<string, unknown> {
  const { input } = order;
  const last = input.journey?.last;
  return {
    app_id: /^\d+$/.test(input.sourceName) ? idNumber(input.sourceName) : 580111,
    buyer_accepts_marketing: false,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    confirmed: true,
    contact_email: order.email,
    customer_locale: 'en',
    discount_codes: input.discountCode
      ? [{ code: input.discountCode, amount: input.discount, type: 'fixed_amount' }]
      : [],
    email: order.email,
    landing_site: last?.landingPage ?? null,
    referring_site: last?.referrerUrl ?? null,
    location_id: null,
    name: order.name,
    note: input.note ?? null,
    note_attributes: [],
    number: order.number,
    order_number: order.number,
    payment_gateway_names: gatewaysOf(order),
    phone: order.phone,
    po_number: input.poNumber ?? null,
    presentment_currency: input.presentmentCurrency,
    source_identifier: null,
    source_name: input.sourceName,
    tags: (input.tags ?? []).join(', '),
    tax_exempt: false,
    taxes_included: input.taxesIncluded,
    test: input.test ?? false,
    token: `tok-${order.id}`,
    user_id: null,
  };
}

/** The body of the orders/* topics, at the version 2026-10. Without a customer the key is absent. */
export function orderBody(state: StoreState, order: OrderRecord): Record<string, unknown> {
  const totals = computeTotals(order);
  const { shop } = state.options;
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  const shipping = moneySet(state, order, totals.shipping);
  return {
    id: idNumber(order.id),
    admin_graphql_api_id: `gid://shopify/Order/${order.id}`,
    currency: state.shopCurrency(order),
    financial_status: financialStatus(order, totals)?.toLowerCase() ?? null,
    fulfillment_status: fulfillmentWords[fulfillmentStatus(order)],
    ...placementBody(order),
    ...timesBody(order, shop.timeZone),
    ...totalsBody(state, order, totals),
    tax_lines:
      totals.tax === 0n
        ? []
        : [
            {
              price: moneySet(state, order, totals.tax).shop_money.amount,
              price_set: moneySet(state, order, totals.tax),
              title: 'Tax',
              rate: null,
              channel_liable: false,
            },
          ],
    billing_address: restAddress(order.billingAddress),
    ...(customer ? { customer: customerSummary(state, customer) } : {}),
    discount_applications: [],
    fulfillments: order.fulfillments.map((fulfillment) => fulfillmentBody(state, order, fulfillment, lineBody)),
    line_items: order.lines.map((line) => lineBody(state, order, line)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundBody(state, order, refund, lineBody)),
    shipping_address: restAddress(order.shippingAddress),
    shipping_lines:
      totals.shipping === 0n
        ? []
        : [
            {
              id: idNumber(order.shippingLineId),
              title: 'Standard',
              code: 'Standard',
              price: shipping.shop_money.amount,
              price_set: shipping,
              source: 'shopify',
              tax_lines: [],
              discount_allocations: [],
            },
          ],
    returns: [],
    line_item_groups: [],
  };
}
