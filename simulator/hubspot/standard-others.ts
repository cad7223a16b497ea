import type { Standard } from './property.ts';
import { declare, LIFECYCLE_STAGES, ownerProperty, systemProperties } from './standard-common.ts';

const company = declare('companyinformation');
const deal = declare('dealinformation');
const line = declare('lineiteminformation');

export const companyProperties: readonly Standard[] = [
  company.text('name', 'Company name'),
  company.text('domain', 'Company Domain Name'),
  company.text('hs_additional_domains', 'Additional Domains', { readOnly: true }),
  company.text('phone', 'Phone Number'),
  company.text('address', 'Street Address'),
  company.text('address2', 'Street Address 2'),
  company.text('city', 'City'),
  company.text('state', 'State/Region'),
  company.text('zip', 'Postal Code'),
  company.text('country', 'Country/Region'),
  company.choice('industry', 'Industry', {
    options: [
      ['APPAREL_FASHION', 'Apparel & Fashion'],
      ['COSMETICS', 'Cosmetics'],
      ['FOOD_BEVERAGES', 'Food & Beverages'],
      ['FURNITURE', 'Furniture'],
      ['RETAIL', 'Retail'],
      ['WHOLESALE', 'Wholesale'],
    ],
  }),
  company.text('description', 'Description'),
  company.text('website', 'Website URL'),
  company.choice('type', 'Type', {
    options: [
      ['PROSPECT', 'Prospect'],
      ['PARTNER', 'Partner'],
      ['RESELLER', 'Reseller'],
      ['VENDOR', 'Vendor'],
      ['OTHER', 'Other'],
    ],
  }),
  company.choice('lifecyclestage', 'Lifecycle Stage', { options: LIFECYCLE_STAGES }),
  ownerProperty('companyinformation'),
  company.number('hs_parent_company_id', 'Parent Company', { calculated: true }),
  company.number('hs_num_child_companies', 'Number of child companies', { calculated: true }),
  ...systemProperties('companyinformation', 'createdate', 'hs_lastmodifieddate'),
];

/** `currencies` are the account's: deals accept no other. */
export function dealProperties(currencies: readonly string[]): readonly Standard[] {
  return [
    deal.text('dealname', 'Deal Name'),
    deal.choice('pipeline', 'Pipeline', { externalOptions: true }),
    deal.choice('dealstage', 'Deal Stage', { externalOptions: true }),
    deal.number('amount', 'Amount'),
    deal.choice('deal_currency_code', 'Currency', { options: currencies.map((code) => [code, code] as const) }),
    deal.instant('closedate', 'Close Date'),
    deal.choice('dealtype', 'Deal Type', {
      options: [
        ['newbusiness', 'New Business'],
        ['existingbusiness', 'Existing Business'],
      ],
    }),
    deal.text('description', 'Deal Description'),
    deal.yesNo('hs_is_closed', 'Is Deal Closed?', { calculated: true }),
    ownerProperty('dealinformation'),
    ...systemProperties('dealinformation', 'createdate', 'hs_lastmodifieddate'),
  ];
}

export const lineItemProperties: readonly Standard[] = [
  line.text('name', 'Name'),
  line.text('description', 'Description'),
  line.text('hs_sku', 'SKU'),
  line.text('hs_product_id', 'Product ID'),
  line.number('quantity', 'Quantity'),
  line.number('price', 'Unit price'),
  line.number('amount', 'Net price', { calculated: true }),
  line.text('hs_line_item_currency_code', 'Currency'),
  line.number('discount', 'Unit Discount'),
  line.number('tax', 'Tax'),
  ...systemProperties('lineiteminformation', 'createdate', 'hs_lastmodifieddate'),
];
