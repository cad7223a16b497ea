import type { z } from 'zod';
import { ConnectorError, type Failure, failureOf } from '../../../connector/failure.ts';
import type { SourceUsage } from '../../../connector/source.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Random } from '../../../lib/random.ts';
import type { Operation } from '../documents/operation.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import type { Envelope } from './envelope.ts';
import { createExchange, type Variables } from './exchange.ts';
import type { Log } from './log.ts';
import { createPacer, type Priority } from './pacer.ts';
import { retryWait } from './retry.ts';
import type { Transport } from './transport.ts';

export interface ClientOptions {
  readonly transport: Transport;
  readonly tokens: AccessTokens;
  readonly apiVersion: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface Answered<T> {
  readonly data: T;
  /** When the call left, by the store's clock: what the answer shows is at least as new as this. */
  readonly sentAt: Date;
}

export interface ShopifyClient {
  /**
   * Runs one operation and parses its data. Waits for the cost bucket, repeats what is worth repeating (mutations only
   * where they surely did not run), renews the token once. Throws ConnectorError.
   */
  call<T>(operation: Operation, variables: Variables, schema: z.ZodType<T>, priority?: Priority): Promise<Answered<T>>;
  /** The version that answered last; differs from the requested one when that is not supported any more. */
  servedVersion(): string | null;
  usage(): SourceUsage;
}

export function createClient(options: ClientOptions): ShopifyClient {
  const { tokens, clock, random, log } = options;
  const pacer = createPacer(clock);
  const exchange = createExchange({ ...options, pacer });

  const untilAnswered = async (
    operation: Operation,
    variables: Variables,
    priority: Priority,
  ): Promise<{ readonly envelope: Envelope; readonly sentAt: Date }> => {
    for (let tries = 1, renewed = false; ; tries += 1) {
      const { token } = await tokens.get();
      const cost = exchange.costOf(operation, variables);
      await pacer.acquire(cost, priority);
      const sentAt = new Date(clock.now().getTime() + exchange.clockAheadMs());
      try {
        return { envelope: await exchange.run(operation, variables, token, cost), sentAt };
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'HTTP_401' && !renewed) {
          renewed = true;
          await tokens.renew(token);
          continue;
        }
        const wait = retryWait(failure, operation.kind, tries, random);
        if (failure.code === 'HTTP_430') pacer.pause(failure.retryAfterMs ?? 0);
        if (wait === null) throw error;
        log.info({ operation: operation.name, code: failure.code, tries, wait }, 'repeating a call to Shopify');
        await clock.sleep(wait);
      }
    }
  };

  return {
    async call(operation, variables, schema, priority = 'live') {
      const { envelope, sentAt } = await untilAnswered(operation, variables, priority);
      const parsed = schema.safeParse(envelope.data);
      if (parsed.success) return { data: parsed.data, sentAt };
      throw new ConnectorError(unexpectedShape(operation, parsed.error));
    },
    servedVersion: exchange.servedVersion,
    usage: exchange.usage,
  };
}

/** Names the places and never the values, which may be personal. */
function unexpectedShape(operation: Operation, error: z.ZodError): Failure {
  const places = error.issues.slice(0, 5).map(({ path, code }) => `${path.map(String).join('.')} (${code})`);
  return {
    class: 'bug',
    code: 'UNEXPECTED_SHAPE',
    message: `the answer to ${operation.name} has another form than the schema says: ${places.join(', ')}`,
  };
}
