import { z } from 'zod';
import type { Snapshot } from '../../../commerce/snapshot.ts';
import { ConnectorError } from '../../../connector/failure.ts';
import type { BulkTicket, Look } from '../../../connector/source.ts';
import { readAhead } from '../../../lib/read-ahead.ts';
import type { SourceContext } from '../context.ts';
import { isWholeRow } from '../documents/records.ts';
import { customerFrom } from '../parse/customer.ts';
import { digits } from '../parse/ids.ts';
import { customerNode, orderNode } from '../parse/nodes.ts';
import { orderFrom } from '../parse/order.ts';
import { parseNode, type ReadKind, readByIds } from '../reading/by-ids.ts';
import { isWithin, widened } from '../reading/search.ts';
import { downloadLines } from './download.ts';
import { bulkOperation } from './operations.ts';

const batchSize = 400;

/** Batches of which the records are read by id at the same time, while those before them are still on their way. */
const batchesAhead = 6;

const row = z.looseObject({ id: z.string(), __parentId: z.string().optional() });
type Row = z.infer<typeof row>;

/** Rows of a file, and whether each of them must be there. */
interface ResultFile {
  readonly url: string | null;
  /** Null for partial data: nobody knows how many there are, and the last line may be broken off. */
  readonly objects: number | null;
  readonly observedAt: Date;
}

/**
 * Looks of an operation, in batches. A row that is not the whole record is read by id, because the parts asked for do not
 * come in bulk. Throws ConnectorError when the file of a completed operation has not as many lines as Shopify counted
 * objects, or its rows lie outside the window that was asked for.
 */
export async function* bulkRows(context: SourceContext, ticket: BulkTicket): AsyncGenerator<readonly Look[]> {
  if (ticket.kind !== 'order' && ticket.kind !== 'customer') {
    throw new RangeError(`no bulk operation reads records of kind ${ticket.kind}`);
  }
  const { kind } = ticket;
  const file = await resultOf(context, ticket.id);
  const looks = async (batch: readonly Row[]) => inside(ticket, await looksOf(context, kind, batch, file.observedAt));
  yield* readAhead(batchesOf(context, file), batchesAhead, looks);
}

/** Throws ConnectorError behind the last row, when the file is not whole. */
async function* batchesOf(context: SourceContext, file: ResultFile): AsyncGenerator<readonly Row[]> {
  let lines = 0;
  let broken = false;
  let batch: Row[] = [];
  // Without a row there is no file.
  for await (const line of file.url === null ? [] : downloadLines(file.url, context)) {
    if (line === '') continue;
    const parsed = rowOf(line);
    if (parsed === null) {
      broken = true;
      break;
    }
    lines += 1;
    // A child on a line of its own, which no query of ours asks for: counted and not needed.
    if (parsed.__parentId === undefined) batch.push(parsed);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  // What came counts, whatever is missing behind it.
  if (batch.length > 0) yield batch;
  if (file.objects !== null && broken)
    throw incomplete('BULK_INCOMPLETE', 'a line of the bulk operation cannot be read');
  if (file.objects !== null && lines !== file.objects) {
    throw incomplete('BULK_INCOMPLETE', `the bulk operation has ${file.objects} objects and its file ${lines} lines`);
  }
}

async function resultOf(context: SourceContext, id: string): Promise<ResultFile> {
  const operation = await bulkOperation(context, id);
  if (operation === null) throw incomplete('BULK_NOT_COMPLETED', 'the bulk operation is unknown to Shopify');
  const observedAt = new Date(operation.createdAt);
  if (operation.status === 'COMPLETED') {
    return { url: operation.url, objects: Number(operation.objectCount), observedAt };
  }
  if (operation.partialDataUrl !== null) return { url: operation.partialDataUrl, objects: null, observedAt };
  throw incomplete('BULK_NOT_COMPLETED', `the bulk operation is ${operation.status}`);
}

/** Customers are filtered by whole days, of which time zone is not said. */
const slackMs: Readonly<Record<ReadKind, number>> = { order: 1_000, customer: 2 * 86_400_000 };

/** The looks, when they are what was asked for: Shopify answers with everything where it ignores a filter. */
function inside({ kind, window }: BulkTicket, looks: readonly Look[]): readonly Look[] {
  if (window === undefined || (kind !== 'order' && kind !== 'customer')) return looks;
  const outside = looks.some(({ snapshot }) => {
    const date =
      snapshot?.kind === 'order' ? snapshot.processedAt : snapshot?.kind === 'customer' ? snapshot.createdAt : null;
    return date !== null && !isWithin(date, widened(window, slackMs[kind]));
  });
  if (!outside) return looks;
  throw incomplete('FILTER_IGNORED', 'the bulk operation brings records from outside the window that was asked for');
}

/** Null for a line that was broken off. */
function rowOf(line: string): Row | null {
  try {
    return row.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

async function looksOf(
  context: SourceContext,
  kind: ReadKind,
  rows: readonly Row[],
  observedAt: Date,
): Promise<readonly Look[]> {
  const full = rows.filter(isWholeRow);
  const others = rows.filter((candidate) => !isWholeRow(candidate));
  const { source } = context.connection();
  const looks = full.map((node) => ({
    key: { source, kind, id: digits(node.id) },
    observedAt,
    snapshot: snapshotOf(context, kind, node, source),
  }));
  const ids = others.map(({ id }) => digits(id));
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
