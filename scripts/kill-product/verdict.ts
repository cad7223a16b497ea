import { pino } from 'pino';
import { knowable } from '../../simulator/simulation/knowable.ts';
import type { SeenCrm } from '../../simulator/simulation/seen-crm.ts';
import { type Convergence, waitForConvergence } from '../../src/app/demo/converge.ts';
import { type CrmView, memberKeys, viewCrm } from '../../src/app/demo/crm-view.ts';
import { demoTiming } from '../../src/app/demo/place.ts';
import type { World } from '../../src/app/demo/prepare.ts';
import { compareWithTruth } from '../../src/app/demo/truth-check.ts';
import { reachPlatforms } from '../../src/app/platforms.ts';
import { openLedgerOf, openRoute } from '../../src/app/route.ts';
import { systemRuntime } from '../../src/app/runtime.ts';
import type { Simulators } from '../../src/app/simulators.ts';
import { workOrStandBy } from '../../src/app/standby.ts';
import { loadConnection } from '../../src/config/connection.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';
import { defaultIdentityRules } from '../../src/identity/rules.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { fullBalance } from '../../src/sync/balance.ts';
import type { BalanceReport, Route } from '../../src/sync/types.ts';
import { countAgainstTruth } from './count.ts';
import type { Place } from './place.ts';
import { undecidedOrders, withoutUndecided } from './undecided.ts';

/** The same product in this process, with short rhythms, until nothing is open; then both sides and the truth. */
export async function verdict(simulators: Simulators, world: World, place: Place) {
  const runtime = { ...systemRuntime(pino({ level: 'silent' })), timing: demoTiming };
  const config = loadConnection({ ...place.env, SAMESTORY_WEBHOOKS: 'off' });
  const platforms = await reachPlatforms(config, coreFieldMap, runtime);
  const ledger = await openLedgerOf(config.ledger);
  try {
    const configured = { map: coreFieldMap, identity: defaultIdentityRules, oneLedger: false };
    const route = await openRoute(platforms, ledger, configured, runtime);
    const stop = new AbortController();
    // Whoever was killed last still has the lane until its lease ends.
    const me = { holder: 'verdict', startedAt: systemClock.now(), signal: stop.signal };
    const lane = workOrStandBy(route, me, () => undefined);
    const ended = lane.then(() => Promise.reject(new Error('the product ended by itself')));
    ended.catch(() => undefined);
    const wait = () =>
      Promise.race([
        waitForConvergence(route, { until: systemClock.now(), limitMs: 300_000, signal: stop.signal }),
        ended,
      ]);
    await wait();
    let { converged, open, report } = await proved(route, wait);
    for (let more = 0; mayComeRight(report, more); more += 1) ({ converged, open, report } = await proved(route, wait));
    stop.abort(new Error('done'));
    await lane.catch(() => undefined);
    const view = viewCrm(simulators.crm.account, route.destination);
    const { number: shop } = simulators.shop;
    // A guest whose customer had another address before the product came back is told by nothing in the store.
    const known = knowable({ truth: world.truth, mergedInto: new Map() }, seenBy(view), shop);
    const truth = { ...world.truth.toJSON(), ...known };
    const undecided = undecidedOrders(report, truth, shop);
    const input = {
      view,
      truth: withoutUndecided(truth, undecided, view, shop),
      shop,
      since: world.since,
      map: route.map,
      timeZone: route.sourceAccount.timeZone,
      expected: { kept: [], repaired: [] },
      parkedEmails: new Set<string>(),
    };
    const comparison = compareWithTruth(input);
    return { converged, open, report, undecided: undecided.size, comparison, counts: countAgainstTruth(input) };
  } finally {
    await ledger.close();
  }
}

async function proved(route: Route, wait: () => Promise<Convergence>) {
  await fullBalance(route, { repair: true });
  const reached = await wait();
  return { ...reached, report: await fullBalance(route, { repair: false }) };
}

/**
 * Shopify finishes attributing an order by itself, minutes after it was made, and tells nobody: that may come between two
 * looks, and once more between the next two. Whatever else waits has two more looks.
 */
function mayComeRight({ named }: BalanceReport, looks: number): boolean {
  const waiting = named.filter(({ state }) => state === 'waiting');
  const attributed = waiting.some(({ reason }) => reason === 'changed outside: order.acquisition_source');
  return waiting.length > 0 && looks < (attributed ? 8 : 2);
}

/** What `knowable` asks of the CRM: which keys each contact answers for. */
function seenBy(view: CrmView): SeenCrm {
  const contacts = view.keyed('contact').map((record) => {
    const { id, properties } = record;
    const value = (field: string) => properties[view.property(field)] ?? '';
    return { id, key: properties['samestory_key'] ?? null, members: memberKeys(record), emails: [], value };
  });
  return { contacts, orders: [] };
}
