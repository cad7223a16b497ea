import { type CrmFault, problem, records, writes } from './on-calls.ts';

export const accessFaults: readonly CrmFault[] = [
  {
    name: 'hubspot-token-refused',
    happens: 'a good token is answered 401 for a moment',
    source: 'reported by other integrations',
    promise: 'is asked once more before it is believed; no record is blamed',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ({ calls }, { doses }) => {
      const body = problem('The access token is expired or has been rotated.', { category: 'EXPIRED_AUTHENTICATION' });
      calls.add({ path: records, status: 401, body, doses });
      return undefined;
    },
  },
  {
    name: 'hubspot-token-expired',
    happens: 'the token ends in the middle of the work, and no other comes',
    source: 'HubSpot docs: service keys (rotation)',
    promise: 'the destination rests and says so; nothing is lost, and with a new key the work goes on',
    recovery: 'by a person',
    dose: { times: 1 },
    arm: ({ calls, tokens }, { doses }) => {
      const known = tokens.all();
      const expire = () => {
        for (const token of known) token.state = 'expired';
      };
      calls.add({ path: writes, afterwards: expire, doses });
      return () => {
        for (const token of known) token.state = 'active';
      };
    },
  },
  {
    name: 'hubspot-scope-removed',
    happens: 'the key loses the right to write orders',
    source: 'HubSpot docs: scopes',
    promise: 'the destination rests and names the scope; nothing is lost',
    recovery: 'by a person',
    dose: {},
    arm: ({ tokens }) => {
      const before = tokens.all().map((token) => ({ token, scopes: token.scopes }));
      for (const { token, scopes } of before) {
        token.scopes = new Set([...scopes].filter((scope) => scope !== 'crm.objects.orders.write'));
      }
      return () => {
        for (const { token, scopes } of before) token.scopes = scopes;
      };
    },
  },
];
