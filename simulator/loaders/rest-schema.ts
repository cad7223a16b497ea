import { z } from 'zod';

/*
 * The parts of Shopify's REST and webhook records that a load uses (Shopify docs: REST Admin API, Order). Numbers come as
 * text (see json-text.ts). Keys may be absent, null or, in old records, empty texts.
 */

const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value.trim()));
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const id = z
  .string()
  .regex(/^\d+$/)
  .nullish()
  .transform((value) => value ?? null);
const amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'not an amount')
  .nullish()
  .transform((value) => value ?? null);
const time = z
  .string()
  .refine((value) => !Number.isNaN(Date.parse(value)), 'not a time')
  .nullish()
  .transform((value) => (value === undefined || value === null ? null : new Date(value)));
const quantity = z
  .string()
  .regex(/^\d{1,9}$/, 'not a whole number')
  .nullish()
  .transform((value) => (value === undefined || value === null ? null : Number(value)));
const bag = z
  .object({ presentment_money: z.object({ amount: z.string(), currency_code: z.string() }) })
  .nullish()
  .transform((value) => value?.presentment_money.amount ?? null);

const address = z
  .object({
    first_name: text,
    last_name: text,
    name: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    zip: text,
    province_code: text,
    country_code: text,
    phone: text,
  })
  .nullish()
  .transform((value) => value ?? null);

export const restCustomerSchema = z.object({
  id,
  first_name: text,
  last_name: text,
  email: text,
  phone: text,
  note: text,
  tags: text,
  created_at: time,
  updated_at: time,
  default_address: address,
});

const lineItem = z.object({
  id,
  title: text,
  name: text,
  sku: text,
  quantity,
  current_quantity: quantity,
  price: amount,
  price_set: bag,
  gift_card: flag,
  requires_shipping: z
    .boolean()
    .nullish()
    .transform((value) => value ?? true),
});

const lineRef = z.object({ id, quantity });

const fulfillment = z.object({
  status: text,
  created_at: time,
  updated_at: time,
  tracking_company: text,
  tracking_number: text,
  tracking_url: text,
  shipment_status: text,
  line_items: list(lineRef),
});

const transaction = z.object({ kind: text, status: text, amount, currency: text });

const refund = z.object({
  created_at: time,
  processed_at: time,
  note: text,
  transactions: list(transaction),
  refund_line_items: list(z.object({ line_item_id: id, quantity, restock_type: text })),
});

export const restOrderSchema = z.object({
  id,
  name: text,
  email: text,
  contact_email: text,
  phone: text,
  test: flag,
  currency: text,
  presentment_currency: text,
  created_at: time,
  processed_at: time,
  updated_at: time,
  cancelled_at: time,
  cancel_reason: text,
  closed_at: time,
  financial_status: text,
  fulfillment_status: text,
  total_price: amount,
  total_price_set: bag,
  current_total_price: amount,
  current_total_price_set: bag,
  total_discounts: amount,
  total_discounts_set: bag,
  total_tax: amount,
  total_tax_set: bag,
  total_shipping_price_set: bag,
  total_tip_received: amount,
  original_total_duties_set: bag,
  total_outstanding: amount,
  taxes_included: flag,
  discount_codes: list(z.object({ code: text })),
  shipping_lines: list(z.object({ price: amount, price_set: bag })),
  payment_gateway_names: list(z.string()),
  source_name: text,
  note: text,
  tags: text,
  po_number: text,
  billing_address: address,
  shipping_address: address,
  customer: restCustomerSchema.nullish().transform((value) => value ?? null),
  company: z
    .object({ id })
    .nullish()
    .transform((value) => value ?? null),
  line_items: list(lineItem),
  fulfillments: list(fulfillment),
  refunds: list(refund),
  transactions: list(transaction),
});

export type RestOrder = z.infer<typeof restOrderSchema>;
export type RestCustomer = z.infer<typeof restCustomerSchema>;
