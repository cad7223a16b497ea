import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { checkOrdersTrue } from '../../simulator/simulation/checkers/orders-true.ts';
import { checkLinksTrue, checkPersonsTrue, type Undecided } from '../../simulator/simulation/checkers/persons-true.ts';
import { checkValuesKept } from '../../simulator/simulation/checkers/values-kept.ts';
import { fullBalance } from '../../src/sync/balance.ts';
import { readInstant, sweepSetting } from '../../src/sync/settings.ts';
import type { BalanceReport, Route } from '../../src/sync/types.ts';
import { checkBalance } from './balance-settled.ts';
import { drive } from './drive.ts';
import { shopNumber } from './shop-side.ts';
import type { World } from './world.ts';

const sweeps = ['orders changed', 'customers changed', 'returns', 'deletions'] as const;
const stepMs = 10 * 60_000;
/** Six hours: three rounds of the slowest sweep that a seed draws. */
const longestSteps = 36;
const balances = 6;

/** Lets the healed world run until everything has been looked for, compares both sides until they agree, then proves it. */
export async function converge(world: World): Promise<string[]> {
  const healedAt = world.clock.now();
  let open = await settle(world, healedAt);
  if (open !== null) return [`not settled six hours after everything healed: ${open}`];
  let report: BalanceReport | null = null;
  let problems: string[] = [];
  for (let round = 0; round < balances; round += 1) {
    const route = await livingRoute(world);
    report = await drive(world.clock, fullBalance(route, { repair: true }));
    problems = checkBalance(report, world);
    if (problems.length === 0) break;
    open = await settle(world, healedAt);
    if (open !== null) return [`not settled after comparison ${round + 1}: ${open}`];
  }
  world.supervisor.stop();
  return [...problems, ...provenTrue(world)];
}

async function livingRoute({ clock, supervisor }: World): Promise<Route> {
  await clock.runUntil(() => supervisor.route !== null || supervisor.bug !== null);
  if (supervisor.route === null) throw supervisor.bug ?? new Error('the product did not come back');
  return supervisor.route;
}

/** Null when nothing is open any more; else what still was when patience ended. */
async function settle(world: World, healedAt: Date): Promise<string | null> {
  let open: string | null = 'nothing was asked yet';
  for (let step = 0; step < longestSteps; step += 1) {
    await drive(world.clock, world.clock.sleep(stepMs));
    if (world.supervisor.bug !== null) throw world.supervisor.bug;
    const route = await livingRoute(world);
    open = await drive(world.clock, whatIsOpen(route, healedAt));
    if (open === null) return null;
  }
  return open;
}

async function whatIsOpen(
  { ledger, clock, sourceAccount, destinationAccount }: Route,
  since: Date,
): Promise<string | null> {
  const { source } = sourceAccount;
  const { destination } = destinationAccount;
  for (const sweep of sweeps) {
    const at = await readInstant(ledger, sweepSetting(source, sweep));
    if (at === null || at < since) return `the sweep "${sweep}" has not come so far`;
  }
  const unsettled = await ledger.unsettled({ destination });
  if (unsettled.length > 0) return `${unsettled.length} batches are not settled`;
  const { ready, leased } = await ledger.dueSummary({ lane: destination, now: clock.now() });
  return ready + leased === 0 ? null : `${ready} keys are due and ${leased} are being worked`;
}

function provenTrue({ crm, life, people, since }: World): string[] {
  const seen = crm.hands.seen();
  const truth = life.truth.toJSON();
  const scope = { shop: shopNumber, since };
  const merged = new Set(life.acts.flatMap((act) => (act.kind === 'merge customers' ? [act.kept] : [])));
  // Shopify made one of two customers; only a person can do so with their two contacts.
  const undecided: Undecided = (person) => person.customers.some((id) => merged.has(id));
  return [
    ...crm.unsafe(),
    ...checkOneRecordPerKey(seen),
    ...checkOrdersTrue(seen, truth.orders, scope),
    ...checkPersonsTrue(seen, truth, scope, undecided),
    ...checkLinksTrue(seen, truth, scope, undecided),
    ...checkValuesKept(seen, people.typed()),
  ];
}
