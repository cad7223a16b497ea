import type { NamedFault } from '../../faults/named-fault.ts';
import type { StoreTarget } from './target.ts';

export const tokenFaults: readonly NamedFault<StoreTarget>[] = [
  {
    name: 'shopify-token-expires',
    happens: 'the access token ends between two pages of one read',
    source: 'Shopify docs: client credentials grant (24 hours), expiring offline tokens (one hour)',
    promise: 'one new token is asked for, whatever the number of calls under way, and the page is asked for again',
    recovery: 'by itself',
    dose: { times: 2, after: 2 },
    arm: ({ calls, tokens }, { doses }) => {
      calls.add({ path: /graphql\.json$/, before: () => tokens.expireIssued(), doses });
      return undefined;
    },
  },
  {
    name: 'shopify-token-refused',
    happens: 'the token endpoint is down while a new token is needed',
    source: 'Shopify docs: response status codes',
    promise: 'the work waits; it goes on with the next token, no record is blamed',
    recovery: 'by itself',
    dose: { times: 2 },
    arm: ({ calls, tokens }, { doses }) => {
      tokens.expireIssued();
      calls.add({ path: '/admin/oauth/access_token', status: 503, body: '<html>busy</html>', doses });
      return undefined;
    },
  },
  {
    name: 'shopify-refresh-answer-lost',
    happens: 'the answer with the next refresh token is lost after the old one was spent',
    source:
      'Shopify docs: offline access tokens (since August 2026 a spent refresh token works until its successor is used)',
    promise: 'the old refresh token is sent again; the installation is not lost',
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ({ calls, tokens }, { doses }) => {
      tokens.expireIssued();
      calls.add({ path: '/admin/oauth/access_token', dropAfterCommit: true, doses });
      return undefined;
    },
  },
  {
    name: 'shopify-scope-removed',
    happens: 'the app loses the right to read customers and returns',
    source: 'Shopify docs: access scopes',
    promise: 'the connection rests and names the scope; no record that cannot be seen any more is taken for deleted',
    recovery: 'by a person',
    dose: {},
    arm: ({ tokens }) => {
      const before = tokens.granted;
      tokens.setScopes(before.filter((scope) => scope !== 'read_customers' && scope !== 'read_returns'));
      return () => tokens.setScopes(before);
    },
  },
];
