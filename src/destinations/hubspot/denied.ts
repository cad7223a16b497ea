/**
 * Properties that nothing of ours writes, whatever a field map says, with what they are for people: HubSpot's own, and
 * those that a merchant has made under a name that says the same.
 */
const denied: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /^(?:hubspot_(?:owner|team)_id|(?:contact_|record_|order_|account_|sales_)?(?:owner|rep)(?:_id)?|assigned_to)$/,
    what: 'who is responsible for the record',
  },
  { pattern: /^(?:hs_)?lifecycle_?stage$/, what: 'the lifecycle stage' },
  { pattern: /^(?:hs_)?lead_?status$/, what: 'the lead status' },
  { pattern: /^(?:hs_)?(?:customer|account|client)_?(?:status|stage)$/, what: 'a customer or account status' },
  { pattern: /^(?:dealstage|pipeline)$/, what: 'the stage of a deal' },
  { pattern: /^(?:hs_order_note|(?:internal_|team_)?notes?)$/, what: 'the notes of your team' },
  {
    pattern:
      /optout|(?:^|_)opt_(?:out|in)(?:_|$)|unsubscribed?$|(?:^|_)consent(?:_|$)|^hs_legal_basis$|^hs_marketable_/,
    what: 'what people have agreed to',
  },
  { pattern: /^hs_analytics_/, what: 'what marketing counts' },
  { pattern: /^(?:hs_calculated_|num_|hs_additional_emails$)/, what: 'worked out by HubSpot' },
  { pattern: /^notes_/, what: 'worked out by HubSpot from activities' },
  // The native Shopify connection's own properties belong to it.
  { pattern: /^ip__/, what: "a property of HubSpot's own Shopify connection" },
];

/** What a property that is never written is for; null for every other one. */
export function deniedAs(property: string): string | null {
  return denied.find(({ pattern }) => pattern.test(property))?.what ?? null;
}

export function isDenied(property: string): boolean {
  return deniedAs(property) !== null;
}

/** HubSpot docs: set by HubSpot itself in every account; a write is refused with READ_ONLY_VALUE. */
const readOnly =
  /^(?:hs_object_(?:id|source.*)|(?:hs_)?createdate|(?:hs_)?lastmodifieddate|hs_(?:created|updated)_by_user_id|hs_merged_object_ids|hs_all_.*|hs_email_domain|hs_is_closed|hs_unique_creation_key|hs_was_imported|hs_user_ids_.*|hs_num_.*|hs_time_.*|hs_v2_.*|(?:first|recent)_conversion_.*|(?:first|recent)_deal_.*|(?:first|last)_order_(?:value|currency)|total_value_of_orders|last_categories_bought|ecomm.*|total_revenue|days_to_close|associatedcompanyid)$/;

export function isReadOnlyEverywhere(property: string): boolean {
  return readOnly.test(property);
}
