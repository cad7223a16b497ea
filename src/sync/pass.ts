import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { Failure } from '../connector/failure.ts';
import { failureOf } from '../connector/failure.ts';
import { readsOrders } from '../field-map/project.ts';
import type { ClaimedKey, KeyResult } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import { LaneLostError } from '../ledger/errors.ts';
import { allEnded } from '../lib/all-ended.ts';
import { chunk, groupBy } from '../lib/chunk.ts';
import { holdsLane, retryAt } from './backoff.ts';
import { BrakeError } from './brake.ts';
import type { FormerBuyer } from './context.ts';
import { applyEvidence } from './evidence.ts';
import { buyerKeys, gather, membersOf } from './gather.ts';
import { pauseOf } from './pause.ts';
import { recordLooks, rowsPerTransaction } from './record-looks.ts';
import { readScope } from './scope.ts';
import { tally } from './tally.ts';
import type { Lane, PassReport, PassSizes, Route } from './types.ts';
import { standingsOfHidden } from './unexplained.ts';
import { linkOrders, writeOrders } from './work-orders.ts';
import { changePeople, workPeople } from './work-people.ts';

/**
 * Four full batches of the largest CRM, sixteen reads of the store: a pass waits for each side several times, whatever its
 * size, so that a flood of changes is worked as fast as passes are large. Rows of history need not be read, and the last
 * batch of each kind, which is never full, comes once for so many orders. While one such pass waits for the CRM, others
 * are planned and wait as well: together they use what the CRM allows.
 */
export const defaultPasses: PassSizes = {
  ...{ keys: 400, historyKeys: 2_800, atOnce: 3 },
  ...{ comparedInBulk: 1_000, keptListed: 5_000 },
};

/** A claim outlives the longest pass, also where several share what the CRM allows: reads, three writes, their read-backs. */
const claimMs = 600_000;

/** The whole connection rests: nothing was written since, the claimed keys are due again. */
export class LaneHeldError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'LaneHeldError';
    this.failure = failure;
  }
}

interface Worked {
  readonly results: readonly KeyResult[];
  readonly report: PassReport;
  readonly hold: Failure | null;
}

/** Due keys, as many as a pass has; null when nothing is due or writing is paused. Throws LaneLostError when the lane has moved. */
export async function claimDue(route: Route, lane: Lane): Promise<readonly ClaimedKey[] | null> {
  const laneName = route.destinationAccount.destination;
  if ((await pauseOf(route.ledger, laneName)) !== null) return null;
  const { keys: limit } = route.passes ?? defaultPasses;
  const { source } = route.sourceAccount;
  const base = { lane: laneName, source, epoch: lane.epoch, now: route.clock.now(), leaseMs: claimMs };
  const claimed = await route.ledger.claim({ ...base, limit });
  return claimed.length === 0 ? null : claimed;
}

/**
 * Works exactly these keys and nothing else that is due: for an operator's single record, while no pass runs. Sets their
 * standings; a key that is due besides stays due.
 * @throws as `workClaimed`.
 */
export async function workKeys(route: Route, lane: Lane, keys: readonly WorkKey[], cause: string): Promise<PassReport> {
  return workClaimed(route, lane, await asClaimed(route, keys, cause));
}

/**
 * One pass: look at the store, place people, write contacts, then orders, then links, and say of each key how it stands.
 * @throws LaneHeldError when the store or the CRM refuses the whole connection; LaneLostError when the lane has moved.
 */
export async function workClaimed(route: Route, lane: Lane, claimed: readonly ClaimedKey[]): Promise<PassReport> {
  const worked = await work(route, lane, claimed).catch((error: unknown) => failedPass(route, claimed, error));
  const base = { lane: route.destinationAccount.destination, epoch: lane.epoch, now: route.clock.now() };
  const { ledger } = route;
  for (const results of chunk(worked.results, rowsPerTransaction(ledger))) await ledger.finish({ ...base, results });
  if (worked.hold !== null) throw new LaneHeldError(worked.hold);
  return worked.report;
}

/** Keys as a claim would hand them out; version 0 = not claimed (see KeyResult). */
export async function asClaimed(route: Route, keys: readonly WorkKey[], cause: string): Promise<ClaimedKey[]> {
  const evidence = await route.ledger.evidenceOf({ keys });
  return keys.map((key) => ({
    key,
    version: 0,
    claims: 1,
    attempts: 0,
    priority: priorities.operator,
    cause,
    evidence: evidence.filter((fact) => formatKey(fact.key) === formatKey(key)),
    staged: null,
  }));
}

async function work(route: Route, lane: Lane, claimed: readonly ClaimedKey[]): Promise<Worked> {
  const scope = await readScope(route);
  const gathered = await gather(route, claimed, scope);
  const looked = await recordLooks(route, membersOf(gathered, scope, route.sourceAccount));
  // Buyers that the ledger knows already were not read again, but their orders need them.
  const known = await route.ledger.subjectIdsOf({ keys: buyerKeys(gathered), looked: true });
  const subjectIds = { ...known, ...looked };
  const settled = await applyEvidence(route, lane, claimed, gathered);
  const hidden = await standingsOfHidden(route, claimed, gathered, settled);
  const formerBuyers = await formerBuyersOf(route, claimed);
  const context = { route, lane, claimed, scope, gathered, subjectIds, formerBuyers, settled, hidden };
  const made = await workPeople(context);
  const [written, people] = await allEnded([writeOrders(context, made), changePeople(context, made)]);
  const orders = await linkOrders(context, people, written);
  return tally(context, people, orders);
}

/** An order that changes hands or is deleted changes what its buyer of before has bought. */
async function formerBuyersOf(
  route: Route,
  claimed: readonly ClaimedKey[],
): Promise<ReadonlyMap<string, readonly FormerBuyer[]>> {
  const orders = claimed.flatMap(({ key }) => (key.kind === 'order' ? [formatKey(key)] : []));
  if (orders.length === 0 || !readsOrders(route.map)) return new Map();
  return groupBy(await route.ledger.formerBuyers({ orders }), ({ order }) => order);
}

/** The pass failed as a whole: the store could not be read, access is refused, or a bug of ours. */
function failedPass(route: Route, claimed: readonly ClaimedKey[], error: unknown): Worked {
  if (error instanceof LaneLostError) throw error;
  const report = { claimed: claimed.length, done: 0, failed: claimed.length, created: 0, updated: 0, linked: 0 };
  const released = claimed.map(({ key, version }): KeyResult => ({ key, version, outcome: { type: 'released' } }));
  // The brake has paused the destination: the keys wait for the person who resumes it.
  if (error instanceof BrakeError) return { results: released, report, hold: null };
  const failure = failureOf(error);
  if (failure.class === 'bug') route.log.error('a pass failed', { reason: failure.message });
  if (holdsLane(failure)) return { results: released, report, hold: failure };
  const { code, message } = failure;
  const results = claimed.map(
    ({ key, version, attempts }, index): KeyResult => ({
      key,
      version,
      outcome: {
        type: 'failed',
        class: failure.class,
        code,
        message,
        retryAt: retryAt(failure, attempts, route.clock.now(), index / claimed.length),
      },
    }),
  );
  return { results, report, hold: null };
}
