import type { Delivery } from '../connector/source.ts';
import type { Ledger } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';

export interface IntakeContext {
  readonly ledger: Ledger;
  /** The lane whose keys become due: the destination account. */
  readonly lane: string;
  readonly sourceId: string;
  readonly clock: Clock;
  readonly debounceMs: number;
}

/**
 * Stores what a signed delivery says (its id, its evidence, its due keys) in one transaction; the body is not kept.
 * Rejects only when the database is away.
 */
export async function acceptDelivery(
  context: IntakeContext,
  delivery: Extract<Delivery, { status: 'signed' }>,
): Promise<{ duplicate: boolean }> {
  const receivedAt = context.clock.now();
  const dueAt = new Date(receivedAt.getTime() + context.debounceMs);
  return context.ledger.enqueue({
    lane: context.lane,
    keys: delivery.keys.map((key) => ({
      key,
      priority: priorities.live,
      dueAt,
      cause: `webhook ${delivery.topic}`,
    })),
    evidence: delivery.evidence,
    delivery: {
      source: context.sourceId,
      deliveryId: delivery.deliveryId,
      topic: delivery.topic,
      receivedAt,
      known: delivery.known,
      problem: delivery.problem,
      dataRequest: delivery.dataRequest ?? null,
    },
  });
}
