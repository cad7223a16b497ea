import { z } from 'zod';
import type { WorkKey } from '../../../commerce/keys.ts';
import type { Snapshot } from '../../../commerce/snapshot.ts';
import { ConnectorError, failureOf } from '../../../connector/failure.ts';
import type { Look } from '../../../connector/source.ts';
import { chunk } from '../../../lib/chunk.ts';
import { mayBeTooLarge } from '../client/http-failures.ts';
import type { Priority } from '../client/pacer.ts';
import type { SourceContext } from '../context.ts';
import type { Operation } from '../documents/operation.ts';
import { customersByIds, ordersByIds } from '../documents/records.ts';
import { customerFrom } from '../parse/customer.ts';
import { toGid } from '../parse/ids.ts';
import { customerNode, orderNode } from '../parse/nodes.ts';
import { orderFrom } from '../parse/order.ts';
import { withWholeConnections } from './connections.ts';
import { inParallel } from './in-parallel.ts';

export type ReadKind = 'order' | 'customer';

/** Records a call. Its cost is the same for one and for many; size and time of the answer set the limit. */
const perCall: Readonly<Record<ReadKind, number>> = { order: 25, customer: 100 };

/** The bucket decides how fast calls may follow each other; this hides the time that each takes. */
const callsAtOnce = 8;

const answer = z.object({ nodes: z.array(z.looseObject({ __typename: z.string() }).nullable()) });
type RawNode = NonNullable<z.infer<typeof answer>['nodes'][number]>;

/** One look for each id; `snapshot: null` where Shopify shows nothing. Throws ConnectorError. */
export async function readByIds(
  context: SourceContext,
  kind: ReadKind,
  ids: readonly string[],
  priority: Priority,
): Promise<readonly Look[]> {
  const runs = chunk([...new Set(ids)], perCall[kind]);
  const looks = await inParallel(runs, callsAtOnce, (run) => readRun(context, kind, run, priority));
  return looks.flat();
}

/** One call; after a server fault or a timeout its halves, each on its own. */
async function readRun(
  context: SourceContext,
  kind: ReadKind,
  ids: readonly string[],
  priority: Priority,
): Promise<readonly Look[]> {
  try {
    return await readOnce(context, kind, ids, priority);
  } catch (error) {
    if (ids.length === 1 || !mayBeTooLarge(failureOf(error))) throw error;
    const halves = chunk(ids, Math.ceil(ids.length / 2));
    const looks: Look[] = [];
    for (const half of halves) looks.push(...(await readRun(context, kind, half, priority)));
    return looks;
  }
}

async function readOnce(
  context: SourceContext,
  kind: ReadKind,
  ids: readonly string[],
  priority: Priority,
): Promise<readonly Look[]> {
  const type = kind === 'order' ? 'Order' : 'Customer';
  const gids = ids.map((id) => toGid(type, id));
  const { source } = context.connection();
  const { data, sentAt } = await context.client.call(documentFor(context, kind), { ids: gids }, answer, priority);
  if (data.nodes.length !== ids.length) throw unexpected(`${data.nodes.length} nodes for ${ids.length} ids`);
  return inParallel(ids, 1, async (id, index) => {
    const key: WorkKey = { source, kind, id };
    const node = data.nodes[index];
    // An id of another kind of record is answered by that record, with nothing but its type.
    if (node?.__typename !== type) return { key, observedAt: sentAt, snapshot: null };
    return { key, observedAt: sentAt, snapshot: await snapshotOf(context, kind, node, priority) };
  });
}

function documentFor({ request, connection }: SourceContext, kind: ReadKind): Operation {
  return kind === 'order' ? ordersByIds(request.orderParts, connection().granted) : customersByIds();
}

async function snapshotOf(
  context: SourceContext,
  kind: ReadKind,
  node: RawNode,
  priority: Priority,
): Promise<Snapshot> {
  const { source } = context.connection();
  if (kind === 'customer') return customerFrom(parseNode(customerNode, node), source, context.links);
  const whole = await withWholeConnections(context.client, parseNode(orderNode, node), priority);
  return orderFrom(whole, source, context.links);
}

/** A record in its expected form. Names the places that are not, never their values. */
export function parseNode<T>(schema: z.ZodType<T>, node: unknown): T {
  const parsed = schema.safeParse(node);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.slice(0, 5).map(({ path }) => path.map(String).join('.'));
  throw unexpected(`a record whose ${places.join(', ')} has another form than the schema says`);
}

function unexpected(what: string): ConnectorError {
  return new ConnectorError({ class: 'bug', code: 'UNEXPECTED_SHAPE', message: `Shopify answered ${what}` });
}
