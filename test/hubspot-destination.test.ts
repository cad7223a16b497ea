import { destinationSuite } from '../src/connector/conformance/destination-suite.ts';
import type { DestinationHarness } from '../src/connector/conformance/harness.ts';
import type { CrmObject } from '../src/field-map/types.ts';
import type { WorldOptions } from './hubspot-world.ts';
import { createHubSpotWorld } from './hubspot-world.ts';

const paths: Readonly<Record<CrmObject, string>> = { contact: 'contacts', order: 'orders' };

async function makeHarness(options: WorldOptions): Promise<DestinationHarness> {
  const { server, clock, destination, close } = await createHubSpotWorld(options);
  const { account } = server;
  const person = account.asUser(501);
  const propertyOf = (field: string) => {
    const property = destination.propertyOf(field);
    if (property === null) throw new Error(`${field} has no place in the account`);
    return property;
  };
  return {
    destination,
    refusedValue: { field: 'contact.email', value: 'josé@example.com' },
    witness: {
      ids: async (object) => account.read.records(paths[object]).map(({ id }) => id),
      async value(object, id, field) {
        return account.read.record(paths[object], id)?.properties[propertyOf(field)] || null;
      },
      async contactsOf(orderId) {
        const links = account.read.record('orders', orderId)?.links() ?? [];
        return links.filter(({ toType }) => toType === 'contacts').map(({ toId }) => toId);
      },
    },
    faults: {
      loseNextAnswer: () => account.faults.add({ path: /batch\/(create|update)$/, times: 1, dropAfterCommit: true }),
      throttle: () =>
        account.faults.add({
          path: '/crm/objects',
          status: 429,
          body: { status: 'error', policyName: 'TEN_SECONDLY_ROLLING' },
        }),
      endThrottle: () => account.faults.clear(),
      remove: async (object, id) => person.archive(paths[object], id),
      merge: async (object, loser, survivor) => {
        person.merge(paths[object], survivor, loser);
      },
      edit: async (object, id, field, value) => person.update(paths[object], id, { [propertyOf(field)]: value }),
      bringOrder: async (number) =>
        account.asIntegration('51381', 'Shopify').create('orders', {
          hs_order_name: `#${number}`,
          hs_external_order_id: number,
        }),
    },
    settle: async () => clock.advance(60_000),
    close,
  };
}

const lacks = {
  'links inside a create': 'the destination links in calls of its own, 2,000 at a time',
  'orders need a contact': 'an order stands alone in HubSpot',
};

destinationSuite('HubSpot 2026-09', () => makeHarness({}), { lacks });

destinationSuite(
  'HubSpot 2026-03',
  () =>
    makeHarness({
      connector: { apiVersion: '2026-03' },
      account: {
        switches: { mergedRead: 'each', noAssociations: 'error', clearedReadsAs: 'null', numberScale: 'keep' },
      },
    }),
  { lacks },
);
