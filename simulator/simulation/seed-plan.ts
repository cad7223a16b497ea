import { createRandom, type Random } from '../../src/lib/random.ts';
import type { ApiVersion } from '../hubspot/core.ts';
import { defaultSwitches, type Switches } from '../hubspot/switches.ts';
import { drawRates, endlessRates, type Rates } from './families.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Hours or days in which nobody does anything, so that a seed covers days and still has things that happen at once. */
export interface Pause {
  /** After this share of what happens. */
  readonly after: number;
  readonly ms: number;
}

/** How often the product looks for changes. */
export interface Rhythm {
  readonly ordersMs: number;
  readonly customersMs: number;
  readonly returnsMs: number;
  readonly deletionsMs: number;
  readonly reconcileMs: number;
  readonly crmMs: number;
  readonly idleMs: number;
}

/**
 * `hostile`: faults, crashes, people who do as they like. `quiet`: an ordinary month, in which nobody may be asked for
 * anything: nothing is merged, deleted or taken from the product, and the platforms have no more than their usual bad days.
 * `endless`: nothing ever heals, and nothing has to come true; what must never be must not be then either.
 */
export type Family = 'hostile' | 'quiet' | 'endless';

/** Everything that a seed decides before anything happens, as plain data. */
export interface SeedPlan {
  readonly seed: number;
  readonly family: Family;
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
  readonly pauses: readonly Pause[];
  /** Buyers whom the team has made contacts of before the product comes. */
  readonly knownBuyers: number;
  /** How many times somebody does something in the CRM, and how many further things happen in the store. */
  readonly crmEdits: number;
  readonly furtherActs: number;
  /** People in the CRM also delete records, bring them back and merge contacts. */
  readonly destructive: boolean;
  readonly latencyMs: number;
  /** Lists come in pages of this many, on both sides; null = as many as were asked for, which is everything here. */
  readonly pageSize: number | null;
  readonly shopLagMs: number;
  readonly crmLagMs: number;
  readonly bulkDelayMs: number;
  /** Of how many records on the product lets the store prepare a comparison in bulk, and keeps only the keys of the CRM's. */
  readonly comparedInBulk: number;
  /** How long the product stays down after a crash, at most. */
  readonly downMs: number;
}

export function drawPlan(seed: number): SeedPlan {
  const random = createRandom(seed).fork('plan');
  const quiet = random.chance(0.04);
  const endless = !quiet && random.fork('endless').chance(0.02);
  const rates = endless ? endlessRates : drawRates(random.fork('rates'), quiet);
  const lag = rates['search lag'] > 0;
  return {
    seed,
    family: quiet ? 'quiet' : endless ? 'endless' : 'hostile',
    crm: random.chance(0.25) ? 'keyless' : 'hubspot',
    apiVersion: random.chance(0.8) ? '2026-09' : '2026-03',
    switches: drawSwitches(random.fork('switches')),
    keyless: { readYourWrites: random.pick(['id', 'none'] as const), requiresParent: random.chance(0.5) },
    rates,
    start: new Date(Date.UTC(2026, 9, 1 + random.int(28), random.int(24), random.int(60))),
    orders: 4 + random.int(14),
    months: 1 + random.int(2),
    currency: random.pick(['CAD', 'EUR', 'JPY']),
    companies: random.chance(0.3) ? 1 : 0,
    history: random.chance(0.5) ? 'backfill' : 'cutoff',
    webhooks: random.chance(0.7),
    rhythm: drawRhythm(random.fork('rhythm'), quiet),
    paceMs: random.pick([30, 60, 150]) * second,
    sceneShare: 0.2 + random.next() * 0.4,
    pauses: drawPauses(random.fork('pauses'), quiet ? 28 * day : 3 * day),
    knownBuyers: random.fork('known buyers').pick([0, 0, 2, 6]),
    crmEdits: random.int(10),
    furtherActs: random.chance(0.7) ? random.int(16) : 0,
    destructive: random.chance(0.3) && !quiet,
    latencyMs: random.pick([40, 200, 1_500]),
    pageSize: random.fork('pages').chance(0.2) ? 4 : null,
    shopLagMs: lag ? random.int(55) * second : 0,
    crmLagMs: lag ? random.int(5 * 60) * second : 0,
    bulkDelayMs: random.pick([0, 5, 30]) * second,
    comparedInBulk: random.fork('comparisons').chance(0.2) ? 2 : 1_000,
    downMs: random.pick([2, 40, 900]) * second,
  };
}

/**
 * What looks seldom lives longer with what it has missed, and a month costs as much as some days then; who looks every
 * quarter of an hour costs as much as five others. Changes are polled for between every quarter of an hour and every six hours;
 * returns and deletions once a day, as the product does by itself, or more often.
 */
function drawRhythm(random: Random, quiet: boolean): Rhythm {
  const seldom = () => (random.chance(0.05) ? hour : random.pick([3, 6, 6, 6]) * hour);
  const daily = () => random.pick([3, 12, 24, 24]) * hour;
  return {
    ordersMs: quiet ? 6 * hour : random.chance(0.05) ? 15 * minute : seldom(),
    customersMs: quiet ? 6 * hour : seldom(),
    returnsMs: quiet ? day : daily(),
    deletionsMs: quiet ? day : daily(),
    reconcileMs: quiet ? 7 * day : random.pick([6 * hour, day, day]),
    crmMs: quiet ? 12 * hour : random.chance(0.05) ? hour : random.pick([6, 12]) * hour,
    idleMs: random.chance(0.1) ? 300 * second : random.pick([900, 1_800]) * second,
  };
}

/** Together at least `total`: two to four of them, each as long as the others or a little longer. */
function drawPauses(random: Random, total: number): readonly Pause[] {
  const count = 2 + random.int(3);
  return Array.from({ length: count }, () => {
    return { after: random.next(), ms: Math.round((total / count) * (1 + random.next() / 20)) };
  }).toSorted((left, right) => left.after - right.after);
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
