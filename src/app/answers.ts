import { writeDump } from '../ledger/dump/write-dump.ts';
import { dayStart } from '../lib/zoned.ts';
import { backfill, NobodyWorksError } from '../sync/backfill.ts';
import { releaseBrake } from '../sync/brake.ts';
import { pause, pauseOf, resume } from '../sync/pause.ts';
import type { Route } from '../sync/types.ts';
import { LaneTakenError } from '../sync/with-lane.ts';
import { pairOf } from './consent.ts';
import type { PausedDocument } from './control-documents.ts';
import { costsIn } from './fields/costs-in.ts';
import type { Answers } from './http-apps.ts';
import { newContacts } from './identity/new-contacts.ts';
import { acceptPlan, planDocument } from './identity/plan.ts';
import { previewDocument } from './identity/preview.ts';
import { decideReview, reviewDocument, undoDecision } from './identity/review.ts';
import { requireOnlyAccount } from './one-account.ts';
import { syncOne, undoOne } from './operator.ts';
import { refuseOtherWriters } from './other-writers.ts';
import { erasePerson } from './privacy/erase.ts';
import { personDocument } from './privacy/person.ts';
import { answerRequest, requestsDocument } from './privacy/requests.ts';
import { coverageOf } from './readiness/coverage.ts';
import { launchStateOf } from './readiness/launch-state.ts';
import { explainDocument, type Served, statusOf } from './status.ts';
import type { LaneAccess } from './turns.ts';

/** Answers from a route that is open in this process. */
export function answersOf(route: Route, served: Served, lane: LaneAccess): Answers {
  const { ledger, clock } = route;
  const { destination } = route.destinationAccount;
  return {
    pair: async () => pairOf(route),
    status: (options) => statusOf(route, served, options),
    explain: (text) => explainDocument(route, text),
    coverage: () => coverageOf(route, served.webhookAddress),
    launch: () => launchStateOf(route),
    paused: () => pausedDocument(route),
    pause: async (reason) => {
      // A pause of the brake stays one: whoever resumes has to know what it lets happen.
      const by = (await pauseOf(ledger, destination))?.by === 'brake' ? null : 'a person';
      if (by !== null) await pause(ledger, destination, { since: clock.now(), by, reason });
      return pausedDocument(route);
    },
    resume: async () => {
      const now = await pauseOf(ledger, destination);
      if (now?.by === 'brake') await releaseBrake(route);
      await resume(ledger, destination);
      return pausedDocument(route);
    },
    fieldCosts: () => costsIn(ledger, clock),
    sync: (options) => syncOne(route, lane, options),
    undo: (options) => undoOne(route, lane, options),
    plan: ({ onProgress }) => planDocument(route, onProgress),
    acceptPlan: ({ by }) => acceptPlan(route, lane, by),
    review: () => reviewDocument(route),
    decide: (order) => decideReview(route, lane, order),
    undoDecision: (order) => undoDecision(route, lane, order),
    previewIdentity: (request) => previewDocument(route, request),
    newContacts: (request) => newContacts(route, request),
    person: (text) => personDocument(route, text),
    dataRequests: () => requestsDocument(route),
    answeredRequest: (text) => answerRequest(route, text),
    erase: (options) => erasePerson(route, options),
    dump: (file) => lane.alone(() => writeDump(ledger, file, { at: clock.now() })),
    backfill: async (request) => {
      await requireOnlyAccount(route);
      await refuseOtherWriters(route);
      const options = { ...request, since: dayStart(request.since, route.sourceAccount.timeZone) };
      if (lane.looping) return backfill(route, null, options);
      for (;;) {
        try {
          return await lane.alone((own) => backfill(route, own, options));
        } catch (error) {
          if (!(error instanceof LaneTakenError)) throw error;
        }
        try {
          return await backfill(route, null, options);
        } catch (error) {
          // Whoever had the lane has ended: what it left is worked here.
          if (!(error instanceof NobodyWorksError)) throw error;
        }
      }
    },
  };
}

async function pausedDocument({ ledger, clock, sourceAccount, destinationAccount }: Route): Promise<PausedDocument> {
  const { destination } = destinationAccount;
  const now = await pauseOf(ledger, destination);
  const { ready, leased } = await ledger.dueSummary({
    lane: destination,
    source: sourceAccount.source,
    now: clock.now(),
  });
  const known = now === null ? null : { since: now.since.toISOString(), by: now.by, reason: now.reason };
  return { destination, pause: known, waiting: ready + leased };
}
