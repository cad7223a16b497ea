/** A question of somebody who takes a set-up over, with the words in which the page has to answer it. */
export interface Question {
  readonly asks: string;
  /** The field that it is about; null = the whole map. */
  readonly field: string | null;
  readonly answer: readonly RegExp[];
}

/** As README.md beside this file lists them: eight kinds of question, most of them asked of several fields. */
export const questions: readonly Question[] = [
  { asks: 'who owns Net paid?', field: 'order.net', answer: [/\bShopify\b/] },
  { asks: 'who owns the pipeline stage?', field: 'order.stage', answer: [/HubSpot \(sales\)/] },
  { asks: 'who owns the campaign?', field: 'contact.campaign', answer: [/marketing \(Klaviyo\)/] },
  { asks: 'why is Refunded on there?', field: 'order.refunded_at', answer: [/part of the pattern support/] },
  {
    asks: 'why is the referring page of the first visit there?',
    field: 'order.first_visit_referrer',
    answer: [/added in the configuration, because the owner of advertising uses it/],
  },
  {
    asks: 'what happens when Last name is emptied in Shopify?',
    field: 'contact.last_name',
    answer: [/Emptied in Shopify: HubSpot keeps what it has/],
  },
  {
    asks: 'what happens when Refunded is emptied in HubSpot?',
    field: 'order.refunded',
    answer: [/Emptied in HubSpot: put back/],
  },
  {
    asks: 'what happens when Phone is emptied in HubSpot?',
    field: 'contact.phone',
    answer: [/Emptied in HubSpot: stays empty; it is filled only in the call that makes a record for a live order/],
  },
  { asks: 'where is the order number changed?', field: 'order.number', answer: [/the Shopify admin/] },
  { asks: 'where is the lead status changed?', field: 'contact.lead_status', answer: [/HubSpot/, /never writes it/] },
  { asks: 'who uses Original total?', field: 'order.original_total', answer: [/Used periodically by finance/] },
  { asks: 'who uses the tracking number?', field: 'order.tracking_number', answer: [/Used the same day by support/] },
  { asks: 'which version is in force?', field: null, answer: [/Version in force: support-[0-9a-f]{8}\./] },
  {
    asks: 'what is left out on purpose?',
    field: null,
    answer: [
      /Gross total \(order\.gross_total\)/,
      /line items: /,
      /tags: /,
      /campaign labels: /,
      /a sync for marketing alone/,
    ],
  },
  {
    asks: 'who answers for the map?',
    field: null,
    answer: [/Responsible for the map: Jane Doe \(jane@example\.com\)/],
  },
  { asks: 'which scopes are needed?', field: null, answer: [/Scopes in Shopify: .*read_orders.*read_customers/] },
];
