import { ConnectorError } from '../../../connector/failure.ts';

const gid = /^gid:\/\/shopify\/[A-Za-z]+\/(?<digits>\d+)(?:\?.*)?$/;

/** The digits of a global id (`gid://shopify/Order/5000000001001`), or null for any other text. */
export function digitsOfGid(text: string): string | null {
  return gid.exec(text)?.groups?.['digits'] ?? null;
}

/** The digits of a global id where one must be. Throws ConnectorError for any other text. */
export function digits(text: string): string {
  const found = digitsOfGid(text);
  if (found !== null) return found;
  throw new ConnectorError({
    class: 'bug',
    code: 'UNEXPECTED_SHAPE',
    message: 'Shopify answered an id of another form',
  });
}

export function toGid(type: 'Order' | 'Customer' | 'BulkOperation', id: string): string {
  return `gid://shopify/${type}/${id}`;
}
