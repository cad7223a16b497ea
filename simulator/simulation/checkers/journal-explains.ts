import type { HubSpotAccount } from '../../hubspot/account.ts';

/** How often the product says that it has written a field of a CRM record, by `<id> <field>`. */
export type WrittenFields = ReadonlyMap<string, number>;

/**
 * From the account's own history: every change that our credential made to one of Shopify's fields is in the product's
 * journal. `fields`: the product's name of each property that is watched.
 */
export function checkJournalExplains(
  account: HubSpotAccount,
  appId: string,
  fields: { readonly contacts: ReadonlyMap<string, string>; readonly orders: ReadonlyMap<string, string> },
  written: WrittenFields,
): string[] {
  return (['contacts', 'orders'] as const).flatMap((type) =>
    account.read.records(type, { archived: true }).flatMap((record) =>
      [...fields[type]].flatMap(([property, field]) => {
        const history = record.history(property).toReversed();
        const ours = history.filter(({ source, value }, index) => {
          const before = history[index - 1]?.value ?? '';
          return source.sourceType === 'INTEGRATION' && source.sourceId === appId && value !== before;
        });
        const told = written.get(`${record.id} ${field}`) ?? 0;
        if (ours.length <= told) return [];
        return [`${type} ${record.id}, ${field}: changed ${ours.length} times by us, ${told} times in the journal`];
      }),
    ),
  );
}
