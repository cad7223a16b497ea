import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether `signature` is base64(HMAC-SHA256(body, secret)) for one of the secrets (Shopify docs: verify deliveries), in
 * constant time. After a rotation Shopify signs with the old secret for up to an hour, hence several.
 */
export function isSigned(body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature ?? '', 'base64');
  let valid = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    // An empty secret would make everybody's signature good.
    if (secret !== '' && given.length === expected.length && timingSafeEqual(given, expected)) valid = true;
  }
  return valid;
}
