import type { Standard } from './property.ts';
import { declare, ownerProperty, systemProperties } from './standard-common.ts';

const { text, number, yesNo, instant, choice } = declare('order_information');
const shipping = declare('shipping_information');
const billing = declare('billing_information');

const ADDRESS = [
  ['street', 'Street'],
  ['city', 'City'],
  ['state', 'State/Region'],
  ['postal_code', 'Postal Code'],
  ['country', 'Country'],
  ['phone', 'Phone'],
] as const;

/** The order object (0-123). HubSpot docs: fulfillment and payment status are free text, not enumerations. */
export const orderProperties: readonly Standard[] = [
  text('hs_order_name', 'Order Name'),
  text('hs_external_order_id', 'External Order ID'),
  text('hs_external_order_status', 'External Order Status'),
  text('hs_external_order_url', 'External Order URL'),
  instant('hs_external_created_date', 'External Created Date'),
  instant('hs_external_modified_date', 'External Modified Date'),
  text('hs_source_store', 'Source Store'),
  instant('hs_processed_date', 'Processed Date'),
  text('hs_currency_code', 'Currency'),
  number('hs_exchange_rate', 'Exchange Rate'),
  number('hs_subtotal_price', 'Subtotal Price'),
  number('hs_total_price', 'Total Price'),
  number('hs_tax', 'Tax Price'),
  number('hs_shipping_cost', 'Shipping Cost'),
  number('hs_order_discount', 'Order Discount'),
  text('hs_discount_codes', 'Discount Codes'),
  text('hs_fulfillment_status', 'Fulfillment Status'),
  text('hs_payment_status', 'Payment Status'),
  text('hs_payment_processing_method', 'Payment Processing Method'),
  choice('hs_pipeline', 'Pipeline', { externalOptions: true }),
  choice('hs_pipeline_stage', 'Pipeline Stage', { externalOptions: true }),
  yesNo('hs_is_closed', 'Is Closed', { calculated: true }),
  instant('hs_closed_date', 'Closed Date'),
  text('hs_landing_site', 'Landing Site'),
  text('hs_referring_site', 'Referring Site'),
  text('hs_tags', 'Tags'),
  text('hs_order_note', 'Order Note'),
  text('hs_order_type', 'Order Type'),
  text('hs_customer_phone', 'Customer Phone'),
  ownerProperty('order_information'),
  shipping.text('hs_shipping_tracking_number', 'Tracking Number'),
  shipping.text('hs_shipping_status_url', 'Shipping Status URL'),
  shipping.text('hs_shipping_method', 'Shipping Method'),
  shipping.text('hs_total_weight', 'Total Weight'),
  shipping.text('hs_shipping_address_name', 'Shipping Address Name'),
  ...ADDRESS.map(([part, label]) => shipping.text(`hs_shipping_address_${part}`, `Shipping ${label}`)),
  billing.text('hs_billing_address_name', 'Billing Address Name'),
  billing.text('hs_billing_address_firstname', 'Billing First Name'),
  billing.text('hs_billing_address_lastname', 'Billing Last Name'),
  billing.text('hs_billing_address_email', 'Billing Email'),
  ...ADDRESS.map(([part, label]) => billing.text(`hs_billing_address_${part}`, `Billing ${label}`)),
  ...systemProperties('order_information', 'hs_createdate', 'hs_lastmodifieddate'),
];
