import type { EnqueueInput, Ledger } from './contract.ts';
import { DatabaseAwayError } from './errors.ts';
import { inGroups } from './in-groups.ts';
import type { Input, OperationName, Output } from './inputs.ts';

/** Where operations run: in this thread on a PostgreSQL server, or in a worker thread on the embedded database. */
export interface Connection {
  /** No other process can have the database. */
  readonly exclusive: boolean;
  run<Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>>;
  snapshot: Ledger['snapshot'];
  atOnce: Ledger['atOnce'];
  /** Waits for what is running, then lets go of the database. Later calls are refused. */
  close(): Promise<void>;
}

/** One of them may wait for a row that the loop has locked. */
const groupsAtOnce = 2;
const deliveriesTogether = 50;

/** The ledger over a connection. Written out, so that a name that is missing here does not compile. */
export function ledgerOver(connection: Connection): Ledger {
  return {
    ...holding(connection),
    ...outliving(connection),
    ...telling(connection),
    ...accepting(connection),
    exclusive: connection.exclusive,
    snapshot: (work) => connection.snapshot(work),
    atOnce: (work) => connection.atOnce(work),
    claim: (input) => connection.run('claim', input),
    finish: (input) => connection.run('finish', input),
    atHand: (input) => connection.run('atHand', input),
    dueSummary: (input) => connection.run('dueSummary', input),
    wake: (input) => connection.run('wake', input),
    stage: (input) => connection.run('stage', input),
    moveCutoff: (input) => connection.run('moveCutoff', input),
    recordLooks: (input) => connection.run('recordLooks', input),
    placeLooks: (input) => connection.run('placeLooks', input),
    subjects: (input) => connection.run('subjects', input),
    subjectIdsOf: (input) => connection.run('subjectIdsOf', input),
    subjectIdsOfRecords: (input) => connection.run('subjectIdsOfRecords', input),
    mergedAway: (input) => connection.run('mergedAway', input),
    foldRecords: (input) => connection.run('foldRecords', input),
    changedMembers: (input) => connection.run('changedMembers', input),
    ordersOfBuyers: (input) => connection.run('ordersOfBuyers', input),
    membersGone: (input) => connection.run('membersGone', input),
    formerBuyers: (input) => connection.run('formerBuyers', input),
    ordersOnceOf: (input) => connection.run('ordersOnceOf', input),
    mergeMembers: (input) => connection.run('mergeMembers', input),
    evidenceOf: (input) => connection.run('evidenceOf', input),
    indexRecords: (input) => connection.run('indexRecords', input),
    match: (input) => connection.run('match', input),
    decide: (input) => connection.run('decide', input),
    undoDecision: (input) => connection.run('undoDecision', input),
    openCases: (input) => connection.run('openCases', input),
    decisions: (input) => connection.run('decisions', input),
    intend: (input) => connection.run('intend', input),
    settle: (input) => connection.run('settle', input),
    unsettled: (input) => connection.run('unsettled', input),
    adopt: (input) => connection.run('adopt', input),
    stampVersions: (input) => connection.run('stampVersions', input),
    olderRecords: (input) => connection.run('olderRecords', input),
    regroup: (input) => connection.run('regroup', input),
    takeBack: (input) => connection.run('takeBack', input),
    observe: (input) => connection.run('observe', input),
    parkValues: (input) => connection.run('parkValues', input),
    unparkValues: (input) => connection.run('unparkValues', input),
    valueHash: (input) => connection.run('valueHash', input),
    standings: (input) => connection.run('standings', input),
    counters: (input) => connection.run('counters', input),
    parked: (input) => connection.run('parked', input),
    findSubjects: (input) => connection.run('findSubjects', input),
    journal: (input) => connection.run('journal', input),
    fieldCosts: (input) => connection.run('fieldCosts', input),
    deliveryCounts: (input) => connection.run('deliveryCounts', input),
    crowdedPeople: (input) => connection.run('crowdedPeople', input),
    topicsSeen: (input) => connection.run('topicsSeen', input),
    setting: (input) => connection.run('setting', input),
    putSetting: (input) => connection.run('putSetting', input),
    settingOnce: (input) => connection.run('settingOnce', input),
    scheduleTask: (input) => connection.run('scheduleTask', input),
    claimTask: (input) => connection.run('claimTask', input),
    finishTask: (input) => connection.run('finishTask', input),
    prune: (input) => connection.run('prune', input),
    close: () => connection.close(),
  };
}

/** Who writes to which account. */
function holding(connection: Connection) {
  return {
    takeLane: (input) => connection.run('takeLane', input),
    renewLane: (input) => connection.run('renewLane', input),
    releaseLane: (input) => connection.run('releaseLane', input),
    laneState: (input) => connection.run('laneState', input),
    otherAccounts: (input) => connection.run('otherAccounts', input),
  } satisfies Partial<Ledger>;
}

/** What may have changed. Whoever sends a webhook waits for the answer: those that come together are stored together. */
function accepting(connection: Connection) {
  const accept = inGroups((inputs: readonly EnqueueInput[]) => connection.run('enqueueAll', { inputs }), {
    ...{ atOnce: groupsAtOnce, most: deliveriesTogether },
    isEverybodys: (error) => error instanceof DatabaseAwayError,
  });
  return {
    enqueue: (input) => (input.delivery === null ? connection.run('enqueue', input) : accept(input)),
    enqueueAll: (input) => connection.run('enqueueAll', input),
  } satisfies Partial<Ledger>;
}

/** Who has been told of what. */
function telling(connection: Connection) {
  return {
    dataRequests: (input) => connection.run('dataRequests', input),
    answerDataRequests: (input) => connection.run('answerDataRequests', input),
    alerts: (input) => connection.run('alerts', input),
    saveAlerts: (input) => connection.run('saveAlerts', input),
    claimMessages: (input) => connection.run('claimMessages', input),
    settleMessages: (input) => connection.run('settleMessages', input),
    channelStates: (input) => connection.run('channelStates', input),
    parkedCounts: (input) => connection.run('parkedCounts', input),
  } satisfies Partial<Ledger>;
}

/** What fills a ledger anew, and what is kept of it elsewhere. */
function outliving(connection: Connection) {
  return {
    ledgerId: (input) => connection.run('ledgerId', input),
    keptDecisions: (input) => connection.run('keptDecisions', input),
    applyDecisions: (input) => connection.run('applyDecisions', input),
    contents: (input) => connection.run('contents', input),
    unclassedSettings: (input) => connection.run('unclassedSettings', input),
    forgetAll: (input) => connection.run('forgetAll', input),
    restoreRecords: (input) => connection.run('restoreRecords', input),
    restoreLinks: (input) => connection.run('restoreLinks', input),
    claimLinks: (input) => connection.run('claimLinks', input),
    unstood: (input) => connection.run('unstood', input),
    dumpTables: (input) => connection.run('dumpTables', input),
    dumpPage: (input) => connection.run('dumpPage', input),
    restoreBegin: (input) => connection.run('restoreBegin', input),
    restoreRows: (input) => connection.run('restoreRows', input),
    restoreEnd: (input) => connection.run('restoreEnd', input),
    erase: (input) => connection.run('erase', input),
  } satisfies Partial<Ledger>;
}
