import Big from 'big.js';
import type { InspectedRecord } from '../../../simulator/hubspot/inspect.ts';
import type { Act } from '../../../simulator/merchant/acts.ts';
import type { TruthJson, TruthStep } from '../../../simulator/merchant/truth-ledger.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { CrmView } from './crm-view.ts';
import { belongs, keptTrue } from './expectations.ts';
import { sameAmount, statusText } from './spelling.ts';

export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Acts that changed something visible and were seen. */
  readonly measured: number;
  readonly slowest: string | null;
  /** Acts whose values the CRM never showed, by what they were. */
  readonly neverSeen: readonly string[];
}

interface OrderFields {
  readonly current: string;
  readonly refunded: string;
  readonly net: string;
  readonly payment: string;
  readonly fulfillment: string;
}

const canonical: readonly (readonly [keyof OrderFields, string])[] = [
  ['current', 'order.current_total'],
  ['refunded', 'order.refunded'],
  ['net', 'order.net'],
  ['payment', 'order.payment_status'],
  ['fulfillment', 'order.fulfillment_status'],
];

type Watched = readonly { readonly field: keyof OrderFields; readonly property: string }[];

/** One act that changed something visible; `seconds: null` = the CRM never showed it. */
interface Measured {
  readonly act: string;
  readonly seconds: number | null;
}

/** What the record showed from `at` on. */
interface Shown {
  readonly at: number;
  readonly fields: OrderFields;
}

/**
 * Seconds from each act of the story to the moment at which the CRM showed its values, told from the CRM's own history.
 * An act that a later one overtook counts as seen when the later values were.
 */
export function measureLatencies(
  view: CrmView,
  truth: TruthJson,
  story: { readonly acts: readonly Act[]; readonly startedAt: Date },
  { shop, cutoff, map }: { readonly shop: string; readonly cutoff: Date; readonly map: FieldMap },
): Latencies {
  const found: Measured[] = [];
  const watched = watchedFields(view, map);
  const steps = truth.steps.filter((step) => Date.parse(step.at) >= story.startedAt.getTime());
  for (const [order, ofOrder] of Map.groupBy(steps, (step) => step.order)) {
    const facts = truth.orders.find(({ id }) => id === order);
    if (facts === undefined || facts.deleted || !belongs(facts, cutoff)) continue;
    const record = view.recordOf('order', `${shop}/order/${order}`);
    found.push(...(record === null ? ofOrder.map(unseen) : orderLatencies(watched, record, ofOrder)));
  }
  for (const act of story.acts) {
    if (act.kind !== 'update customer' || typeof act.change.email !== 'string') continue;
    const record = view.recordOf('contact', `${shop}/customer/${act.customer}`);
    const seconds = record === null ? null : emailLatency(record, act.change.email, Date.parse(act.at));
    found.push({ act: `new e-mail of customer ${act.customer}`, seconds });
  }
  return summary(found);
}

function stepName({ act, order, at }: TruthStep): string {
  return `${act} of order ${order} at ${at}`;
}

function unseen(step: TruthStep): Measured {
  return { act: stepName(step), seconds: null };
}

function orderLatencies(watched: Watched, record: InspectedRecord, steps: readonly TruthStep[]): Measured[] {
  const shown = timeline(watched, record);
  const shows = (fields: OrderFields, step: TruthStep) =>
    watched.every(({ field }) => same[field](fields[field], step));
  return steps.flatMap((step, position): Measured[] => {
    const at = Date.parse(step.at);
    const before = shown.findLast((state) => state.at <= at);
    if (before !== undefined && shows(before.fields, step)) return [];
    const wanted = steps.slice(position);
    const seen = shown.find((state) => state.at >= at && wanted.some((later) => shows(state.fields, later)));
    return seen === undefined ? [unseen(step)] : [{ act: stepName(step), seconds: (seen.at - at) / 1000 }];
  });
}

/** What of an order the map keeps true, and under which name the CRM holds it. */
function watchedFields(view: CrmView, map: FieldMap): Watched {
  const kept = keptTrue(map);
  return canonical.flatMap(([field, name]) => (kept.has(name) ? [{ field, property: view.property(name) }] : []));
}

function timeline(watched: Watched, record: InspectedRecord): Shown[] {
  const writes = watched
    .flatMap(({ field, property }) => record.history(property).map(({ at, value }) => ({ at, field, value })))
    .sort((a, b) => a.at - b.at);
  const shown: Shown[] = [];
  let fields: OrderFields = { current: '', refunded: '', net: '', payment: '', fulfillment: '' };
  for (const [at, together] of Map.groupBy(writes, (write) => write.at)) {
    for (const { field, value } of together) fields = { ...fields, [field]: value };
    shown.push({ at, fields });
  }
  return shown;
}

const same: Readonly<Record<keyof OrderFields, (held: string, step: TruthStep) => boolean>> = {
  current: (held, { current }) => sameAmount(held, current),
  refunded: (held, { refunded }) => sameAmount(held, refunded),
  net: (held, { net }) => sameAmount(held, net),
  payment: (held, { financialStatus }) => held === statusText(financialStatus),
  fulfillment: (held, { fulfillmentStatus }) => held === statusText(fulfillmentStatus),
};

function emailLatency(record: InspectedRecord, email: string, at: number): number | null {
  const seen = record.history('email').findLast((entry) => entry.value === email.toLowerCase() && entry.at >= at);
  return seen === undefined ? null : (seen.at - at) / 1000;
}

function summary(found: readonly Measured[]): Latencies {
  const seen = found
    .filter((entry): entry is Measured & { readonly seconds: number } => entry.seconds !== null)
    .sort((a, b) => a.seconds - b.seconds);
  const at = (share: number) => {
    const entry = seen[Math.min(seen.length - 1, Math.ceil(share * seen.length) - 1)];
    return new Big(entry?.seconds ?? 0).round(2).toNumber();
  };
  return {
    p50: at(0.5),
    p95: at(0.95),
    max: at(1),
    measured: seen.length,
    slowest: seen.at(-1)?.act ?? null,
    neverSeen: found.flatMap(({ act, seconds }) => (seconds === null ? [act] : [])),
  };
}
