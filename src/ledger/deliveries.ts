import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { EnqueueInput } from './contract.ts';
import type { Tx } from './database.ts';
import { evidenceRows } from './evidence.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { dueRows } from './make-due.ts';

/**
 * Stores what inputs say, in one call (migrations 8 and 11): notes their deliveries, and of those that were not noted before their
 * evidence, data requests and due keys. Each lane has its own note, because one delivery makes keys due in every lane that
 * follows the store. Staged rows of these keys are dropped: the record may have changed since, so it has to be read.
 * Returns the places of the inputs that were new; those without a delivery always are.
 */
export async function storeInputs(tx: Tx, inputs: readonly EnqueueInput[]): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ news: readonly number[] }>`
    select samestory.accept(${jsonText(toldBy(inputs))}::jsonb) as news`.execute(tx);
  return new Set(rows[0]?.news);
}

/** As `accept` takes them: each row names its input, and `others` are the inputs without a delivery. */
function toldBy(inputs: readonly EnqueueInput[]) {
  const each = inputs.map(({ lane, delivery, evidence, keys }, input) => ({
    others: delivery === null ? [input] : [],
    deliveries: delivery === null ? [] : [{ input, lane, ...deliveryRow(delivery) }],
    requests: delivery?.dataRequest == null ? [] : [{ input, ...requestRow(delivery, delivery.dataRequest) }],
    evidence: evidenceRows(evidence).map((row) => ({ input, ...row })),
    keys: dueRows(lane, keys).map((row) => ({ input, ...row })),
  }));
  return {
    others: each.flatMap(({ others }) => others),
    deliveries: each.flatMap(({ deliveries }) => deliveries),
    requests: each.flatMap(({ requests }) => requests),
    evidence: each.flatMap(({ evidence }) => evidence),
    keys: each.flatMap(({ keys }) => keys).map((row, nth) => ({ ...row, nth })),
  };
}

type Told = NonNullable<EnqueueInput['delivery']>;

function deliveryRow({ source, deliveryId, topic, receivedAt, known, problem }: Told) {
  return { source, delivery_id: deliveryId, topic, received_at: receivedAt, known, problem };
}

function requestRow({ source, deliveryId, receivedAt }: Told, { key, orders }: NonNullable<Told['dataRequest']>) {
  return { source, delivery_id: deliveryId, key: formatKey(key), orders, asked_at: receivedAt };
}

/** Deliveries of the last 30 days (prune), each counted once. */
export async function deliveryCounts(tx: Tx, input: Input<'deliveryCounts'>): Promise<Output<'deliveryCounts'>> {
  const { rows } = await sql<{ received: number; unknown: number; problems: number; last_at: Date | null }>`
    select count(*)::integer as received,
      (count(*) filter (where not known))::integer as unknown,
      (count(*) filter (where problem is not null))::integer as problems,
      max(received_at) as last_at
    from (select distinct on (delivery_id) known, problem, received_at
          from samestory.delivery where source = ${input.source} order by delivery_id, received_at) as once`.execute(
    tx,
  );
  const row = rows[0];
  return {
    received: row?.received ?? 0,
    unknown: row?.unknown ?? 0,
    problems: row?.problems ?? 0,
    lastAt: row?.last_at ?? null,
  };
}
