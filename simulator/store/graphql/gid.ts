import { GraphQLError } from 'graphql';

export function gid(type: string, id: string): string {
  return `gid://shopify/${type}/${id}`;
}

export interface ParsedGid {
  readonly type: string;
  readonly id: string;
}

/** Throws Shopify's RESOURCE_NOT_FOUND for a text that is no global id. */
export function parseGid(text: string): ParsedGid {
  const match = /^gid:\/\/shopify\/([A-Za-z]+)\/([\w-]+)(?:\?.*)?$/.exec(text);
  const [, type, id] = match ?? [];
  if (type === undefined || id === undefined) {
    throw new GraphQLError(`Invalid global id '${text}'`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
  }
  return { type, id };
}

/** The id when it belongs to this type; null for an id of another type, which finds nothing. */
export function idOfType(text: string, type: string): string | null {
  const parsed = parseGid(text);
  return parsed.type === type ? parsed.id : null;
}
