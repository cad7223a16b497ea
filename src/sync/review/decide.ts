import { formatKey, type WorkKey } from '../../commerce/keys.ts';
import type { Decision } from '../../ledger/contract.ts';
import { priorities } from '../../ledger/contract.ts';
import { indexSeen } from '../match-index.ts';
import { releaseRecord } from '../take-back.ts';
import type { Lane, Route } from '../types.ts';
import { viewsOf } from '../views.ts';
import type { ReviewCase } from './cases.ts';

export type Verdict =
  | { readonly kind: 'link'; readonly crmId: string }
  | { readonly kind: 'apart' }
  /** `other`: the subject of the other person. */
  | { readonly kind: 'merge'; readonly other: string };

/** Why a decision cannot be taken, in a sentence for the person who tried. */
class ReviewError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReviewError';
  }
}

/** Because of what the records change that a decision is about, in the journal. */
function reviewCause(id: string): string {
  return `review ${id}`;
}

/**
 * Stores a person's decision and makes everybody due whom it concerns.
 * @throws ReviewError when it cannot be taken; ConnectorError when the CRM cannot be read.
 */
export async function decideCase(route: Route, one: ReviewCase, verdict: Verdict, by: string): Promise<string> {
  const { destination } = route.destinationAccount;
  const keys = one.members.map(({ key }) => key);
  const base = { by, now: route.clock.now(), keys, otherKeys: [], crmIds: [] };
  const decision = await partiesOf(route, one, verdict);
  const { id } = await route.ledger.decide({ decision: { ...base, destination, kind: verdict.kind, ...decision } });
  await makeDue(route, [...keys, ...(decision.otherKeys ?? [])], reviewCause(id));
  return id;
}

async function partiesOf(
  route: Route,
  one: ReviewCase,
  verdict: Verdict,
): Promise<Partial<Pick<Decision, 'otherKeys' | 'crmIds'>>> {
  switch (verdict.kind) {
    case 'link':
      return { crmIds: [await linkable(route, one, verdict.crmId)] };
    case 'apart': {
      const otherKeys = one.others.flatMap(({ members }) => members.map(({ key }) => key));
      const crmIds = one.contacts.flatMap(({ by, record }) => (by === 'own' ? [] : [record.id]));
      if (otherKeys.length + crmIds.length > 0) return { otherKeys, crmIds };
      throw new ReviewError('There is nobody to keep this person apart from: look at the reason, and settle it there.');
    }
    case 'merge': {
      const other = one.others.find(({ view }) => view.subjectId === verdict.other);
      if (other !== undefined) return { otherKeys: other.members.map(({ key }) => key) };
      throw new ReviewError('That is nobody whom this person could be.');
    }
  }
}

/** The id that answers for a record that may be linked: a person may have merged it since. */
async function linkable(route: Route, one: ReviewCase, crmId: string): Promise<string> {
  if (one.view.record?.state === 'linked' && one.view.record.crmId !== crmId) {
    const message = `This person has contact ${one.view.record.crmId} already. Merge the two in the CRM instead.`;
    throw new ReviewError(message);
  }
  const [record] = await route.destination.readBack('contact', { ids: [crmId] });
  if (record === undefined) throw new ReviewError(`The CRM has no contact ${crmId}.`);
  const { destination } = route.destinationAccount;
  const owners = await route.ledger.subjectIdsOfRecords({ destination, object: 'contact', crmIds: [record.id] });
  const owner = owners[record.id];
  if (owner !== undefined && owner !== one.view.subjectId) {
    const advice = 'If the two are one person, decide --merge; if not, decide --apart.';
    throw new ReviewError(`Contact ${record.id} stands for somebody else of the store. ${advice}`);
  }
  await indexSeen(route, 'contact', route.clock.now(), [record]);
  return record.id;
}

/** People decide by hand. */
const allDecisions = 1_000_000;

/**
 * Undoes a decision: what it brought into the CRM is taken back, and whom it concerned is decided anew. Returns what
 * stays all the same, in sentences; null when there is no such decision in force. Run it while no pass runs.
 * @throws ConnectorError when the CRM refuses a step.
 */
export async function undoReview(route: Route, lane: Lane, id: string, by: string): Promise<readonly string[] | null> {
  const all = await route.ledger.decisions({ limit: allDecisions });
  const decision = all.find((one) => one.id === id && one.undone === null);
  if (decision === undefined) return null;
  const stays: string[] = [];
  const keys = [...decision.keys, ...decision.otherKeys];
  const found = await route.ledger.subjectIdsOf({ keys: decision.keys.map(formatKey) });
  for (const view of await viewsOf(route, [...new Set(Object.values(found))])) {
    if (decision.kind === 'merge' || view.record === null) continue;
    const { crmId } = view.record;
    if (await releaseRecord(route, lane, view, { since: decision.at, cause: reviewCause(id) })) continue;
    if (decision.kind === 'link' && !decision.crmIds.includes(crmId)) continue;
    stays.push(`contact ${crmId} stays: something else than this decision brought it`);
  }
  if (decision.kind === 'merge') stays.push('contacts that were merged in the CRM stay one: a CRM takes no merge back');
  const rules = route.identity ? { rules: route.identity } : {};
  // Last, so that a step that the CRM refuses can be tried again.
  await route.ledger.undoDecision({ id, now: route.clock.now(), by, ...rules });
  await makeDue(route, keys, `${reviewCause(id)}, undone`);
  return stays;
}

/** The people themselves, and their orders, which hang on them. */
async function makeDue(route: Route, keys: readonly WorkKey[], cause: string): Promise<void> {
  const dueAt = route.clock.now();
  const orders = await route.ledger.ordersOfBuyers({ buyers: keys });
  const all = new Map([...keys, ...orders.map(({ key }) => key)].map((key) => [formatKey(key), key]));
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    keys: [...all.values()].map((key) => ({ key, priority: priorities.operator, dueAt, cause })),
    evidence: [],
    delivery: null,
  });
}
