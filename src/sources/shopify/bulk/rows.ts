import { z } from 'zod';
import type { Snapshot } from '../../../commerce/snapshot.ts';
import { ConnectorError } from '../../../connector/failure.ts';
import type { BulkTicket, Look } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import { customerFrom } from '../parse/customer.ts';
import { digits } from '../parse/ids.ts';
import { customerNode, orderNode } from '../parse/nodes.ts';
import { orderFrom } from '../parse/order.ts';
import { parseNode, type ReadKind, readByIds } from '../reading/by-ids.ts';
import { downloadLines } from './download.ts';
import { bulkOperation } from './operations.ts';

const batchSize = 100;

const row = z.looseObject({ id: z.string(), __parentId: z.string().optional() });
type Row = z.infer<typeof row>;

/**
 * Looks of a completed operation, in batches. A row that is nothing but an id is read by id, because the parts asked for
 * do not come in bulk. Throws ConnectorError when the file has not as many lines as Shopify counted objects.
 */
export async function* bulkRows(context: SourceContext, ticket: BulkTicket): AsyncGenerator<readonly Look[]> {
  if (ticket.kind !== 'order' && ticket.kind !== 'customer') {
    throw new RangeError(`no bulk operation reads records of kind ${ticket.kind}`);
  }
  const operation = await bulkOperation(context, ticket.id);
  if (operation?.status !== 'COMPLETED') {
    throw incomplete('BULK_NOT_COMPLETED', `the bulk operation is ${operation?.status ?? 'unknown to Shopify'}`);
  }
  const objects = Number(operation.objectCount);
  const observedAt = new Date(operation.createdAt);
  let lines = 0;
  let batch: Row[] = [];
  // Without a row there is no file.
  for await (const line of operation.url === null ? [] : downloadLines(operation.url, context)) {
    if (line === '') continue;
    lines += 1;
    const parsed = parseRow(line);
    // A child on a line of its own, which no query of ours asks for: counted and not needed.
    if (parsed.__parentId === undefined) batch.push(parsed);
    if (batch.length < batchSize) continue;
    yield await looksOf(context, ticket.kind, batch, observedAt);
    batch = [];
  }
  if (lines !== objects) {
    throw incomplete('BULK_INCOMPLETE', `the bulk operation has ${objects} objects and its file ${lines} lines`);
  }
  if (batch.length > 0) yield await looksOf(context, ticket.kind, batch, observedAt);
}

function parseRow(line: string): Row {
  try {
    return row.parse(JSON.parse(line));
  } catch (error) {
    throw incomplete('BULK_INCOMPLETE', 'a line of the bulk operation cannot be read', error);
  }
}

async function looksOf(
  context: SourceContext,
  kind: ReadKind,
  rows: readonly Row[],
  observedAt: Date,
): Promise<readonly Look[]> {
  const bare = rows.filter((candidate) => Object.keys(candidate).length === 1);
  const full = rows.filter((candidate) => Object.keys(candidate).length > 1);
  const { source } = context.connection();
  const looks = full.map((node) => ({
    key: { source, kind, id: digits(node.id) },
    observedAt,
    snapshot: snapshotOf(context, kind, node, source),
  }));
  const ids = bare.map(({ id }) => digits(id));
  return ids.length === 0 ? looks : [...looks, ...(await readByIds(context, kind, ids, 'backfill'))];
}

function snapshotOf({ links }: SourceContext, kind: ReadKind, node: Row, source: string): Snapshot {
  return kind === 'order'
    ? orderFrom(parseNode(orderNode, node), source, links)
    : customerFrom(parseNode(customerNode, node), source, links);
}

function incomplete(code: string, message: string, cause?: unknown): ConnectorError {
  return new ConnectorError({ class: 'transient', code, message }, { cause });
}
