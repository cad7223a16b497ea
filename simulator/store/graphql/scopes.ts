import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { RequestContext } from './context.ts';

/** Access scopes, any one of which opens a type or a field (`Order.returns`); no entry, no scope. */
const scopeTable = z
  .object({ types: z.record(z.string(), z.array(z.string())), fields: z.record(z.string(), z.array(z.string())) })
  .parse(
    JSON.parse(readFileSync(new URL('../../../src/sources/shopify/schema/field-scopes.json', import.meta.url), 'utf8')),
  );

/** The granted scopes and what they imply: writing a thing includes reading it. */
export function impliedScopes(granted: Iterable<string>): Set<string> {
  const scopes = new Set(granted);
  for (const scope of [...scopes]) if (scope.startsWith('write_')) scopes.add(scope.replace('write_', 'read_'));
  return scopes;
}

export function scopesOfField(type: string, field: string): readonly string[] | undefined {
  return scopeTable.fields[`${type}.${field}`];
}

function isOpen(granted: ReadonlySet<string>, alternatives: readonly string[]): boolean {
  return alternatives.some((scope) => granted.has(scope));
}

/** Throws ACCESS_DENIED; on a non-null field graphql moves the null up to the next nullable parent, as Shopify does. */
export function requireScope(context: RequestContext, field: string, alternatives: readonly string[]): void {
  if (!isOpen(context.scopes, alternatives)) throw accessDenied(field, alternatives);
}

export function requireTypeScope(context: RequestContext, type: string): void {
  const alternatives = scopeTable.types[type];
  if (alternatives && !isOpen(context.scopes, alternatives)) throw accessDenied(type, alternatives);
}

function accessDenied(field: string, alternatives: readonly string[]): GraphQLError {
  const named = alternatives.map((scope) => `\`${scope}\` access scope`);
  const requiredAccess = `${named.length > 1 ? `${named.slice(0, -1).join(', ')} or ` : ''}${named.at(-1)}.`;
  return new GraphQLError(`Access denied for ${field} field. Required access: ${requiredAccess}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess,
    },
  });
}
