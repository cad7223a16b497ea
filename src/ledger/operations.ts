import type { Kysely } from 'kysely';
import { alerts, channelStates, claimMessages, parkedCounts, saveAlerts, settleMessages } from './alerts.ts';
import { changedMembers } from './changed-members.ts';
import { claim } from './claim.ts';
import { crowdedPeople } from './crowded-people.ts';
import { answerDataRequests, dataRequests } from './data-requests.ts';
import type { Database, Tx } from './database.ts';
import { decide, decisions, undoDecision } from './decisions.ts';
import { deliveryCounts } from './deliveries.ts';
import { atHand, dueSummary, enqueue, enqueueAll } from './due-keys.ts';
import { restoreBegin, restoreEnd, restoreRows } from './dump/load.ts';
import { dumpPage, dumpTables } from './dump/pages.ts';
import { erase } from './erase.ts';
import { evidenceOf } from './evidence.ts';
import { fieldCosts } from './field-costs.ts';
import { findSubjects } from './find-subjects.ts';
import { finish } from './finish.ts';
import { foldRecords, mergedAway, subjectIdsOfRecords } from './fold-records.ts';
import { valueHash } from './hashing.ts';
import type { Input, OperationName, Output } from './inputs.ts';
import { journal } from './journal.ts';
import { laneState, otherAccounts, releaseLane, renewLane, takeLane } from './lanes.ts';
import { placeLooks, recordLooks } from './looks.ts';
import { match } from './match.ts';
import { indexRecords } from './match-index.ts';
import { membersGone } from './members-gone.ts';
import { mergeMembers } from './merge-members.ts';
import { moveCutoff } from './move-cutoff.ts';
import { observe } from './observe.ts';
import { openCases } from './open-cases.ts';
import { formerBuyers, ordersOfBuyers, ordersOnceOf } from './orders-of-people.ts';
import { parked, parkValues, unparkValues } from './parked.ts';
import { contents, forgetAll, ledgerId, unclassedSettings, unstood } from './rebuild/contents.ts';
import { applyDecisions, keptDecisions } from './rebuild/kept-decisions.ts';
import { restoreRecords } from './rebuild/restore-records.ts';
import { claimLinks, restoreLinks } from './rebuild/restored-links.ts';
import { olderRecords, stampVersions } from './record-versions.ts';
import { regroup } from './regroup.ts';
import { prune } from './retention.ts';
import { putSetting, setting, settingOnce } from './settings.ts';
import { adopt, settle } from './settle.ts';
import { stage } from './staging.ts';
import { counters, standings } from './standings.ts';
import { subjectIdsOf, subjects } from './subjects.ts';
import { takeBack } from './take-back.ts';
import { claimTask, finishTask, scheduleTask } from './tasks.ts';
import { topicsSeen } from './topics-seen.ts';
import { wake } from './wake.ts';
import { intend, unsettled } from './writes.ts';

/** What the ledger can do: each is one transaction, wherever it runs. */
export type Operations = {
  readonly [Name in OperationName]: (tx: Tx, input: Input<Name>) => Promise<Output<Name>>;
};

export const operations: Operations = {
  takeLane,
  renewLane,
  releaseLane,
  laneState,
  otherAccounts,
  enqueue,
  enqueueAll,
  claim,
  finish,
  atHand,
  dueSummary,
  wake,
  stage,
  moveCutoff,
  recordLooks,
  placeLooks,
  subjects,
  subjectIdsOf,
  subjectIdsOfRecords,
  mergedAway,
  foldRecords,
  changedMembers,
  ordersOfBuyers,
  ordersOnceOf,
  membersGone,
  formerBuyers,
  mergeMembers,
  evidenceOf,
  indexRecords,
  match,
  decide,
  undoDecision,
  decisions,
  openCases,
  intend,
  settle,
  unsettled,
  adopt,
  stampVersions,
  olderRecords,
  regroup,
  takeBack,
  observe,
  parkValues,
  unparkValues,
  valueHash,
  standings,
  counters,
  parked,
  findSubjects,
  journal,
  fieldCosts,
  deliveryCounts,
  topicsSeen,
  crowdedPeople,
  dataRequests,
  answerDataRequests,
  alerts,
  saveAlerts,
  claimMessages,
  settleMessages,
  channelStates,
  parkedCounts,
  setting,
  putSetting,
  settingOnce,
  scheduleTask,
  claimTask,
  finishTask,
  ledgerId,
  keptDecisions,
  applyDecisions,
  contents,
  unclassedSettings,
  forgetAll,
  restoreRecords,
  restoreLinks,
  claimLinks,
  unstood,
  dumpTables,
  dumpPage,
  restoreBegin,
  restoreRows,
  restoreEnd,
  erase,
  prune,
};

/**
 * Operations of one statement, which is a transaction without being told so: a database is spared two messages each time.
 * `subjects` has another one where orders are asked for; both only read.
 */
export const ofOneStatement = [
  'atHand',
  'changedMembers',
  'claimTask',
  'counters',
  'dueSummary',
  'enqueue',
  'enqueueAll',
  'finishTask',
  'otherAccounts',
  'putSetting',
  'renewLane',
  'scheduleTask',
  'setting',
  'standings',
  'subjectIdsOf',
  'subjects',
] as const satisfies readonly OperationName[];

const withoutTransaction: ReadonlySet<OperationName> = new Set(ofOneStatement);

/** Runs an operation as one transaction of its own. */
export function runOperation<Name extends OperationName>(
  db: Kysely<Database>,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  const operation: (tx: Tx, input: Input<Name>) => Promise<Output<Name>> = operations[name];
  return withoutTransaction.has(name) ? operation(db, input) : db.transaction().execute((tx) => operation(tx, input));
}
