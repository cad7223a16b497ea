/** Source names that Shopify writes itself, in the words of its admin. Others are an app's, or its bare number. */
const wellKnown: Readonly<Record<string, string>> = {
  web: 'Online Store',
  pos: 'Point of Sale',
  shopify_draft_order: 'Draft order',
  subscription_contract: 'Subscription',
  iphone: 'Shopify for iPhone',
  android: 'Shopify for Android',
};

/** What people call a source name; null where it names an app that they know by another name. */
export function knownSourceName(sourceName: string): string | null {
  return wellKnown[sourceName] ?? null;
}

/** A source name without what means nothing to people: empty texts and the bare number of an app. */
export function namedSource(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' || /^\d+$/.test(trimmed) ? null : trimmed;
}
