import { z } from 'zod';
import type { Arming } from '../../faults/named-fault.ts';
import type { Answer } from '../../http/faults.ts';
import type { BatchFault } from '../batch-faults.ts';
import { type CrmFault, onCalls, problem, records, writes } from './on-calls.ts';

const page = '<!doctype html><html><head><title>hubspot.com | 502: Bad gateway</title></head><body></body></html>';
const asPage = { 'content-type': 'text/html; charset=UTF-8' };

const severalRows = z.looseObject({ inputs: z.array(z.unknown()).min(2) });

function onBatches(entry: Omit<CrmFault, 'arm'>, strikes: BatchFault): CrmFault {
  return {
    ...entry,
    arm: ({ batches }, { doses }) => {
      batches.add({ ...strikes, doses });
      return undefined;
    },
  };
}

function fail(status: number): (answer: Answer) => Answer {
  return () => ({ status, body: page, headers: asPage });
}

function shuffled({ random }: Arming) {
  return ({ status, body }: Answer): Answer | null => {
    if (typeof body !== 'object' || body === null || !('results' in body) || !Array.isArray(body.results)) return null;
    return { status, body: { ...body, results: random.shuffle(body.results) } };
  };
}

export const answerFaults: readonly CrmFault[] = [
  onCalls(
    {
      name: 'hubspot-error-before',
      happens: 'writes are answered 503 and nothing was written',
      source: 'HubSpot docs: error handling',
      promise: 'nobody can know: creates are looked up by key before they are repeated',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { path: writes, status: 503, body: problem('Service unavailable') },
  ),
  onCalls(
    {
      name: 'hubspot-error-after',
      happens: 'writes are carried out and answered 504',
      source: 'HubSpot docs: error handling; Cloudflare docs: 5xx errors',
      promise: 'what was made is found by its key: nothing is made twice',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { path: writes, rewrite: fail(504) },
  ),
  onCalls(
    {
      name: 'hubspot-lost-answer',
      happens: 'writes are carried out and the connection breaks before the answer arrives',
      source: 'design',
      promise: 'what was made is found by its key: nothing is made twice',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { path: writes, dropAfterCommit: true },
  ),
  onBatches(
    {
      name: 'hubspot-partial-batch',
      happens: 'some rows of a batch are written and some are not, for a passing reason of HubSpot',
      source: 'HubSpot docs: batch endpoints, multi-status errors',
      promise: 'each row is settled by itself; the others are tried again',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { silent: 'refused' },
  ),
  onCalls(
    {
      name: 'hubspot-batch-refused',
      happens: 'a batch is refused as a whole because of one row, and nothing says which',
      source: 'HubSpot docs: batch endpoints; reported by other integrations',
      promise: 'is sent again in halves, until the row is alone; the others are written',
      recovery: 'by itself',
      dose: { times: 1 },
    },
    {
      path: /^\/crm\/objects\/.*\/batch\/(create|update)/,
      // A row that is alone is refused for what it holds, and rests until somebody mends it: that is another fault.
      only: ({ body }) => severalRows.safeParse(body).success,
      status: 400,
      body: problem('Invalid input JSON on line 1, column 1', { category: 'VALIDATION_ERROR' }),
    },
  ),
  {
    name: 'hubspot-shuffled',
    happens: 'rows of an answer come in another order than they were sent',
    source: 'HubSpot docs: batch endpoints (no order is promised)',
    promise: 'rows are matched by trace id, id or key, never by place',
    recovery: 'by itself',
    dose: {},
    arm: ({ calls }, arming) => {
      calls.add({ path: /\/batch\/(create|update|read)$/, rewrite: shuffled(arming), doses: arming.doses });
      return undefined;
    },
  },
  onBatches(
    {
      name: 'hubspot-missing-results',
      happens: 'some rows of a batch are neither written nor mentioned',
      source: 'reported by other integrations',
      promise: 'a row without an answer is looked up, then written',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { silent: 'some' },
  ),
  onBatches(
    {
      name: 'hubspot-silent-batch',
      happens: 'a batch is answered like a success with no rows, and nothing was written',
      source: 'reported by other integrations',
      promise: 'a row without an answer is looked up, then written',
      recovery: 'by itself',
      dose: { times: 1 },
    },
    { silent: 'all' },
  ),
  onCalls(
    {
      name: 'hubspot-locked',
      happens: 'records are locked: 423',
      source: 'HubSpot docs: error handling',
      promise: 'waits two seconds and more, repeats the call',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { path: writes, status: 423, body: problem('The resource is currently locked') },
  ),
  onCalls(
    {
      name: 'hubspot-html-page',
      happens: 'the edge in front of HubSpot answers with a web page: 502, 521 or 403 without JSON',
      source: 'Cloudflare docs: 5xx errors',
      promise: 'is the network’s fault, not the token’s: waits and repeats',
      recovery: 'by itself',
      dose: { times: 2 },
    },
    { status: 403, headers: asPage, body: page },
  ),
  onCalls(
    {
      name: 'hubspot-200-with-error',
      happens: 'a write is answered 200 with the body of an error',
      source: 'reported by other integrations',
      promise: 'no row is taken for written: each is looked up',
      recovery: 'by itself',
      dose: { times: 1 },
    },
    {
      path: /^\/crm\/objects\/.*\/batch\/(create|update)/,
      status: 200,
      body: problem('internal error', { category: 'INTERNAL_ERROR' }),
    },
  ),
  {
    name: 'hubspot-slow',
    happens: 'answers take 20 to 60 seconds',
    source: 'reported by other integrations',
    promise: 'is waited for up to a minute; after that the batch is looked up like a lost one',
    recovery: 'in time',
    dose: { times: 1 },
    minutes: 0.5,
    arm: ({ calls }, { doses, minutes }) => {
      calls.add({ path: records, delayMs: minutes * 60_000, doses });
      return undefined;
    },
  },
  {
    name: 'hubspot-search-lag',
    happens: 'searches and lists of changes follow the records late',
    source: 'HubSpot docs: search (index is updated with a delay)',
    promise: 'existence is never decided by a search: nothing is made twice',
    recovery: 'by itself',
    dose: {},
    minutes: 1,
    arm: ({ core }, { doses, minutes }) => {
      doses.hit();
      const before = core.searchLagMs;
      core.searchLagMs = minutes * 60_000;
      return () => {
        core.searchLagMs = before;
      };
    },
  },
];
