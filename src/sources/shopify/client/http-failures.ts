import { ConnectorError, type Failure } from '../../../connector/failure.ts';
import { believedWait } from '../../../connector/longest-wait.ts';

const hour = 3_600_000;

type Meaning = Pick<Failure, 'class' | 'message'> & { readonly retryAfterMs?: number };

/** Shopify docs: response codes. What is not listed is judged by its hundred. */
const meanings: Readonly<Record<number, Meaning>> = {
  401: {
    class: 'credential',
    message: 'Shopify refuses the access token: it was revoked, or the app was uninstalled. Renew the credentials.',
  },
  402: {
    class: 'credential',
    message: 'the shop is frozen because of an unpaid Shopify invoice; it can be read again once that is settled',
    retryAfterMs: hour,
  },
  403: { class: 'credential', message: 'Shopify refuses access: check the scopes of the app and approve them again' },
  404: {
    class: 'credential',
    message: 'Shopify knows no store at this address: use its *.myshopify.com name, and check that it still exists',
  },
  423: {
    class: 'credential',
    message: 'Shopify has locked the shop (limits exceeded again and again, or suspected fraud)',
    retryAfterMs: hour,
  },
  429: { class: 'quota', message: 'Shopify asks for fewer calls' },
  430: {
    class: 'transient',
    message: 'Shopify took our calls for an attack and rejects them for some minutes',
    retryAfterMs: 300_000,
  },
  // Shopify docs: unexpected token in the request, answered by the proxies in front of the API.
  783: { class: 'transient', message: 'Shopify could not read a call on its way' },
};

function meaningOf(status: number): Meaning {
  const known = meanings[status];
  if (known) return known;
  if (status >= 500) return { class: 'transient', message: 'Shopify has a fault of its own' };
  if (status >= 300 && status < 400) {
    return { class: 'credential', message: 'Shopify points to another address: use the *.myshopify.com name' };
  }
  return { class: 'bug', message: 'Shopify does not accept the form of our call' };
}

/** An answer other than 2xx as a failure, `HTTP_503` and so on. `retryAfter`: seconds, as the header gives them. */
export function httpFailure(status: number, retryAfter: string | null): ConnectorError {
  const meaning = meaningOf(status);
  const seconds = Number(retryAfter ?? '');
  const retryAfterMs =
    Number.isFinite(seconds) && seconds > 0 ? believedWait(Math.ceil(seconds * 1000)) : meaning.retryAfterMs;
  return new ConnectorError({
    class: meaning.class,
    code: `HTTP_${status}`,
    message: `${meaning.message} (HTTP ${status})`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

export function networkFailure(timedOut: boolean, cause: unknown): ConnectorError {
  const failure: Failure = timedOut
    ? { class: 'transient', code: 'TIMEOUT', message: 'Shopify did not answer in time' }
    : { class: 'transient', code: 'NETWORK', message: 'the connection to Shopify failed' };
  return new ConnectorError(failure, { cause });
}

/** Failures that may come from a call's size: asking for less is worth a try. */
export function mayBeTooLarge(failure: Failure): boolean {
  return (
    /^HTTP_(5\d\d)$/.test(failure.code) ||
    ['TIMEOUT', 'INTERNAL_SERVER_ERROR', 'MAX_COST_EXCEEDED', 'MAX_INPUT_SIZE_EXCEEDED'].includes(failure.code)
  );
}
