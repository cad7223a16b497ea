import { z } from 'zod';
import type { LinkOutcome, LinkPair } from '../../connector/destination.ts';
import { ConnectorError, type Failure } from '../../connector/failure.ts';
import type { LinkLabel } from '../../field-map/types.ts';
import { chunk, groupBy } from '../../lib/chunk.ts';
import { linksReadSchema, linksWrittenSchema, type Problem } from './answers.ts';
import type { Binding } from './binding.ts';
import type { Client } from './client.ts';
import { contextTexts, isRefusal } from './errors.ts';

/** HubSpot docs: inputs per batch of associations when writing and when reading. */
export const linkLimit = 2_000;
const readLimit = 1_000;

/** Both ends of a link, as HubSpot names them. Every label we keep goes from an order to its contact. */
const ends: Readonly<Record<LinkLabel, { readonly from: string; readonly to: string }>> = {
  order_contact: { from: 'orders', to: 'contacts' },
};

/** Links that exist already are a success. What an answer does not mention is looked up, because links read at once. */
export async function linkRecords(
  client: Client,
  binding: Binding,
  pairs: readonly LinkPair[],
): Promise<LinkOutcome[]> {
  const outcomes: LinkOutcome[] = [];
  for (const [label, ofLabel] of groupBy(pairs, (pair) => pair.label)) {
    for (const part of chunk(ofLabel, linkLimit)) outcomes.push(...(await linkPart(client, binding, label, part)));
  }
  return outcomes;
}

async function linkPart(
  client: Client,
  binding: Binding,
  label: LinkLabel,
  pairs: readonly LinkPair[],
): Promise<LinkOutcome[]> {
  const [first] = pairs;
  if (first === undefined) return [];
  let problems: readonly Problem[];
  let refused = false;
  const done = new Set<string>();
  try {
    const answer = await sendLinks(client, binding, label, pairs);
    for (const { fromObjectId, toObjectId } of answer.results) done.add(`${fromObjectId}/${toObjectId}`);
    problems = answer.errors;
  } catch (error) {
    if (!isRefusal(error) || error.problem === null) {
      return pairs.map(({ ref }) => notAnswered(ref, error));
    }
    problems = [error.problem];
    refused = true;
  }
  const open = pairs.filter((pair) => !done.has(nameOf(pair)));
  const settled = pairs
    .filter((pair) => done.has(nameOf(pair)))
    .map(({ ref }): LinkOutcome => ({ ref, status: 'done' }));
  if (open.length === 0) return settled;
  return [...settled, ...(await settleOpen(client, binding, label, open, problems, refused))];
}

async function settleOpen(
  client: Client,
  binding: Binding,
  label: LinkLabel,
  open: readonly LinkPair[],
  problems: readonly Problem[],
  refused: boolean,
): Promise<LinkOutcome[]> {
  const existing = refused
    ? null
    : await readLinks(client, label, [...new Set(open.map(({ fromId }) => fromId))]).catch(() => null);
  const outcomes: LinkOutcome[] = [];
  const unexplained: LinkPair[] = [];
  for (const pair of open) {
    const problem = problems.find(({ context }) => names(context, pair));
    if (existing?.get(pair.fromId)?.includes(pair.toId)) outcomes.push({ ref: pair.ref, status: 'done' });
    else if (problem !== undefined) outcomes.push({ ref: pair.ref, status: 'refused', failure: refusedLink(problem) });
    else unexplained.push(pair);
  }
  const [only] = unexplained;
  const [problem] = problems;
  if (only === undefined) return outcomes;
  if (problem === undefined) return [...outcomes, ...unexplained.map(({ ref }) => notMentioned(ref))];
  if (open.length === 1) return [...outcomes, { ref: only.ref, status: 'refused', failure: refusedLink(problem) }];
  // Not every error names its link; linking again is harmless, so halves find it.
  const middle = Math.ceil(unexplained.length / 2);
  const halves = [unexplained.slice(0, middle), unexplained.slice(middle)];
  const found = await Promise.all(halves.map((half) => linkPart(client, binding, label, half)));
  return [...outcomes, ...found.flat()];
}

