import { ALL_SCOPES } from '../../simulator/hubspot/options.ts';
import { createHubSpotServer } from '../../simulator/hubspot/server.ts';
import { checkJournalExplains } from '../../simulator/simulation/checkers/journal-explains.ts';
import { checkOnlyOwnValues, type WriteRules } from '../../simulator/simulation/checkers/only-own-values.ts';
import { hubSpotHands } from '../../simulator/simulation/hubspot-hands.ts';
import { createHubSpotDestination } from '../../src/destinations/hubspot/destination.ts';
import type { CrmObject } from '../../src/field-map/types.ts';
import { seedingMap } from '../support/maps.ts';
import type { CrmSide, CrmWorld } from './crm-side.ts';
import { silent } from './silent.ts';

const origin = 'https://api.hubapi.com';
const token = { token: 'pat-simulation', scopes: ALL_SCOPES, appId: '4711' };

/** Properties that carry our keys, and those that HubSpot itself moves in our name with the stage and with an address. */
const ownProperties = ['samestory_key', 'samestory_members', 'samestory_origin', 'hs_pipeline', 'hs_additional_emails'];

/** A simulated HubSpot account, served without a socket. */
export async function openHubSpot({ plan, clock, network, faults, random }: CrmWorld): Promise<CrmSide> {
  const { account } = await createHubSpotServer({
    tokens: [token],
    companyCurrency: plan.currency,
    additionalCurrencies: ['CAD', 'EUR', 'JPY', 'USD', 'GBP', 'KWD', 'AUD', 'CHF', 'SEK'],
    clock,
    random: random.fork('account'),
    searchLagMs: plan.crmLagMs,
    ...(plan.pageSize === null ? {} : { longestPage: plan.pageSize }),
    switches: plan.switches,
    uiDomain: 'app.hubspot.com',
    serve: network.serve('crm', origin),
  });
  let processes = 0;
  const setUp = createHubSpotDestination({
    token: token.token,
    apiVersion: plan.apiVersion,
    clock,
    random: random.fork('setup'),
    log: silent,
    fetch: (url, init) => network.fetch(url, init),
  });
  const property = (field: string) => setUp.propertyOf(field);
  return {
    connect: (life) => {
      if (life === null) return setUp;
      processes += 1;
      return createHubSpotDestination({
        token: token.token,
        apiVersion: plan.apiVersion,
        clock: life.clock(),
        random: random.fork(`process ${processes}`),
        log: silent,
        fetch: life.fetch('crm', (url, init) => network.fetch(url, init)),
      });
    },
    hands: hubSpotHands(account, property),
    unsafe: () =>
      checkOnlyOwnValues(account, token.appId, {
        contacts: rulesOf('contact', property),
        orders: rulesOf('order', property),
      }),
    unexplained: (written, wasAway) =>
      checkJournalExplains(
        account,
        token.appId,
        { contacts: fieldsOf('contact', property), orders: fieldsOf('order', property) },
        written,
        faults.struck().some(({ strike }) => strike.type === 'fate' && (strike.fate.arrives?.delayMs ?? 0) > 0),
        wasAway,
      ),
    heal: () => account.setSearchLag(0),
  };
}

function fieldsOf(object: CrmObject, property: (field: string) => string | null): ReadonlyMap<string, string> {
  const fields = seedingMap.fields.filter((field) => field.object === object && field.owner === 'shopify');
  return new Map(fields.flatMap(({ name }): [string, string][] => [[property(name) ?? '', name]]));
}

function rulesOf(object: CrmObject, property: (field: string) => string | null): WriteRules {
  const fields = seedingMap.fields.filter((field) => field.object === object);
  const names = (wanted: typeof fields) => wanted.flatMap(({ name }) => property(name) ?? []);
  const once = fields.filter(({ fill }) => fill === 'once');
  return {
    always: new Set([...ownProperties, ...names(fields.filter(({ owner }) => owner === 'shopify'))]),
    once: new Set(names(once)),
  };
}
