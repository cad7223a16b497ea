import type { HubSpotAccount } from '../../hubspot/account.ts';
import type { InspectedRecord } from '../../hubspot/inspect.ts';

/** What the product may write into a record, by HubSpot property. */
export interface WriteRules {
  /** Shopify's: written and kept true. */
  readonly always: ReadonlySet<string>;
  /** Seeded in the call that makes the record, and never again. */
  readonly once: ReadonlySet<string>;
}

/**
 * From the account's own history: our credential wrote nothing but Shopify's fields; seeds only in the call that made
 * the record, and never on a record that somebody else made.
 */
export function checkOnlyOwnValues(
  account: HubSpotAccount,
  appId: string,
  rules: { readonly contacts: WriteRules; readonly orders: WriteRules },
): string[] {
  return (['contacts', 'orders'] as const).flatMap((type) =>
    account.read
      .records(type, { archived: true })
      .flatMap((record) => violations(record, appId, rules[type]).map((text) => `${type} ${record.id}, ${text}`)),
  );
}

function violations(record: InspectedRecord, appId: string, rules: WriteRules): string[] {
  return record
    .historyNames()
    .filter((name) => !rules.always.has(name))
    .flatMap((name) => {
      const ours = record
        .history(name)
        .filter(({ source }) => source.sourceType === 'INTEGRATION' && source.sourceId === appId);
      if (ours.length === 0) return [];
      if (!rules.once.has(name)) return [`${name}: written by us, though it is not Shopify's`];
      const later = ours.filter(({ at }) => at > record.createdAt.getTime());
      return later.length > 0 ? [`${name}: written by us ${later.length} times after the record was made`] : [];
    });
}