async function sendLinks(client: Client, binding: Binding, label: LinkLabel, pairs: readonly LinkPair[]) {
  const { from, to } = ends[label];
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: binding.orderToContact }];
  const unique = new Map(pairs.map((pair) => [nameOf(pair), pair]));
  const inputs = [...unique.values()].map(({ fromId, toId }) => ({ from: { id: fromId }, to: { id: toId }, types }));
  const path = `/crm/associations/${client.version}/${from}/${to}/batch/create`;
  return client.send(
    { operation: 'links.batch.create', method: 'POST', path, body: { inputs }, kind: 'repeatable write' },
    linksWrittenSchema,
  );
}

/** Removes the links between the given records; what is not there is not an error. */
export async function unlinkRecords(client: Client, pairs: readonly LinkPair[]): Promise<LinkOutcome[]> {
  const outcomes: LinkOutcome[] = [];
  for (const [label, ofLabel] of groupBy(pairs, (pair) => pair.label)) {
    for (const part of chunk(ofLabel, linkLimit)) outcomes.push(...(await unlinkPart(client, label, part)));
  }
  return outcomes;
}

async function unlinkPart(client: Client, label: LinkLabel, pairs: readonly LinkPair[]): Promise<LinkOutcome[]> {
  const { from, to } = ends[label];
  const byFrom = groupBy(pairs, ({ fromId }) => fromId);
  const inputs = [...byFrom].map(([id, rows]) => ({ from: { id }, to: rows.map(({ toId }) => ({ id: toId })) }));
  const path = `/crm/associations/${client.version}/${from}/${to}/batch/archive`;
  try {
    await client.send(
      { operation: 'links.batch.archive', method: 'POST', path, body: { inputs }, kind: 'repeatable write' },
      z.unknown(),
    );
    return pairs.map(({ ref }) => ({ ref, status: 'done' }));
  } catch (error) {
    if (!isRefusal(error) || pairs.length === 1) return pairs.map(({ ref }) => notAnswered(ref, error));
    // One link spoils the call and HubSpot does not say which: halves, until it is alone.
    const middle = Math.ceil(pairs.length / 2);
    const halves = [pairs.slice(0, middle), pairs.slice(middle)];
    return (await Promise.all(halves.map((half) => unlinkPart(client, label, half)))).flat();
  }
}

/** CRM ids linked from each record; records without links have no entry, as HubSpot leaves them out. */
export async function readLinks(
  client: Client,
  label: LinkLabel,
  fromIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { from, to } = ends[label];
  const path = `/crm/associations/${client.version}/${from}/${to}/batch/read`;
  const found = new Map<string, string[]>();
  const queue: { id: string; after?: string }[] = [...new Set(fromIds)].map((id) => ({ id }));
  while (queue.length > 0) {
    const inputs = queue.splice(0, readLimit);
    const answer = await client.send(
      { operation: 'links.batch.read', method: 'POST', path, body: { inputs }, kind: 'read' },
      linksReadSchema,
    );
    for (const { from: record, to: linked, paging } of answer.results) {
      const ids = found.get(record.id) ?? [];
      for (const { toObjectId } of linked) if (!ids.includes(toObjectId)) ids.push(toObjectId);
      if (ids.length > 0) found.set(record.id, ids);
      if (paging !== null) queue.push({ id: record.id, after: paging });
    }
  }
  return found;
}

function nameOf({ fromId, toId }: LinkPair): string {
  return `${fromId}/${toId}`;
}

function names(context: Problem['context'], { fromId, toId }: LinkPair): boolean {
  const ids = [
    ...contextTexts(context, 'id'),
    ...contextTexts(context, 'ids'),
    ...contextTexts(context, 'fromObjectId'),
    ...contextTexts(context, 'toObjectId'),
  ];
  return ids.includes(fromId) || ids.includes(toId);
}

function refusedLink(problem: Problem): Failure {
  const code = problem.category ?? 'REFUSED';
  return {
    class: 'record',
    code,
    message: `HubSpot refused to link these two records (${code}): one may be gone, or the account limits such links.`,
  };
}

function notMentioned(ref: string): LinkOutcome {
  const message = "HubSpot's answer does not mention this link, and it is not there.";
  return { ref, status: 'unknown', failure: { class: 'transient', code: 'NOT_MENTIONED', message } };
}

function notAnswered(ref: string, error: unknown): LinkOutcome {
  if (!(error instanceof ConnectorError)) throw error;
  const refused = error.failure.class === 'record' || error.failure.class === 'bug';
  return { ref, status: refused ? 'refused' : 'unknown', failure: error.failure };
}
