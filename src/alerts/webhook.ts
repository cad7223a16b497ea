const patienceMs = 10_000;

/**
 * Posts a document as JSON. Resolves with null, or with what went wrong, without the address: it may be a secret. Another
 * address than the one that was named is never followed.
 */
export async function postWebhook(
  address: string,
  id: string,
  document: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'idempotency-key': id, 'user-agent': 'samestory' },
      body: JSON.stringify(document),
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
    return response.ok ? null : `the webhook answers with HTTP ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code =
      cause instanceof Error && 'code' in cause ? String(cause.code) : error instanceof Error ? error.name : '';
    return `the webhook cannot be reached (${code})`;
  }
}
