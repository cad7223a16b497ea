import type { LinkPair } from '../connector/destination.ts';
import type { Failure } from '../connector/failure.ts';
import type { LedgerLink } from '../ledger/contract.ts';
import { allEnded } from '../lib/all-ended.ts';
import { chunk } from '../lib/chunk.ts';
import { noticeLostOrUnread } from './notice.ts';
import type { Lane, Route } from './types.ts';

/** The link that an order's record should have; `toId: null` = none of ours. */
export interface LinkTask {
  readonly subjectId: string;
  readonly key: string;
  readonly cause: string;
  readonly fromId: string;
  readonly toId: string | null;
  readonly have: readonly LedgerLink[];
}

interface LinkRow extends LinkPair {
  readonly task: LinkTask;
}

/** Makes missing links and removes those that we made and that are not true any more. Failures by subject id; in shadow every task waits. */
export async function writeLinks(
  route: Route,
  lane: Lane,
  tasks: readonly LinkTask[],
): Promise<Map<string, Failure | null>> {
  const failures = new Map<string, Failure | null>();
  if (route.shadow === true) {
    for (const task of tasks) failures.set(task.subjectId, null);
    return failures;
  }
  const add: LinkRow[] = [];
  const remove: LinkRow[] = [];
  for (const task of tasks) {
    const row = (toId: string): LinkRow => ({
      ref: `${task.fromId}>${toId}`,
      label: 'order_contact',
      fromId: task.fromId,
      toId,
      task,
    });
    if (task.toId !== null && !task.have.some((link) => link.toId === task.toId)) add.push(row(task.toId));
    // A link that somebody else made is theirs, even where it is not ours to want.
    for (const link of task.have) if (link.madeByUs && link.toId !== task.toId) remove.push(row(link.toId));
  }
  const size = route.destination.capabilities.batch.link;
  // An order that changes hands is never without its contact meanwhile: some CRMs refuse that. So the old link stays
  // until the new one is known to be there.
  await allEnded(chunk(add, size).map((batch) => writeOne(route, lane, 'link', batch, failures)));
  await lookAtLost(route, add, failures);
  const replaced = remove.filter(({ task }) => !failures.has(task.subjectId));
  await allEnded(chunk(replaced, size).map((batch) => writeOne(route, lane, 'unlink', batch, failures)));
  return failures;
}

/** A contact that was merged or deleted in the CRM takes no link: what becomes of it is decided first, the link waits. */
async function lookAtLost(
  route: Route,
  rows: readonly LinkRow[],
  failures: Map<string, Failure | null>,
): Promise<void> {
  const failed = rows.filter(({ task }) => failures.has(task.subjectId));
  if (failed.length === 0) return;
  const lost = await noticeLostOrUnread(route, 'contact', new Set(failed.map(({ toId }) => toId)));
  for (const { toId, task } of failed) if (lost.has(toId)) failures.set(task.subjectId, null);
}

async function writeOne(
  route: Route,
  lane: Lane,
  verb: 'link' | 'unlink',
  batch: readonly LinkRow[],
  failures: Map<string, Failure | null>,
): Promise<void> {
  const destination = route.destinationAccount.destination;
  const intent = await route.ledger.intend({
    destination,
    epoch: lane.epoch,
    verb,
    object: 'order',
    now: route.clock.now(),
    rows: batch.map((row) => ({
      ref: row.ref,
      subjectId: row.task.subjectId,
      cause: row.task.cause,
      key: row.task.key,
      members: [],
      crmId: row.fromId,
      toId: row.toId,
      label: row.label,
      old: {},
      new: {},
    })),
  });
  const accepted = new Set(intent.accepted);
  const sent = batch.filter((row) => accepted.has(row.ref));
  for (const row of batch) if (!accepted.has(row.ref)) failures.set(row.task.subjectId, null);
  if (sent.length === 0) return;
  const outcomes = await route.destination[verb](
    sent.map(({ ref, label, fromId, toId }) => ({ ref, label, fromId, toId })),
  );
  const byRef = new Map(outcomes.map((outcome) => [outcome.ref, outcome]));
  const settled = [];
  for (const row of sent) {
    const outcome = byRef.get(row.ref);
    if (outcome?.status === 'done') {
      settled.push(
        verb === 'link'
          ? ({ ref: row.ref, result: 'linked', madeByUs: true } as const)
          : ({ ref: row.ref, result: 'unlinked' } as const),
      );
    } else if (outcome?.status === 'refused') {
      const { class: failureClass, code, message } = outcome.failure;
      failures.set(row.task.subjectId, outcome.failure);
      settled.push({ ref: row.ref, result: 'failed', class: failureClass, code, message } as const);
    } else {
      // Unknown: left unsettled, recovery reads the links that exist.
      failures.set(row.task.subjectId, null);
    }
  }
  await route.ledger.settle({
    destination,
    epoch: lane.epoch,
    batchId: intent.batchId,
    now: route.clock.now(),
    rows: settled,
  });
}
