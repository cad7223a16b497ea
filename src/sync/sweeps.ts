import { formatKey } from '../commerce/keys.ts';
import type { SweepName, Swept } from '../connector/source.ts';
import { priorities } from '../ledger/contract.ts';
import { fillMatchIndex } from './match-index.ts';
import { readInstant, sweepSetting } from './settings.ts';
import type { Lane, Route, Timing } from './types.ts';

const dayMs = 24 * 3_600_000;

interface Rhythm {
  readonly every: (timing: Timing) => number;
  /** How far before the last look the next one begins. */
  readonly overlapMs: (timing: Timing) => number;
  /** Looks at everything that is open, whatever the clock says. */
  readonly always: boolean;
}

/**
 * Customers can be filtered by whole days only (Shopify docs: customers, updated_at), hence 26 hours; returns do not
 * move their order's updatedAt, so those that are open are looked at each time.
 */
const rhythms: Readonly<Record<SweepName, Rhythm>> = {
  'orders changed': { every: (t) => t.sweepOrdersMs, overlapMs: (t) => t.overlapMs, always: false },
  'customers changed': { every: (t) => t.sweepCustomersMs, overlapMs: () => 26 * 3_600_000, always: false },
  returns: { every: (t) => t.sweepReturnsMs, overlapMs: () => dayMs, always: true },
  deletions: { every: (t) => t.sweepDeletionsMs, overlapMs: (t) => Math.max(t.overlapMs, 3_600_000), always: true },
  companies: { every: () => 7 * dayMs, overlapMs: () => 7 * dayMs, always: true },
};

const sweepNames: readonly SweepName[] = ['orders changed', 'customers changed', 'returns', 'deletions', 'companies'];
const sweepTask = 'sweep';
const indexTask = 'match index';
const pruneTask = 'prune';

/** Makes every rhythmic task due, each at once after a start: what happened while we were away is found first. */
export async function scheduleTasks(route: Route): Promise<void> {
  const queue = { lane: route.destinationAccount.destination, source: route.sourceAccount.source };
  const dueAt = route.clock.now();
  for (const slice of sweepNames) await route.ledger.scheduleTask({ ...queue, name: sweepTask, slice, dueAt });
  await route.ledger.scheduleTask({
    ...queue,
    name: indexTask,
    slice: '',
    dueAt: new Date(dueAt.getTime() + route.timing.sweepCrmMs),
  });
  await route.ledger.scheduleTask({
    ...queue,
    name: pruneTask,
    slice: '',
    dueAt: new Date(dueAt.getTime() + 3_600_000),
  });
  for (const { name, firstAt } of route.chores ?? []) {
    await route.ledger.scheduleTask({ ...queue, name, slice: '', dueAt: await firstAt(dueAt) });
  }
}

/** Runs one due task; false when none was due. */
export async function runDueTask(route: Route, lane: Lane): Promise<boolean> {
  const { source } = route.sourceAccount;
  const base = { lane: route.destinationAccount.destination, source, epoch: lane.epoch };
  const task = await route.ledger.claimTask({ ...base, now: route.clock.now(), leaseMs: 10 * 60_000 });
  if (task === null) return false;
  const after = (ms: number) => new Date(route.clock.now().getTime() + ms);
  try {
    const { nextAt, position } = await run(route, task, after);
    await route.ledger.finishTask({ ...base, ...task, nextAt, ...(position ? { position } : {}) });
  } catch (error) {
    await route.ledger.finishTask({ ...base, ...task, nextAt: after(Math.min(everyMs(route, task), 60_000)) });
    throw error;
  }
  return true;
}

interface DueTask {
  readonly name: string;
  readonly slice: string;
}

interface Ran {
  readonly nextAt: Date;
  readonly position?: Position;
}

