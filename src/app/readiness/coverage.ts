import { z } from 'zod';
import { coveredLooks, coveredTopics, untoldEvents } from '../../readiness/coverage/topics.ts';
import type { Route } from '../../sync/types.ts';

const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const moment = z.string().nullable();
const provedBy = z.object({ file: z.string(), title: z.string() });

/** Which event is heard, when it was heard and carried out last, and which test proves it. */
export const coverageSchema = z.object({
  /** Null = no public address: everything is found by looking. */
  address: z.string().nullable(),
  /** False when a topic should be subscribed to and is not. */
  ok: z.boolean(),
  topics: list(
    z.object({
      topic: z.string(),
      tells: z.string(),
      subscribed: z.enum(['yes', 'missing', 'needs a scope', 'off']),
      /** The scope that is missing, or null. */
      scope: z.string().nullable(),
      /** Deliveries of the last 30 days. */
      received: z.number(),
      lastReceivedAt: moment,
      /** The last change in the CRM that a delivery caused; null also where nothing had to be changed. */
      lastAppliedAt: moment,
      otherwise: z.string().nullable(),
      provedBy,
    }),
  ),
  looks: list(z.object({ look: z.string(), text: z.string(), provedBy })),
  untold: list(z.object({ event: z.string(), foundBy: z.string(), provedBy })),
});
export type CoverageDocument = z.infer<typeof coverageSchema>;

const dayMs = 24 * 3_600_000;

/** Asks the store which topics are subscribed to, and the ledger what came of them. Writes nothing. */
export async function coverageOf(route: Route, address: string | null): Promise<CoverageDocument> {
  const { ledger, clock, source, sourceAccount, destinationAccount } = route;
  const since = new Date(clock.now().getTime() - 30 * dayMs);
  const { destination } = destinationAccount;
  const seen = await ledger.topicsSeen({ source: sourceAccount.source, destination, since });
  const plan = address === null ? null : await source.planWebhooks(address);
  const topics = coveredTopics.map(({ topic, tells, otherwise, provedBy }) => {
    const found = seen.find((entry) => entry.topic === topic);
    const scope = plan?.unavailable.find((entry) => entry.topic === topic)?.scope ?? null;
    const subscribed: CoverageDocument['topics'][number]['subscribed'] =
      plan === null ? 'off' : scope !== null ? 'needs a scope' : plan.keep.includes(topic) ? 'yes' : 'missing';
    return {
      topic,
      tells,
      subscribed,
      scope,
      received: found?.received ?? 0,
      lastReceivedAt: found?.lastReceivedAt?.toISOString() ?? null,
      lastAppliedAt: found?.lastAppliedAt?.toISOString() ?? null,
      otherwise: coveredLooks.find(({ look }) => look === otherwise)?.text ?? null,
      provedBy,
    };
  });
  const ok = topics.every(({ subscribed }) => subscribed !== 'missing');
  return { address, ok, topics, looks: coveredLooks, untold: untoldEvents };
}
