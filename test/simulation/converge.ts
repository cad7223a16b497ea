import { checkCasesListed } from '../../simulator/simulation/checkers/cases-listed.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { checkOrdersTrue } from '../../simulator/simulation/checkers/orders-true.ts';
import { checkLinksTrue, checkPersonsTrue } from '../../simulator/simulation/checkers/persons-true.ts';
import { checkValuesKept } from '../../simulator/simulation/checkers/values-kept.ts';
import { knowable } from '../../simulator/simulation/knowable.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import { crmObjects } from '../../src/field-map/types.ts';
import { fullBalance } from '../../src/sync/balance.ts';
import { indexSetting, readInstant, sweepSetting } from '../../src/sync/settings.ts';
import type { Route } from '../../src/sync/types.ts';
import { checkBalance, checkCounted } from './balance-settled.ts';
import { drive } from './drive.ts';
import { obey } from './obey.ts';
import { shopNumber } from './shop-side.ts';
import { openQuestions } from './undecided.ts';
import type { World } from './world.ts';

/** The slowest first. */
const sweeps = ['deletions', 'returns', 'customers changed', 'orders changed'] as const;
/** How soon it is asked again what is open: work takes minutes, the next look of a sweep hours. */
const soonMs = 10 * 60_000;
const laterMs = 60 * 60_000;
/** Three rounds of the slowest sweep that a seed draws. */
const patienceMs = 3 * 24 * 60 * 60_000;
const comparisons = 6;

/** Lets the healed world run until everything has been looked for, compares both sides until they agree, then proves it. */
export async function converge(world: World): Promise<string[]> {
  const healedAt = world.clock.now();
  let open = await settle(world, healedAt);
  if (open !== null) return [`not settled three days after everything healed: ${open}`];
  let problems: string[] = [];
  let listed = new Map<string, string>();
  for (let round = 0; round < comparisons; round += 1) {
    const route = await livingRoute(world);
    // What was lost is found by the comparison before, which may ask for more.
    await obey(world, route);
    const report = await drive(world.clock, fullBalance(route, { repair: true }));
    problems = [...checkBalance(report, openQuestions(world, null)), ...checkCounted(report, world.crm.hands.seen())];
    listed = new Map(report.named.map(({ key, reason }) => [formatKey(key), reason]));
    // What it found that nobody has to be told of, a record that is back for instance, is mended before the proof.
    if (problems.length === 0 && (await drive(world.clock, whatIsOpen(route, healedAt))) === null) break;
    // A CRM that does not say which record is in the way shows it when its changes are looked at the next time.
    open = await settle(world, healedAt, problems.length > 0);
    if (open !== null) return [`not settled after comparison ${round + 1}: ${open}`, ...problems];
  }
  for (const [key, reason] of await asksAboutMergedAway(world)) listed.set(key, reason);
  world.supervisor.stop();
  remarkEnd(world);
  const written = await drive(
    world.clock,
    world.clock.working(() => world.database.writtenFields()),
  );
  return [
    ...problems,
    ...provenTrue(world, listed),
    ...world.crm.unexplained(written, (object, id) => world.people.tookAway(object, id)),
  ];
}

/** Questions about customers whom the store does not list any more, because they were merged: the comparison names none. */
async function asksAboutMergedAway({ clock, database, destination, life }: World): Promise<[string, string][]> {
  const parked = await drive(
    clock,
    clock.working(() => database.ledger.parked({ destination, limit: 1_000 })),
  );
  return parked.flatMap(({ key, message }) => (life.mergedInto.has(key.id) ? [[formatKey(key), message]] : []));
}

/** For people who look into one seed: who is who at its end, on both sides. */
function remarkEnd({ crm, life, log }: World): void {
  const seen = crm.hands.seen();
  log.remark(() => `truth: ${JSON.stringify(knowable(life, seen, shopNumber).persons, null, 1)}`);
  log.remark(() => `contacts: ${JSON.stringify(seen.contacts, null, 1)}`);
}

async function livingRoute({ clock, supervisor }: Pick<World, 'clock' | 'supervisor'>): Promise<Route> {
  await clock.runUntil(() => supervisor.route !== null || supervisor.bug !== null);
  if (supervisor.route === null) throw supervisor.bug ?? new Error('the product did not come back');
  return supervisor.route;
}

/** What has not come to its end, and when it is worth asking again. */
interface Open {
  readonly what: string;
  readonly againMs: number;
}

/** Null when nothing is open any more; else what still was when patience ended. */
async function settle({ clock, supervisor }: World, healedAt: Date, withCrm = false): Promise<string | null> {
  const until = clock.now().getTime() + patienceMs;
  let open: Open = { what: 'nothing was asked yet', againMs: soonMs };
  while (clock.now().getTime() < until) {
    await drive(clock, clock.sleep(open.againMs));
    if (supervisor.bug !== null) throw supervisor.bug;
    const route = await livingRoute({ clock, supervisor });
    const still =
      (await drive(clock, whatIsOpen(route, healedAt))) ??
      (withCrm ? await drive(clock, whatIsUnseen(route, healedAt)) : null);
    if (still === null) return null;
    open = still;
  }
  return open.what;
}

async function whatIsOpen(route: Route, since: Date): Promise<Open | null> {
  const { ledger, clock, sourceAccount, destinationAccount } = route;
  const { source } = sourceAccount;
  const { destination } = destinationAccount;
  for (const sweep of sweeps) {
    const at = await readInstant(ledger, sweepSetting(source, sweep));
    if (at === null || at < since) return { what: `the sweep "${sweep}" has not come so far`, againMs: laterMs };
  }
  const unsettled = await ledger.unsettled({ destination });
  if (unsettled.length > 0) return { what: `${unsettled.length} batches are not settled`, againMs: soonMs };
  const { ready, leased } = await ledger.dueSummary({ lane: destination, source, now: clock.now() });
  if (ready + leased === 0) return null;
  return { what: `${ready} keys are due and ${leased} are being worked`, againMs: soonMs };
}

/** What people did in the CRM before everything healed is known when it has been asked for its changes since. */
async function whatIsUnseen({ ledger, destinationAccount }: Route, since: Date): Promise<Open | null> {
  for (const object of crmObjects) {
    const at = await readInstant(ledger, indexSetting(destinationAccount.destination, object));
    if (at === null || at < since) {
      return { what: `the CRM's changes of its ${object}s have not been looked at`, againMs: laterMs };
    }
  }
  return null;
}

function provenTrue(world: World, listed: ReadonlyMap<string, string>): string[] {
  const { crm, life, people, plan, since } = world;
  const seen = crm.hands.seen();
  const truth = knowable(life, seen, shopNumber);
  const open = openQuestions(world, listed);
  const needsBuyer = plan.crm === 'keyless' && plan.keyless.requiresParent;
  const scope = { shop: shopNumber, since, needsBuyer };
  return [
    ...crm.unsafe(),
    ...world.witnessed(),
    ...checkOneRecordPerKey(seen, plan.destructive),
    ...checkOrdersTrue(seen, truth.orders, scope, open),
    ...checkPersonsTrue(seen, truth, scope, open),
    ...checkLinksTrue(seen, truth, scope, open),
    ...checkCasesListed(seen, life.truth.toJSON(), scope, people.disturbed(), listed),
    ...checkValuesKept(seen, people.typed()),
  ];
}
