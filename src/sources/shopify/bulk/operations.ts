import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';
import type { BulkState, BulkTicket, Window } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import { bulkCancel, bulkCustomers, bulkOrders, bulkRun, bulkStatus } from '../documents/bulk.ts';
import { bulkOrderSelection } from '../documents/records.ts';
import type { BulkCancelMutation, BulkRunMutation, BulkStatusQuery } from '../documents.gen.ts';
import { instant } from '../parse/nodes.ts';
import { customersListed, ordersListed } from '../reading/listings.ts';
import { timeFilter } from '../reading/search.ts';

const started: z.ZodType<BulkRunMutation> = z.object({
  bulkOperationRunQuery: z
    .object({
      bulkOperation: z.object({ id: z.string() }).nullable(),
      userErrors: z.array(z.object({ code: z.string().nullable(), message: z.string() })),
    })
    .nullable(),
});

const status: z.ZodType<BulkStatusQuery> = z.object({
  bulkOperation: z
    .object({
      id: z.string(),
      status: z.string(),
      errorCode: z.string().nullable(),
      createdAt: instant,
      completedAt: instant.nullable(),
      objectCount: z.string(),
      url: z.string().nullable(),
      partialDataUrl: z.string().nullable(),
    })
    .nullable(),
});
export type BulkOperation = NonNullable<BulkStatusQuery['bulkOperation']>;

const canceled: z.ZodType<BulkCancelMutation> = z.object({
  bulkOperationCancel: z
    .object({
      bulkOperation: z.object({ id: z.string(), status: z.string() }).nullable(),
      userErrors: z.array(z.object({ message: z.string() })),
    })
    .nullable(),
});

/**
 * Starts a bulk read of everything in the window. Shopify runs five at once for an app and a shop (Shopify docs: bulk
 * operations); a sixth is refused with class `quota`. Throws ConnectorError.
 */
export async function startBulk(
  context: SourceContext,
  kind: 'order' | 'customer',
  window: Window,
): Promise<BulkTicket> {
  const { data } = await context.client.call(bulkRun, { query: queryFor(context, kind, window) }, started, 'backfill');
  const operation = data.bulkOperationRunQuery?.bulkOperation;
  if (operation) return { id: operation.id, kind, window };
  const [error] = data.bulkOperationRunQuery?.userErrors ?? [];
  const busy = error?.code === 'OPERATION_IN_PROGRESS' || error?.code === 'LIMIT_REACHED';
  throw new ConnectorError({
    class: busy ? 'quota' : 'bug',
    code: error?.code ?? 'BULK_REFUSED',
    message: `Shopify starts no bulk operation: ${error?.message ?? 'no reason given'}`,
    ...(busy ? { retryAfterMs: 30_000 } : {}),
  });
}

function queryFor({ request, connection }: SourceContext, kind: 'order' | 'customer', window: Window): string {
  if (kind === 'customer') return bulkCustomers(timeFilter(customersListed.field, window));
  const selection = bulkOrderSelection(request.orderParts, connection().granted);
  return bulkOrders(selection, timeFilter(ordersListed.field, window));
}

/** What Shopify says about an operation now; null when it does not know it. */
export async function bulkOperation(context: SourceContext, id: string): Promise<BulkOperation | null> {
  const { data } = await context.client.call(bulkStatus, { id }, status, 'backfill');
  return data.bulkOperation;
}

export async function pollBulk(context: SourceContext, ticket: BulkTicket): Promise<BulkState> {
  const operation = await bulkOperation(context, ticket.id);
  if (operation === null) {
    const message = 'Shopify does not know this bulk operation (any more)';
    return { state: 'failed', code: 'NOT_FOUND', message, partial: false };
  }
  const objects = Number(operation.objectCount);
  switch (operation.status) {
    case 'COMPLETED':
      return { state: 'completed', objects, createdAt: new Date(operation.createdAt) };
    case 'FAILED':
    case 'CANCELED':
    case 'EXPIRED': {
      const partial = operation.partialDataUrl !== null;
      if (!partial && mayStillShowPartial(operation, context.clock.now())) return { state: 'running', objects };
      const code = operation.errorCode ?? operation.status;
      const message = `the bulk operation ended as ${operation.status} after ${objects} objects`;
      return { state: 'failed', code, message, partial };
    }
    default:
      return { state: 'running', objects };
  }
}

/** How long after an internal error Shopify may still bring the rows that it had (observed by other integrations). */
const partialWithinMs = 120_000;

function mayStillShowPartial({ errorCode, objectCount, completedAt }: BulkOperation, now: Date): boolean {
  if (errorCode !== 'INTERNAL_SERVER_ERROR' || Number(objectCount) === 0 || completedAt === null) return false;
  return Math.abs(now.getTime() - Date.parse(completedAt)) < partialWithinMs;
}

/** Stops an operation. One that has ended already stays as it is, which is what was wanted. */
export async function cancelBulk(context: SourceContext, ticket: BulkTicket): Promise<void> {
  await context.client.call(bulkCancel, { id: ticket.id }, canceled, 'live');
}
