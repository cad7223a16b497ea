import type { Delivery, DeliveryRequest } from '../connector/source.ts';
import type { KnownCosts } from '../field-map/describe.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log, OnProgress } from '../sync/types.ts';
import type {
  DumpDocument,
  MonthDocument,
  Pair,
  PausedDocument,
  SyncDocument,
  TakeBackDocument,
} from './control-documents.ts';
import type { ExplainDocument, StatusDocument } from './documents.ts';
import type { Health } from './health.ts';
import type { DecidedDocument, PreviewDocument, ReviewDocument, ReviewOrder, UndoOrder } from './identity/documents.ts';
import type { NewContactsRequest } from './identity/new-contacts.ts';
import type { PlanDocument } from './identity/plan.ts';
import type { PreviewRequest } from './identity/preview.ts';
import type { EraseDocument, PersonDocument, RequestsDocument } from './privacy/documents.ts';
import type { CoverageDocument } from './readiness/coverage.ts';
import type { LaunchState } from './readiness/launch-state.ts';

export type SignedDelivery = Extract<Delivery, { status: 'signed' }>;

/** What the webhook intake needs. */
export interface IntakeContext {
  /** Verifies the signature on the raw bytes and says what the delivery means; never throws for content. */
  receive(request: DeliveryRequest): Delivery;
  /** Commits delivery, evidence and due keys; rejects when the ledger is away. */
  accept(delivery: SignedDelivery): Promise<{ readonly duplicate: boolean }>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HealthContext {
  /** Null = no password; allowed on a loopback address only. */
  readonly password: string | null;
  health(): Promise<Health>;
}

export interface BackfillRequest {
  /** First day, '2026-01-31', in the store's time zone. */
  readonly since: string;
  readonly onProgress: OnProgress;
  readonly onMonth: (month: MonthDocument) => void;
  readonly signal?: AbortSignal;
}

/** What a running service, or a command that opened the ledger itself, can tell and do. */
export interface Answers {
  pair(): Promise<Pair>;
  status(options: { readonly full: boolean; readonly onProgress: OnProgress }): Promise<StatusDocument>;
  explain(text: string): Promise<ExplainDocument>;
  /** Which events are heard, and what came of them. */
  coverage(): Promise<CoverageDocument>;
  /** What accounts and ledger know of a launch. */
  launch(): Promise<LaunchState>;
  paused(): Promise<PausedDocument>;
  /** Nothing is written from the next pass on. What the brake has stopped stays stopped by the brake. */
  pause(reason: string): Promise<PausedDocument>;
  /** Writing goes on; what the brake had stopped may happen for a day. */
  resume(): Promise<PausedDocument>;
  /** What the fields of the map have to do with: records, versions, trouble. */
  fieldCosts(): Promise<KnownCosts>;
  /** Brings one order; only says what it would write with `dryRun`. */
  sync(options: { readonly text: string; readonly dryRun: boolean }): Promise<SyncDocument>;
  /** Takes back what `sync` brought; only says what that would do with `dryRun`. */
  undo(options: { readonly text: string; readonly dryRun: boolean }): Promise<TakeBackDocument>;
  backfill(request: BackfillRequest): Promise<void>;
  /** What a history since a day would do to the CRM's contacts; nothing is written. */
  /** What accepting the configured version of map and rules would change; null = it is in force. */
  plan(options: { readonly onProgress: OnProgress }): Promise<PlanDocument | null>;
  acceptPlan(options: { readonly by: string }): Promise<{ readonly due: number }>;
  /** Who has to be decided, with the evidence, and what was decided. */
  review(): Promise<ReviewDocument>;
  decide(order: ReviewOrder): Promise<DecidedDocument>;
  undoDecision(order: UndoOrder): Promise<DecidedDocument>;
  previewIdentity(request: PreviewRequest): Promise<PreviewDocument>;
  /** How many contacts a history since a day would make; null = not counted, because it cannot be more than may be made. */
  newContacts(request: NewContactsRequest): Promise<number | null>;
  /** Everything that the ledger holds about one person, by customer number, Shopify ID or e-mail. */
  person(text: string): Promise<PersonDocument>;
  /** Customers who have asked what is held about them and have no answer yet. */
  dataRequests(): Promise<RequestsDocument>;
  /** Somebody has answered this customer; how many requests that ends. */
  answeredRequest(text: string): Promise<{ readonly answered: number }>;
  /** Forgets one person; only says what that would be with `dryRun`. */
  erase(options: { readonly text: string; readonly dryRun: boolean }): Promise<EraseDocument>;
  /** Copies the ledger into a file, between two passes. */
  dump(file: string): Promise<DumpDocument>;
}

export interface ControlContext {
  readonly pid: number;
  readonly version: string;
  readonly answers: Answers;
}

/** What a Hono app of any environment offers. */
export interface FetchApp {
  readonly fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
}

/** The product's HTTP sides. Their room lies above this one, so whoever starts a service hands them in. */
export interface HttpApps {
  intake(context: IntakeContext): FetchApp;
  /** Module of a thread that serves the same (intake-thread.ts). */
  readonly intakeThread: URL;
  health(context: HealthContext): FetchApp;
  control(context: ControlContext): FetchApp;
}
