import { systemClock } from '../../src/lib/clock.ts';
import { createRandom, type Random } from '../../src/lib/random.ts';
import { type Armory, createArmory } from '../faults/armory.ts';
import { createFaults, type Faults } from '../http/faults.ts';
import { type Actor, actingAsIntegration, actingAsUser, actingAsWorkflow } from './acting.ts';
import { AssociationStore } from './association-store.ts';
import { BatchFaults } from './batch-faults.ts';
import { CallCounters } from './call-counters.ts';
import { CallLimits, TIER_LIMITS } from './call-limits.ts';
import { type Core, nowOf } from './core.ts';
import { hubSpotFaults } from './faults/catalogue.ts';
import { runImport } from './import-run.ts';
import { ImportStore } from './import-store.ts';
import { type Inspection, inspection } from './inspect.ts';
import type { HubSpotOptions } from './options.ts';
import { PipelineStore } from './pipeline-store.ts';
import { PropertyStore } from './property-store.ts';
import { RecordStore } from './record-store.ts';
import { RuleStore } from './rule-store.ts';
import type { Service } from './service.ts';
import { defaultSwitches } from './switches.ts';
import { TokenStore } from './token-store.ts';

/** The handle on a simulated account for everything that does not go through its API. */
export interface HubSpotAccount {
  readonly portalId: number;
  /** A person in the CRM's own pages; history shows `CRM_UI` and this user. */
  asUser(userId: number): Actor;
  /** Another integration, for instance HubSpot's own Shopify sync; history shows `INTEGRATION` and its app id. */
  asIntegration(appId: string, label: string): Actor;
  readonly read: Inspection;
  /** What an administrator can change: definitions, rules, stages, links, tokens. */
  readonly properties: PropertyStore;
  readonly rules: RuleStore;
  readonly pipelines: PipelineStore;
  readonly associations: AssociationStore;
  readonly tokens: TokenStore;
  readonly limits: CallLimits;
  readonly faults: Faults;
  readonly batchFaults: BatchFaults;
  /** Faults by name: what `GET|POST|DELETE {url}/_simulator/faults` speaks to as well. */
  readonly named: Armory;
  setSearchLag(milliseconds: number): void;
}

export interface BuiltAccount {
  readonly account: HubSpotAccount;
  readonly service: Service;
  readonly faults: Faults;
}

/** Builds an account that no server serves yet. */
export function buildAccount(options: HubSpotOptions): BuiltAccount {
  const clock = options.clock ?? systemClock;
  const random = options.random ?? createRandom(1);
  const tier = options.tier ?? 'professional';
  const companyCurrency = options.companyCurrency ?? 'USD';
  const additionalCurrencies = options.additionalCurrencies ?? [];
  const timeZone = options.timeZone ?? 'America/New_York';
  const properties = new PropertyStore({
    currencies: [companyCurrency, ...additionalCurrencies],
    customPropertyLimit: options.customPropertyLimit ?? (tier === 'free' ? 10 : 10_000),
    customPropertyLimitPerObject: 1_000,
    overrides: options.propertyOverrides ?? {},
    createdAt: clock.now().getTime(),
  });
  const associations = new AssociationStore();
  associations.limits.push(...(options.associationLimits ?? []));
  const core: Core = {
    portalId: options.portalId ?? 44_237_313,
    name: options.name ?? 'Simulated HubSpot account',
    switches: { ...defaultSwitches, ...options.switches },
    clock,
    random: random.fork('replies'),
    properties,
    records: new RecordStore(properties, random.fork('ids')),
    rules: new RuleStore(),
    pipelines: new PipelineStore(),
    associations,
    searchLagMs: options.searchLagMs ?? 5_000,
    longestPage: options.longestPage ?? null,
    uiOrigin: options.uiDomain === undefined ? '' : `https://${options.uiDomain}`,
  };
  const limits = new CallLimits(
    {
      burst: options.burstLimit ?? TIER_LIMITS[tier].burst,
      daily: options.dailyLimit ?? TIER_LIMITS[tier].daily,
      enforce: options.enforceLimits ?? true,
      timeZone,
    },
    clock,
  );
  const service: Service = {
    core,
    info: {
      accountType: options.accountType ?? 'STANDARD',
      companyCurrency,
      additionalCurrencies,
      timeZone,
      uiDomain: options.uiDomain ?? null,
    },
    tokens: new TokenStore(options.tokens),
    limits,
    counters: new CallCounters(),
    batchFaults: new BatchFaults(options.batchFaults ?? []),
    imports: new ImportStore(options.importDurationMs ?? 30_000, (job) => runImport(core, job)),
  };
  const faults = createFaults(clock, options.faults);
  const named = accountArmory(service, faults, random.fork('named faults'));
  return { service, faults, account: handleOn(service, faults, named) };
}

function accountArmory({ core, batchFaults, limits, tokens }: Service, calls: Faults, random: Random): Armory {
  const person = actingAsUser(core, 90_001);
  const workflow = actingAsWorkflow(core, '550001', 'Loyalty names');
  return createArmory({
    catalogue: hubSpotFaults,
    target: { core, calls, batches: batchFaults, limits, tokens, person, workflow },
    random,
    clear: () => {
      calls.clear();
      batchFaults.clear();
    },
  });
}

function handleOn(service: Service, faults: Faults, named: Armory): HubSpotAccount {
  const { core } = service;
  const observed = inspection(core);
  return {
    portalId: core.portalId,
    asUser: (userId) => actingAsUser(core, userId),
    asIntegration: (appId, label) => actingAsIntegration(core, appId, label),
    get read() {
      service.imports.settle(nowOf(core));
      return observed;
    },
    properties: core.properties,
    rules: core.rules,
    pipelines: core.pipelines,
    associations: core.associations,
    tokens: service.tokens,
    limits: service.limits,
    faults,
    batchFaults: service.batchFaults,
    named,
    setSearchLag: (milliseconds) => {
      core.searchLagMs = milliseconds;
    },
  };
}
