import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { BatchFaults } from './batch-faults.ts';
import type { CallCounters } from './call-counters.ts';
import type { CallLimits } from './call-limits.ts';
import { type ApiVersion, type Core, nowOf } from './core.ts';
import { ApiError, badRequest } from './errors.ts';
import type { ImportStore } from './import-store.ts';
import { findObjectType, type ObjectType } from './object-types.ts';
import type { Writer } from './row-plan.ts';
import { integrationSource } from './source.ts';
import { requireScopes, type Token, type TokenStore } from './token-store.ts';

/** What the account details answer. */
export interface AccountInfo {
  readonly accountType: 'STANDARD' | 'DEVELOPER_TEST' | 'SANDBOX' | 'APP_DEVELOPER';
  readonly companyCurrency: string;
  readonly additionalCurrencies: readonly string[];
  readonly timeZone: string;
  /** Host that record pages live on; null: the simulator's own address. */
  readonly uiDomain: string | null;
}

/** Everything the routes need. */
export interface Service {
  readonly core: Core;
  readonly info: AccountInfo;
  readonly tokens: TokenStore;
  readonly limits: CallLimits;
  readonly counters: CallCounters;
  readonly batchFaults: BatchFaults;
  readonly imports: ImportStore;
}

export type Env = { Bindings: HttpBindings; Variables: { token: Token } };
export type App = Hono<Env>;
export type Ctx = Context<Env>;

/** One call after its path and token were understood. */
export interface Call {
  readonly type: ObjectType;
  readonly version: ApiVersion;
  readonly token: Token;
  readonly writer: Writer;
  readonly path: string;
}

export function versionOf(context: Ctx): ApiVersion {
  const version = context.req.param('version');
  if (version === '2026-03' || version === '2026-09') return version;
  throw new ApiError(404, { status: 'error', message: 'resource not found' });
}

export function typeNamed(name: string | undefined): ObjectType {
  const type = findObjectType(name ?? '');
  if (type) return type;
  throw new ApiError(400, { status: 'error', message: `Unable to infer object type from: ${name ?? ''}` });
}

export function objectScope(type: ObjectType, right: 'read' | 'write'): string {
  return `crm.objects.${type.plural}.${right}`;
}

export function schemaScope(type: ObjectType, right: 'read' | 'write'): string {
  return `crm.schemas.${type.plural}.${right}`;
}

function writerOf(core: Core, context: Ctx, version: ApiVersion): Writer {
  const token = context.get('token');
  return { source: integrationSource(token.appId, token.label), at: nowOf(core), version };
}

/** Understands a call on `/…/:version/:type…` and checks the token's right on that object type. */
export function objectCall(service: Service, context: Ctx, right: 'read' | 'write'): Call {
  const version = versionOf(context);
  const type = typeNamed(context.req.param('type'));
  const token = context.get('token');
  requireScopes(token, [objectScope(type, right)]);
  return { type, version, token, writer: writerOf(service.core, context, version), path: context.req.path };
}

/** Reads a JSON body; throws the 400 or 415 that HubSpot answers for a body it cannot use. */
export async function readBody<T>(context: Ctx, schema: z.ZodType<T>): Promise<T> {
  if (!context.req.header('content-type')?.includes('json')) {
    throw new ApiError(415, { status: 'error', message: 'Unsupported Media Type' });
  }
  let json: unknown;
  try {
    json = JSON.parse(await context.req.text());
  } catch {
    throw badRequest('Invalid input JSON on line 1, column 1: the body is no JSON');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.filter(
    (issue) => issue.code === 'invalid_type' && /undefined/.test(issue.message),
  );
  const names = missing.map((issue) => issue.path.join('.'));
  const detail =
    names.length > 0 ? `Some required fields were not set: [${names.join(', ')}]` : z.prettifyError(parsed.error);
  throw badRequest(`Invalid input JSON on line 1, column 1: ${detail}`);
}

/** Values of a body's `properties`: texts, or null, which the account's switch judges. */
export const rawValues = z.record(z.string(), z.string().nullable());

/** Refuses null values where the account refuses them, in HubSpot's words. */
export function refuseNulls(core: Core, properties: Readonly<Record<string, string | null>>): void {
  if (core.switches.nullValue !== 'reject') return;
  const name = Object.keys(properties).find((one) => properties[one] === null);
  if (name !== undefined) throw badRequest(`Invalid input JSON on line 1, column 1: null value in entry: ${name}=null`);
}

export function queryList(context: Ctx, name: string): string[] {
  return (context.req.queries(name) ?? []).flatMap((text) => text.split(',')).filter((one) => one !== '');
}

/** A text that the wire calls an id but clients also send as a number. */
export const idText = z.union([z.string(), z.number().int()]).transform(String);
