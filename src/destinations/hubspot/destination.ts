import type { Capabilities, Destination } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpFetch } from '../../lib/http-fetch.ts';
import type { Random } from '../../lib/random.ts';
import { checkAccount } from './account.ts';
import type { Binding } from './binding.ts';
import { changedRecords } from './changes.ts';
import { type ApiVersion, type Client, createClient, type Log } from './client.ts';
import { createHistory } from './history.ts';
import { linkLimit, linkRecords, readLinks, unlinkRecords } from './links.ts';
import { hubSpotObjects } from './objects.ts';
import { findOtherWriters } from './other-writers.ts';
import { probeWriteScopes } from './probe.ts';
import { listRecords, readBackRecords, readLimit } from './reads.ts';
import { createSetup } from './setup.ts';
import { archiveRecords, batchLimit, createRecords, updateRecords } from './write.ts';

export interface HubSpotOptions {
  /** 'https://api.hubapi.com' for every data center; a simulator's address in tests. */
  readonly baseUrl?: string;
  readonly apiVersion?: ApiVersion;
  readonly token: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long one answer may take, in real milliseconds. */
  readonly timeoutMs?: number;
  /** The network; the real one where absent. */
  readonly fetch?: HttpFetch;
}

export const hubSpotCapabilities: Capabilities = {
  batch: { create: batchLimit, update: batchLimit, read: readLimit, link: linkLimit },
  links: 'separate',
  requiresParent: false,
  readYourWrites: 'key',
  existsTellsId: true,
  // 19 calls a second (HubSpot docs: 190 calls per 10 seconds) at 0.5 s each on average, and room for the slow ones.
  window: 14,
};

function clientOf(options: HubSpotOptions): Client {
  return createClient({
    baseUrl: options.baseUrl ?? 'https://api.hubapi.com',
    apiVersion: options.apiVersion ?? '2026-09',
    token: options.token,
    clock: options.clock,
    random: options.random,
    log: options.log,
    timeoutMs: options.timeoutMs ?? 60_000,
    callsInFlight: hubSpotCapabilities.window,
    fetch: options.fetch ?? fetch,
  });
}

/** Scopes that the key lacks for writing, found without writing anything. Throws ConnectorError. */
export function missingWriteScopes(options: HubSpotOptions): Promise<readonly string[]> {
  return probeWriteScopes(clientOf(options));
}

/** HubSpot as a destination: contacts and orders (object type 0-123), linked order to contact. */
export function createHubSpotDestination(options: HubSpotOptions): Destination {
  const client = clientOf(options);
  const setup = createSetup(client);
  const history = createHistory(client);
  let current: Binding | null = null;
  const binding = (): Binding => {
    if (current !== null) return current;
    const message = 'The HubSpot account must be bound to its fields before records are read or written.';
    throw new ConnectorError({ class: 'bug', code: 'NOT_BOUND', message });
  };

  return {
    crm: 'HubSpot',
    capabilities: hubSpotCapabilities,
    check: () => checkAccount(client),
    plan: setup.plan,
    apply: setup.apply,
    async bind(fields) {
      const bound = await setup.bind(fields);
      current = bound.binding;
      return bound.plan;
    },
    create: async (object, rows) => createRecords(client, binding(), object, rows),
    update: async (object, rows) => updateRecords(client, binding(), object, rows),
    link: async (pairs) => linkRecords(client, binding(), pairs),
    unlink: (pairs) => unlinkRecords(client, pairs),
    readLinks: (label, fromIds) => readLinks(client, label, fromIds),
    readBack: async (object, refs) => readBackRecords(client, binding(), object, refs),
    list: async (object, cursor) => listRecords(client, binding(), object, cursor),
    changedSince: (object, since) => changedRecords(client, binding(), object, since),
    history: async (object, ids, fields) => history.read(binding(), object, ids, fields),
    otherWriters: () => findOtherWriters(client),
    archive: (object, ids) => archiveRecords(client, object, ids),
    recordUrl(object, id) {
      const { uiDomain, portalId } = binding();
      // A simulator on this machine speaks plain HTTP.
      const scheme = /^(127\.0\.0\.1|localhost)\b/.test(uiDomain) ? 'http' : 'https';
      return `${scheme}://${uiDomain}/contacts/${portalId}/record/${hubSpotObjects[object].typeId}/${id}`;
    },
    propertyOf: (field) => current?.byField.get(field)?.property ?? null,
    usage: client.usage,
  };
}