async function run(route: Route, task: DueTask, after: (ms: number) => Date): Promise<Ran> {
  const chore = route.chores?.find(({ name }) => name === task.name);
  if (chore !== undefined) return { nextAt: await chore.run() };
  if (task.name === indexTask) await fillMatchIndex(route, () => undefined);
  if (task.name === pruneTask) await route.ledger.prune({ now: route.clock.now() });
  const name = sweepOf(task);
  const position = name === undefined ? null : (await sweep(route, name)).position;
  return { nextAt: after(everyMs(route, task)), ...(position ? { position } : {}) };
}

function everyMs({ timing }: Route, task: DueTask): number {
  const name = sweepOf(task);
  if (name !== undefined) return rhythms[name].every(timing);
  return task.name === pruneTask ? dayMs : timing.sweepCrmMs;
}

function sweepOf({ name, slice }: DueTask): SweepName | undefined {
  return name === sweepTask ? sweepNames.find((sweep) => sweep === slice) : undefined;
}

/** Until when a sweep has looked, as the setting that says so. */
interface Position {
  readonly name: string;
  readonly value: string;
}

/** Sweeps apart from its rhythm. Returns how many keys became due. */
export async function sweepNow(route: Route, name: SweepName): Promise<number> {
  const { made, position } = await sweep(route, name);
  await route.ledger.putSetting(position);
  return made;
}

/**
 * Looks for changes that no webhook told of and makes their keys due. The upper bound stays behind the search lag and
 * the position is that of the last page, so that nothing between two sweeps is missed.
 */
async function sweep(route: Route, name: SweepName): Promise<{ readonly made: number; readonly position: Position }> {
  const { source } = route.sourceAccount;
  const setting = sweepSetting(source, name);
  // Windows are asked for in the store's time: by a clock of ours that is ahead, changes would be passed over for good.
  const storeNow = route.clock.now().getTime() + route.source.usage().clockAheadMs;
  const to = new Date(storeNow - route.timing.searchLagMs);
  const last = (await readInstant(route.ledger, setting)) ?? new Date(to.getTime() - dayMs);
  const rhythm = rhythms[name];
  const from = new Date(last.getTime() - rhythm.overlapMs(route.timing));
  let made = 0;
  for await (const page of route.source.sweep(name, from, to))
    made += await enqueueSwept(route, name, page, rhythm.always);
  if (made > 0) route.log.info('a sweep found changes', { sweep: name, keys: made });
  return { made, position: { name: setting, value: to.toISOString() } };
}

async function enqueueSwept(route: Route, name: SweepName, page: readonly Swept[], always: boolean): Promise<number> {
  if (page.length === 0) return 0;
  const news = always
    ? new Set(page.map((item) => formatKey(item.key)))
    : new Set(await route.ledger.changedMembers({ rows: page.map(({ key, updatedAt }) => ({ key, updatedAt })) }));
  const fresh = page.filter((item) => news.has(formatKey(item.key)) || item.evidence !== undefined);
  const evidence = fresh.flatMap((item) => (item.evidence ? [item.evidence] : []));
  const unseen = await withoutKnownEvidence(route, fresh);
  if (unseen.length === 0) return 0;
  const dueAt = route.clock.now();
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    keys: unseen.map((item) => ({ key: item.key, priority: priorities.live, dueAt, cause: `sweep ${name}` })),
    evidence,
    delivery: null,
  });
  return unseen.length;
}

/** Deletions are listed again by every sweep; those that we know already are no news. */
async function withoutKnownEvidence(route: Route, swept: readonly Swept[]): Promise<Swept[]> {
  const withEvidence = swept.filter((item) => item.evidence !== undefined);
  if (withEvidence.length === 0) return [...swept];
  const known = await route.ledger.evidenceOf({ keys: withEvidence.map((item) => item.key) });
  const texts = new Set(known.map((fact) => `${formatKey(fact.key)} ${fact.fact}`));
  return swept.filter((item) => !item.evidence || !texts.has(`${formatKey(item.key)} ${item.evidence.fact}`));
}
