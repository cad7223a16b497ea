import type { NamedFault } from '../../faults/named-fault.ts';
import type { Answer, Fault } from '../../http/faults.ts';
import type { StoreTarget } from './target.ts';

type StoreFault = NamedFault<StoreTarget>;

/** Every call of the Admin API; the token endpoint and result files are others. */
const api = /\/admin\/api\/.*graphql\.json$/;
const reads = /^(Orders|Customers|Companies|Deletions)/;
const html = '<!doctype html><html><head><title>Something went wrong</title></head><body><h1>502</h1></body></html>';
const asPage = { 'content-type': 'text/html; charset=utf-8' };

/** A fault that answers calls of the Admin API itself, or breaks them. */
function onCalls(fault: Omit<StoreFault, 'arm'> & { readonly strikes: Fault }): StoreFault {
  const { strikes, ...entry } = fault;
  return {
    ...entry,
    arm: ({ calls }, { doses }) => {
      calls.add({ path: api, ...strikes, doses });
      return undefined;
    },
  };
}

/** GraphQL answers with errors are HTTP 200. */
const refusal = (code: string, message: string, more: object = {}) => ({
  errors: [{ message, extensions: { code, ...more } }],
});

const throttled = {
  ...refusal('THROTTLED', 'Throttled', { documentation: 'https://shopify.dev/api/usage/rate-limits' }),
  extensions: {
    cost: {
      requestedQueryCost: 123,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 31, restoreRate: 100 },
    },
  },
};

/** The first record of a list of ids is null, and an error says so beside the others. */
function partial({ status, body }: Answer): Answer | null {
  if (!hasNodes(body) || body.data.nodes.length === 0) return null;
  const [, ...others] = body.data.nodes;
  const error = {
    message: 'Internal error. Looks like something went wrong on our end.',
    path: ['nodes', 0],
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: '00000000-0000-4000-8000-000000000000' },
  };
  return { status, body: { ...body, data: { ...body.data, nodes: [null, ...others] }, errors: [error] } };
}

function hasNodes(body: unknown): body is { readonly data: { readonly nodes: readonly unknown[] } } {
  if (typeof body !== 'object' || body === null || !('data' in body)) return false;
  const { data } = body;
  return typeof data === 'object' && data !== null && 'nodes' in data && Array.isArray(data.nodes);
}

/** Values of enums that no version of the schema had when the product was built. */
function newValues({ status, body }: Answer): Answer | null {
  const text = JSON.stringify(body)
    .replaceAll(/"displayFinancialStatus":"[A-Z_]+"/g, '"displayFinancialStatus":"BARTERED"')
    .replaceAll(/"displayFulfillmentStatus":"[A-Z_]+"/g, '"displayFulfillmentStatus":"TELEPORTED"')
    .replaceAll(/"returnStatus":"[A-Z_]+"/g, '"returnStatus":"LOST_AT_SEA"');
  return text === JSON.stringify(body) ? null : { status, body: JSON.parse(text) };
}

