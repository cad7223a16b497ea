import type { Standard } from './property.ts';
import { declare, LIFECYCLE_STAGES, ownerProperty, systemProperties } from './standard-common.ts';

const { text, number, yesNo, instant, choice, phone } = declare('contactinformation');
const rfm = declare('deal_information');

const LEAD_STATUSES: readonly (readonly [string, string])[] = [
  ['NEW', 'New'],
  ['OPEN', 'Open'],
  ['IN_PROGRESS', 'In Progress'],
  ['OPEN_DEAL', 'Open Deal'],
  ['UNQUALIFIED', 'Unqualified'],
  ['ATTEMPTED_TO_CONTACT', 'Attempted to Contact'],
  ['CONNECTED', 'Connected'],
  ['BAD_TIMING', 'Bad Timing'],
];

const LANGUAGES: readonly (readonly [string, string])[] = [
  ['de', 'German'],
  ['en', 'English'],
  ['en-gb', 'English - United Kingdom'],
  ['en-us', 'English - United States'],
  ['es', 'Spanish'],
  ['fr', 'French'],
  ['it', 'Italian'],
  ['ja', 'Japanese'],
  ['nl', 'Dutch'],
  ['pt-br', 'Portuguese - Brazil'],
];

export const contactProperties: readonly Standard[] = [
  text('email', 'Email', { hasUniqueValue: true }),
  text('hs_additional_emails', 'Additional email addresses', { readOnly: true }),
  text('firstname', 'First Name'),
  text('lastname', 'Last Name'),
  phone('phone', 'Phone Number'),
  phone('mobilephone', 'Mobile Phone Number'),
  text('address', 'Street Address'),
  text('city', 'City'),
  text('state', 'State/Region'),
  text('zip', 'Postal Code'),
  text('country', 'Country/Region'),
  text('company', 'Company Name'),
  text('jobtitle', 'Job Title'),
  text('website', 'Website URL'),
  choice('hs_language', 'Preferred language', { options: LANGUAGES }),
  ownerProperty('contactinformation'),
  choice('lifecyclestage', 'Lifecycle Stage', { options: LIFECYCLE_STAGES }),
  choice('hs_lead_status', 'Lead Status', { options: LEAD_STATUSES }),
  choice('hs_pipeline', 'Pipeline', { readOnly: true, externalOptions: true }),
  choice('hs_marketable_status', 'Marketing contact status', {
    readOnly: true,
    options: [
      ['true', 'Marketing contact'],
      ['false', 'Non-marketing contact'],
    ],
  }),
  yesNo('hs_email_optout', 'Unsubscribed from all email', { readOnly: true }),
  choice('hs_analytics_source', 'Original Traffic Source', {
    readOnly: true,
    options: [
      ['ORGANIC_SEARCH', 'Organic Search'],
      ['PAID_SEARCH', 'Paid Search'],
      ['DIRECT_TRAFFIC', 'Direct Traffic'],
      ['OFFLINE', 'Offline Sources'],
    ],
  }),
  choice('hs_calculated_merged_vids', 'Merged vids with timestamps', { readOnly: true, externalOptions: true }),
  number('num_associated_deals', 'Number of Associated Deals', { calculated: true }),
  instant('notes_last_updated', 'Last Activity Date', { readOnly: true }),
  rfm.number('first_order_value', 'First order value', { calculated: true }),
  rfm.number('total_value_of_orders', 'Total value of orders', { calculated: true }),
  ...systemProperties('contactinformation', 'createdate', 'lastmodifieddate'),
];
