import { ConnectorError, type Failure } from '../../../connector/failure.ts';
import type { Envelope, GraphqlError } from './envelope.ts';

/** Codes that mean that the document does not fit the version which answered (Shopify docs: GraphQL error codes). */
const versionCodes = new Set(['undefinedField', 'undefinedType', 'undefinedDirective', 'selectionMismatch']);

/**
 * The failure in an answer of status 200, or null for a good one. Everything that we select is needed, so an error
 * beside data fails the call as well; and a search warning does, because Shopify then ignores the filter and answers
 * with everything.
 */
export function failureIn(envelope: Envelope, servedVersion: string | null): ConnectorError | null {
  const { errors, extensions } = envelope;
  if (typeof errors === 'string') return stringFailure(errors);
  const [first] = errors ?? [];
  if (first) return new ConnectorError(graphqlFailure(errors ?? [], first, envelope, servedVersion));
  const warned = extensions?.search?.find(({ warnings }) => warnings === undefined || warnings?.length !== 0);
  if (warned) {
    const said = warned.warnings
      ?.map(({ field, message }) => `${field ?? 'filter'}: ${message ?? 'ignored'}`)
      .join('; ');
    return failure(
      'bug',
      'SEARCH_WARNING',
      `Shopify ignored a part of our search filter (${said ?? 'no reason given'})`,
    );
  }
  if (envelope.data === null || envelope.data === undefined) {
    return failure('transient', 'NO_DATA', 'Shopify answered without data and without an error');
  }
  return null;
}

function graphqlFailure(
  errors: readonly GraphqlError[],
  first: GraphqlError,
  envelope: Envelope,
  servedVersion: string | null,
): Failure {
  const worst = errors.find(({ extensions }) => extensions?.code === 'THROTTLED') ?? first;
  const code = worst.extensions?.code ?? 'GRAPHQL_ERROR';
  const text = worst.message.slice(0, 300);
  switch (code) {
    case 'THROTTLED':
    case '429':
      return {
        class: 'quota',
        code: 'THROTTLED',
        message: 'the read budget is used up',
        retryAfterMs: restore(envelope),
      };
    case 'ACCESS_DENIED':
      return accessDenied(worst);
    case 'INTERNAL_SERVER_ERROR':
      return { class: 'transient', code, message: `Shopify has a fault of its own: ${text}` };
    default: {
      const version = versionCodes.has(code) ? ` (answered by version ${servedVersion ?? 'unknown'})` : '';
      return { class: 'bug', code, message: `Shopify refuses our document: ${text}${version}` };
    }
  }
}

/** A root field is closed: the whole connection is. A field of a record is closed: what is made of that field rests. */
function accessDenied({ path, extensions, message }: GraphqlError): Failure {
  const fields = (path ?? []).filter((step) => typeof step === 'string');
  const scope = (extensions?.requiredAccess ?? message).slice(0, 300);
  return {
    class: fields.length > 1 ? 'map' : 'credential',
    code: 'ACCESS_DENIED',
    message: `Shopify shows ${fields.join('.') || 'this'} only with more access: ${scope}`,
  };
}

/** Milliseconds until the bucket holds the requested cost again, at least one second; it never holds more than all. */
function restore({ extensions }: Envelope): number {
  const requested = extensions?.cost?.requestedQueryCost ?? 0;
  const status = extensions?.cost?.throttleStatus;
  if (!status) return 1000;
  const needed = Math.min(requested, status.maximumAvailable) - status.currentlyAvailable;
  return Math.max(1000, Math.ceil((needed / status.restoreRate) * 1000));
}

function stringFailure(text: string): ConnectorError {
  return failure('credential', 'REFUSED', `Shopify refuses the call: ${text.slice(0, 300)}`);
}

function failure(kind: Failure['class'], code: string, message: string): ConnectorError {
  return new ConnectorError({ class: kind, code, message });
}
