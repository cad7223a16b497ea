import type { HubSpotAccount } from '../../hubspot/account.ts';

/** How often the product says that it has written a field of a CRM record, by `<id> <field>`. */
export type WrittenFields = ReadonlyMap<string, number>;

/**
 * From the account's own history: every change that our credential made to one of Shopify's fields is in the product's
 * journal. `fields`: the product's name of each property that is watched. A record of which the product never heard that
 * it was made, because its call was lost and somebody deleted it at once, cannot be in the journal; `wasAway`: deleted and
 * restored since.
 */
export function checkJournalExplains(
  account: HubSpotAccount,
  appId: string,
  fields: { readonly contacts: ReadonlyMap<string, string>; readonly orders: ReadonlyMap<string, string> },
  written: WrittenFields,
  lateCalls: boolean,
  wasAway: (object: 'contact' | 'order', id: string) => boolean,
): string[] {
  return (['contacts', 'orders'] as const).flatMap((type) =>
    account.read
      .records(type, { archived: true })
      .filter(
        (record) =>
          !(record.archived || wasAway(type === 'orders' ? 'order' : 'contact', record.id)) ||
          [...fields[type].values()].some((field) => written.has(`${record.id} ${field}`)),
      )
      .flatMap((record) =>
        [...fields[type]].flatMap(([property, field]) => {
          const history = record.history(property).toReversed();
          const ours = history.filter(({ source, value }, index) => {
            const before = history[index - 1]?.value ?? '';
            return source.sourceType === 'INTEGRATION' && source.sourceId === appId && value !== before;
          });
          const told = written.get(`${record.id} ${field}`) ?? 0;
          // A call that is carried out after a later one writes again what the journal told when it was first sent.
          const changes = lateCalls ? new Set(ours.map(({ value }) => value)).size : ours.length;
          if (changes <= told) return [];
          return [`${type} ${record.id}, ${field}: changed ${ours.length} times by us, ${told} times in the journal`];
        }),
      ),
  );
}
