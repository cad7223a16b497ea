import { createRandom, type Random } from '../../src/lib/random.ts';
import type { ApiVersion } from '../hubspot/core.ts';
import { defaultSwitches, type Switches } from '../hubspot/switches.ts';
import { drawRates, type Rates } from './families.ts';

const second = 1_000;
const minute = 60 * second;

/** How often the product looks for changes. */
export interface Rhythm {
  readonly ordersMs: number;
  readonly customersMs: number;
  readonly returnsMs: number;
  readonly deletionsMs: number;
  readonly reconcileMs: number;
  readonly idleMs: number;
}

/** Everything that a seed decides before anything happens, as plain data. */
export interface SeedPlan {
  readonly seed: number;
  /** `keyless`: a CRM without unique keys, one record a call, links inside the order. */
  readonly crm: 'hubspot' | 'keyless';
  readonly apiVersion: ApiVersion;
  readonly switches: Switches;
  readonly keyless: { readonly readYourWrites: 'id' | 'none'; readonly requiresParent: boolean };
  readonly rates: Rates;
  /** When the product is started for the first time. */
  readonly start: Date;
  readonly orders: number;
  readonly months: number;
  readonly currency: string;
  readonly companies: number;
  /** `backfill`: the past is brought in first; `cutoff`: it stays out. */
  readonly history: 'backfill' | 'cutoff';
  readonly webhooks: boolean;
  readonly rhythm: Rhythm;
  /** Time between two scenes of the story, and the share of scenes that happen at all. */
  readonly paceMs: number;
  readonly sceneShare: number;
  /** How many times somebody does something in the CRM, and how many further things happen in the store. */
  readonly crmEdits: number;
  readonly furtherActs: number;
  /** People in the CRM also delete records and merge contacts. */
  readonly destructive: boolean;
  readonly latencyMs: number;
  readonly shopLagMs: number;
  readonly crmLagMs: number;
  readonly bulkDelayMs: number;
  /** How long the product stays down after a crash, at most. */
  readonly downMs: number;
}

export function drawPlan(seed: number): SeedPlan {
  const random = createRandom(seed).fork('plan');
  const rates = drawRates(random.fork('rates'));
  const lag = rates['search lag'] > 0;
  return {
    seed,
    crm: random.chance(0.25) ? 'keyless' : 'hubspot',
    apiVersion: random.chance(0.8) ? '2026-09' : '2026-03',
    switches: drawSwitches(random.fork('switches')),
    keyless: { readYourWrites: random.pick(['id', 'none'] as const), requiresParent: random.chance(0.5) },
    rates,
    start: new Date(Date.UTC(2026, 9, 1 + random.int(28), random.int(24), random.int(60))),
    orders: 5 + random.int(26),
    months: 1 + random.int(2),
    currency: random.pick(['CAD', 'EUR', 'JPY']),
    companies: random.chance(0.3) ? 1 : 0,
    history: random.chance(0.65) ? 'backfill' : 'cutoff',
    webhooks: random.chance(0.7),
    rhythm: drawRhythm(random.fork('rhythm')),
    paceMs: random.pick([30, 60, 150]) * second,
    sceneShare: 0.2 + random.next() * 0.5,
    crmEdits: random.int(10),
    furtherActs: random.chance(0.7) ? random.int(16) : 0,
    destructive: random.chance(0.25),
    latencyMs: random.pick([40, 200, 1_500]),
    shopLagMs: lag ? random.int(55) * second : 0,
    crmLagMs: lag ? random.int(5 * 60) * second : 0,
    bulkDelayMs: random.pick([0, 5, 60]) * second,
    downMs: random.pick([2, 40, 900]) * second,
  };
}

function drawRhythm(random: Random): Rhythm {
  return {
    ordersMs: random.pick([1, 3, 5, 10]) * minute,
    customersMs: random.pick([3, 15, 60]) * minute,
    returnsMs: random.pick([10, 30, 60]) * minute,
    deletionsMs: random.pick([10, 30, 60]) * minute,
    reconcileMs: random.pick([15, 60, 24 * 60]) * minute,
    idleMs: random.pick([30, 60, 150]) * second,
  };
}

/** What HubSpot's documentation leaves open is open here too. */
function drawSwitches(random: Random): Switches {
  return {
    ...defaultSwitches,
    partialStatus: random.pick([200, 207] as const),
    archivedKey: random.pick(['create', 'conflict'] as const),
    nullValue: random.pick(['reject', 'ignore', 'clear'] as const),
    clearedReadsAs: random.pick(['empty', 'null'] as const),
    numberScale: random.pick(['strip', 'keep'] as const),
    trimText: random.chance(0.5),
    defaultStage: random.pick(['first', 'none'] as const),
    noAssociations: random.pick(['absent', 'error'] as const),
    mergeSurvivor: random.pick(['primary', 'new'] as const),
    mergedRead: random.pick(['once', 'each'] as const),
  };
}
