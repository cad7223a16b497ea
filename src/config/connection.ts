import { resolve } from 'node:path';
import { ConfigError, type ConfigProblem } from './problems.ts';
import { type Environment, EnvironmentReader } from './reader.ts';
import { variables } from './variables.ts';

export type StoreCredential =
  | { readonly type: 'client credentials'; readonly clientId: string; readonly clientSecret: string }
  /** An app of any organization, installed through a link; its tokens lie in a file because they change. */
  | {
      readonly type: 'code grant';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenFile: string;
    }
  | { readonly type: 'access token'; readonly accessToken: string; readonly webhookSecret: string | null };

/** Where to listen: a host and a port each, never the same port for both. */
export interface Listening {
  readonly host: string;
  readonly port: number;
}

/** One store and one CRM account, and everything that the product needs to reach and serve them. */
export interface ConnectionConfig {
  readonly shopify: { readonly shop: string; readonly credential: StoreCredential; readonly url: string | null };
  readonly hubspot: {
    readonly token: string;
    readonly url: string | null;
    /** Version of the API; the connector's own choice where absent. */
    readonly apiVersion?: '2026-09' | '2026-03';
  };
  /** `databaseUrl: null` = the embedded database in `home`. */
  readonly ledger: { readonly databaseUrl: string | null; readonly home: string };
  /** Address to subscribe webhooks to; null = the product polls. */
  readonly webhookAddress: string | null;
  readonly intake: Listening;
  readonly health: Listening & { readonly password: string | null };
}

/** The path under which the intake answers; part of the address that Shopify is given. */
export const webhookPath = '/webhooks/shopify';

/** Reads the whole connection. Throws ConfigError with every problem found. */
export function loadConnection(env: Environment): ConnectionConfig {
  const reader = new EnvironmentReader(env);
  const shop = reader.required(variables.shop, '');
  const credential = storeCredential(reader);
  const hubspot = crmOf(reader);
  const publicUrl = reader.optional(variables.publicUrl);
  const off = reader.optional(variables.webhooks) === 'off';
  const config: ConnectionConfig = {
    shopify: { shop, credential, url: reader.optional(variables.shopifyUrl) },
    hubspot,
    ledger: ledgerOf(reader),
    webhookAddress: publicUrl === null || off ? null : `${publicUrl}${webhookPath}`,
    intake: { host: reader.optional(variables.host) ?? '127.0.0.1', port: reader.optional(variables.port) ?? 4300 },
    health: {
      host: reader.optional(variables.healthHost) ?? '127.0.0.1',
      port: reader.optional(variables.healthPort) ?? 4301,
      password: reader.optional(variables.healthPassword),
    },
  };
  const problems = [...reader.problems, ...exposure(config)];
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The store alone: enough to read it. Throws ConfigError with every problem found. */
export function loadStore(env: Environment): ConnectionConfig['shopify'] {
  const reader = new EnvironmentReader(env);
  const shop = reader.required(variables.shop, '');
  const store = { shop, credential: storeCredential(reader), url: reader.optional(variables.shopifyUrl) };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return store;
}

/** Where the ledger lies. Throws ConfigError with every problem found. */
export function loadLedger(env: Environment): ConnectionConfig['ledger'] {
  const reader = new EnvironmentReader(env);
  const ledger = ledgerOf(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return ledger;
}

function ledgerOf(reader: EnvironmentReader): ConnectionConfig['ledger'] {
  return { databaseUrl: reader.optional(variables.databaseUrl), home: homeOf(reader) };
}

/** The CRM alone. Throws ConfigError with every problem found. */
export function loadCrm(env: Environment): ConnectionConfig['hubspot'] {
  const reader = new EnvironmentReader(env);
  const crm = crmOf(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return crm;
}

function crmOf(reader: EnvironmentReader): ConnectionConfig['hubspot'] {
  const token = reader.required(variables.hubspotToken, '');
  const url = reader.optional(variables.hubspotUrl);
  const apiVersion = reader.optional(variables.hubspotApi);
  return { token, url, ...(apiVersion === null ? {} : { apiVersion }) };
}

function homeOf(reader: EnvironmentReader): string {
  return resolve(reader.optional(variables.home) ?? '.samestory');
}

function storeCredential(reader: EnvironmentReader): StoreCredential {
  const accessToken = reader.optional(variables.accessToken);
  if (accessToken === null) {
    const advice = ' (or SHOPIFY_ACCESS_TOKEN, for an app made in the store admin before 2026)';
    const clientId = reader.required(variables.clientId, advice);
    const clientSecret = reader.required(variables.clientSecret, advice);
    const tokenFile = reader.optional(variables.tokenFile);
    if (tokenFile === null) return { type: 'client credentials', clientId, clientSecret };
    return { type: 'code grant', clientId, clientSecret, tokenFile: resolve(tokenFile) };
  }
  if (reader.has(variables.tokenFile)) reader.refuse(variables.accessToken, 'beside SHOPIFY_TOKEN_FILE');
  if (reader.has(variables.clientId) || reader.has(variables.clientSecret))
    reader.refuse(variables.accessToken, 'beside a client ID or secret');
  return { type: 'access token', accessToken, webhookSecret: reader.optional(variables.webhookSecret) };
}

/** What would let strangers in, or mix what must stay apart. */
function exposure(config: ConnectionConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (!isLoopback(config.health.host) && config.health.password === null) {
    problems.push({
      where: 'SAMESTORY_HEALTH_HOST',
      found: `"${config.health.host}" without a password`,
      allowed: 'a loopback address, or any address together with SAMESTORY_HEALTH_PASSWORD',
      remedy: 'Set SAMESTORY_HEALTH_PASSWORD, or listen on 127.0.0.1.',
    });
  }
  if (config.health.port !== 0 && config.health.port === config.intake.port) {
    problems.push({
      where: 'SAMESTORY_HEALTH_PORT',
      found: `${config.health.port}, which is the port for webhooks too`,
      allowed: 'another port: what Shopify reaches and what you reach are kept apart',
      remedy: 'Choose two different ports.',
    });
  }
  const { credential } = config.shopify;
  if (config.webhookAddress !== null && credential.type === 'access token' && credential.webhookSecret === null) {
    problems.push({
      where: 'SHOPIFY_WEBHOOK_SECRET',
      found: 'nothing, although SAMESTORY_PUBLIC_URL asks for webhooks',
      allowed: 'the API secret key of the app whose access token is used',
      remedy: 'Set it, or remove SAMESTORY_PUBLIC_URL to poll instead.',
    });
  }
  return problems;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
