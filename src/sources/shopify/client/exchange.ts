import type { SourceUsage } from '../../../connector/source.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Operation } from '../documents/operation.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { estimateCost } from './estimate.ts';
import { failureIn } from './graphql-failures.ts';
import { httpFailure } from './http-failures.ts';
import type { Log } from './log.ts';
import type { Pacer } from './pacer.ts';
import { createSkew } from './skew.ts';
import type { HttpAnswer, Transport } from './transport.ts';

export type Variables = Readonly<Record<string, unknown>>;

export interface ExchangeOptions {
  readonly transport: Transport;
  readonly apiVersion: string;
  readonly pacer: Pacer;
  readonly log: Log;
  readonly clock: Clock;
}

export interface Exchange {
  /** Points that the call will probably ask for: what it asked for last time, else an estimate from its text. */
  costOf(operation: Operation, variables: Variables): number;
  /** One call and one answer; whatever is wrong with it is a ConnectorError. Settles `cost` with the pacer. */
  run(operation: Operation, variables: Variables, token: string, cost: number): Promise<Envelope>;
  servedVersion(): string | null;
  clockAheadMs(): number;
  usage(): SourceUsage;
}

/** No query may cost more, whatever the plan (Shopify docs: API rate limits). */
const mostCost = 1_000;

/** Single calls, with what they tell beside their data: cost, bucket and the version that answered. */
export function createExchange({ transport, apiVersion, pacer, log, clock }: ExchangeOptions): Exchange {
  const lastCost = new Map<string, number>();
  const byOperation = new Map<string, number>();
  const skew = createSkew();
  let served: string | null = null;
  let costSpent = 0;
  const noteVersion = (operation: Operation, { servedVersion }: HttpAnswer): void => {
    if (servedVersion === null || servedVersion === served) return;
    served = servedVersion;
    if (served === apiVersion) return;
    log.warn({ operation: operation.name, requested: apiVersion, served }, 'Shopify answers in another API version');
  };
  return {
    costOf: (operation, variables) => lastCost.get(operation.text) ?? estimateCost(operation.text, variables),
    async run(operation, variables, token, cost) {
      let envelope: Envelope | null = null;
      byOperation.set(operation.name, (byOperation.get(operation.name) ?? 0) + 1);
      try {
        const answer = await transport(token, operation, variables);
        noteVersion(operation, answer);
        skew.learn(answer.date, clock.now());
        if (answer.status < 200 || answer.status > 299) throw httpFailure(answer.status, answer.retryAfter);
        envelope = readEnvelope(answer.contentType, answer.text);
        const failure = failureIn(envelope, answer.servedVersion);
        if (failure) throw failure;
        return envelope;
      } finally {
        const told = envelope?.extensions?.cost;
        costSpent += told?.actualQueryCost ?? 0;
        if (told?.requestedQueryCost) lastCost.set(operation.text, Math.min(told.requestedQueryCost, mostCost));
        pacer.settle(cost, told?.throttleStatus ?? null);
      }
    },
    servedVersion: () => served,
    clockAheadMs: skew.aheadMs,
    usage() {
      const calls = [...byOperation.values()].reduce((sum, count) => sum + count, 0);
      return {
        calls,
        byOperation: Object.fromEntries(byOperation),
        costSpent,
        clockAheadMs: skew.aheadMs(),
        ...pacer.state(),
      };
    },
  };
}