export const callFaults: readonly StoreFault[] = [
  onCalls({
    name: 'shopify-throttled',
    happens: 'calls are answered THROTTLED (HTTP 200, no data): the cost bucket of app and store is empty',
    source: 'Shopify docs: API rate limits',
    promise: 'waits until the bucket holds the cost again, repeats the call; nothing is lost',
    recovery: 'by itself',
    dose: { times: 3 },
    strikes: { status: 200, body: throttled },
  }),
  onCalls({
    name: 'shopify-429',
    happens: 'calls are answered 429 with Retry-After',
    source: 'Shopify docs: response status codes',
    promise: 'waits as long as asked, repeats the call',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: {
      status: 429,
      headers: { 'retry-after': '1.0' },
      body: { errors: 'Exceeded 2 calls per second for api client.' },
    },
  }),
  onCalls({
    name: 'shopify-430',
    happens: 'calls are rejected with 430: Shopify takes them for an attack',
    source: 'Shopify docs: response status codes',
    promise: 'no call leaves for five minutes, then work goes on where it was',
    recovery: 'in time',
    dose: { times: 1 },
    strikes: { status: 430, headers: asPage, body: html },
  }),
  onCalls({
    name: 'shopify-html-502',
    happens: 'calls are answered with a web page and 502',
    source: 'Shopify docs: response status codes; pages instead of JSON reported by other integrations',
    promise: 'repeats the read with growing pauses, then for half as many records; mutations are not repeated',
    recovery: 'by itself',
    dose: { times: 3 },
    strikes: { status: 502, headers: asPage, body: html },
  }),
  onCalls({
    name: 'shopify-html-200',
    happens: 'calls are answered with a web page and 200, as captcha and maintenance pages are',
    source: 'reported by other integrations',
    promise: 'is no answer: the read is repeated',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: { operation: reads, status: 200, headers: asPage, body: html },
  }),
  onCalls({
    name: 'shopify-string-errors',
    happens: '`errors` is a text where a list belongs, beside 200',
    source: 'reported by other integrations; Shopify answers refused credentials so',
    promise:
      'is read as a refusal of the connection: the connection rests a minute and tries again, no record is blamed',
    recovery: 'by itself',
    dose: { times: 1 },
    strikes: {
      operation: reads,
      status: 200,
      body: { errors: '[API] This action requires merchant approval for read_orders scope.' },
    },
  }),
  onCalls({
    name: 'shopify-partial-data',
    happens: 'an answer has data and errors: one record of a batch is null although it exists',
    source: 'GraphQL specification, section 7; recorded on the live API',
    promise: 'the null is not believed: the call fails as a whole and is repeated',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: { operation: /^(Orders|Customers)ByIds$/, rewrite: partial },
  }),
  onCalls({
    name: 'shopify-internal-error',
    happens: 'calls are answered INTERNAL_SERVER_ERROR (HTTP 200)',
    source: 'Shopify docs: GraphQL error codes',
    promise: 'repeats the read; when it goes on, for half as many records',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: { operation: reads, status: 200, body: refusal('INTERNAL_SERVER_ERROR', 'Internal error') },
  }),
  onCalls({
    name: 'shopify-lost-answer',
    happens: 'the store answers and the connection breaks before the answer arrives',
    source: 'design',
    promise: 'repeats the read; a started bulk operation that nobody knows of is not waited for',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: { operation: reads, dropAfterCommit: true },
  }),
  {
    name: 'shopify-slow',
    happens: 'answers take half a minute',
    source: 'Shopify docs: Shopify gives up after about ten seconds; proxies may hold longer',
    promise: 'the call is given up, repeated once, then for half as many records',
    recovery: 'in time',
    dose: { times: 1 },
    minutes: 0.5,
    arm: ({ calls }, { doses, minutes }) => {
      calls.add({ path: api, operation: reads, delayMs: minutes * 60_000, doses });
      return undefined;
    },
  },
  onCalls({
    name: 'shopify-unknown-values',
    happens: 'payment, fulfillment and return status have values that nobody has seen',
    source: 'Shopify docs: API versioning (new enum values are no breaking change)',
    promise: 'passed through as text; where the CRM has options of its own only that value is parked',
    recovery: 'by itself',
    dose: { times: 2 },
    strikes: { operation: 'OrdersByIds', rewrite: newValues },
  }),
  onCalls({
    name: 'shopify-other-version',
    happens: 'another API version answers, because the one asked for is not served any more',
    source: 'Shopify docs: API versioning (fall forward)',
    promise: 'work goes on, and status names the version that answers',
    recovery: 'by itself',
    dose: { times: 5 },
    strikes: { rewrite: ({ status, body }) => ({ status, body, headers: { 'X-Shopify-API-Version': '2027-01' } }) },
  }),
];
