import { failureOf } from '../connector/failure.ts';
import type { Route } from '../sync/types.ts';
import { repairWebhooks } from './setup.ts';

/** Shopify deletes a subscription after eight failed deliveries (Shopify docs: webhooks), so they are looked at so often. */
const everyMs = 6 * 3_600_000;

/**
 * Looks after the subscriptions of a running service until the signal aborts. What happened while one was missing is
 * found by the sweeps; that it was missing is told, because somebody may want to know why the address did not answer.
 */
export async function keepWebhooks(route: Route, address: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const slept = await route.clock.sleep(everyMs, signal).then(
      () => true,
      () => false,
    );
    if (!slept) return;
    try {
      const topics = await repairWebhooks(route, address);
      if (topics > 0) route.log.warn('webhook subscriptions were missing and are made again', { topics, address });
    } catch (error) {
      const { code, message } = failureOf(error);
      route.log.warn('the webhook subscriptions could not be looked at', { code, reason: message });
    }
  }
}
