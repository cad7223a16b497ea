import type { RecordKind, WorkKey } from '../commerce/keys.ts';
import type { OrderPart } from '../commerce/order.ts';
import type { Snapshot } from '../commerce/snapshot.ts';

/** What a field map asks of a source; documents are composed from it and from the granted scopes. */
export interface ReadRequest {
  readonly orderParts: readonly OrderPart[];
}

export interface SourceAccount {
  /** Identifies the connection for ever: the shop's numeric id. */
  readonly source: string;
  readonly name: string;
  readonly domain: string;
  readonly currency: string;
  /** IANA name; a day and a month of this shop are days and months there. */
  readonly timeZone: string;
  readonly scopes: {
    readonly needed: readonly string[];
    readonly granted: readonly string[];
    readonly missing: readonly string[];
  };
  readonly apiVersion: { readonly requested: string; readonly served: string | null };
  /** How many days back orders can be seen; null = all of them. Without `read_all_orders` it is 60. */
  readonly historyDays: number | null;
  /** Sentences for people about what is not as it should be ('history limited to 60 days: …'). */
  readonly warnings: readonly string[];
}

/** One record looked at. `snapshot: null` = Shopify did not show it: never proof of a deletion. */
export interface Look {
  readonly key: WorkKey;
  /** The moment at which Shopify said so (for a bulk row: when the operation was created). */
  readonly observedAt: Date;
  readonly snapshot: Snapshot | null;
}

/** Facts that cannot be looked up again. */
export interface Evidence {
  readonly key: WorkKey;
  readonly fact: 'deleted' | 'merged into' | 'redacted';
  /** For 'merged into': the key of the survivor. */
  readonly other: WorkKey | null;
  /** 'webhook customers/merge', 'events'. */
  readonly saidBy: string;
  readonly deliveryId: string | null;
  readonly at: Date;
}

export interface Swept {
  readonly key: WorkKey;
  readonly updatedAt: Date | null;
  readonly evidence?: Evidence;
}

/** The rhythmic looks that make the product independent of webhooks. */
export type SweepName = 'orders changed' | 'customers changed' | 'returns' | 'deletions' | 'companies';

/** A half-open window of business time (`processedAt` of orders, creation of customers). */
export interface Window {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A record that the source lists, with the little that the balance needs before reading it. */
export interface Listed {
  readonly key: WorkKey;
  readonly updatedAt: Date;
  /** Orders: business date. Customers: creation. */
  readonly date: Date;
}

/** An order that somebody asked for by the name that the buyer sees. */
export interface FoundOrder {
  readonly key: WorkKey;
  readonly name: string;
  /** Business date. */
  readonly date: Date;
}

export interface BulkTicket {
  readonly id: string;
  readonly kind: RecordKind;
  /** What was asked for; rows outside it give an ignored filter away. Not known where absent. */
  readonly window?: Window;
}

export type BulkState =
  | { readonly state: 'running'; readonly objects: number }
  | { readonly state: 'completed'; readonly objects: number; readonly createdAt: Date }
  /** `partial`: the rows that were written until then can be read, and are true. */
  | { readonly state: 'failed'; readonly code: string; readonly message: string; readonly partial: boolean };

export interface WebhookSubscriptionPlan {
  readonly create: readonly string[];
  readonly keep: readonly string[];
  /** Subscriptions of ours that point to another address. */
  readonly remove: readonly { readonly id: string; readonly topic: string; readonly address: string }[];
  /** Topics that the granted scopes do not allow, with the missing scope. */
  readonly unavailable: readonly { readonly topic: string; readonly scope: string }[];
}

/** What a webhook says, reduced to what can be trusted: which records to look at, and facts that vanish. */
export type Delivery =
  | { readonly status: 'unsigned' }
  | {
      readonly status: 'signed';
      readonly deliveryId: string;
      readonly topic: string;
      readonly triggeredAt: Date | null;
      /** `known: false` = a topic that means nothing to us: answered 200 and counted. */
      readonly known: boolean;
      readonly keys: readonly WorkKey[];
      readonly evidence: readonly Evidence[];
      /** A customer asks what is held about them; the orders that the request names, by id. */
      readonly dataRequest?: { readonly key: WorkKey; readonly orders: readonly string[] };
      /** Set when the body could not be understood: answered 200 and kept as a dead letter. */
      readonly problem: string | null;
    };

export interface DeliveryRequest {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly receivedAt: Date;
}

/** Read-only by construction: no verb changes a record of the store. */
export interface Source {
  /** Reads shop, scopes and served version. Must have succeeded once before any other verb. */
  check(): Promise<SourceAccount>;
  /** One look per id, in any order. Inner connections are paged to the end. Throws ConnectorError. */
  read(kind: 'order' | 'customer', ids: readonly string[]): Promise<readonly Look[]>;
  /**
   * Orders that go by exactly this name ('#1001', '1001') or numeric id, whatever their age as far as the scopes allow.
   * Asks the store's search, which lags some seconds. Throws ConnectorError, also when the search ignored the name.
   */
  find(text: string): Promise<readonly FoundOrder[]>;
  /** Pages of records that changed in [from, to). */
  sweep(name: SweepName, from: Date, to: Date): AsyncIterable<readonly Swept[]>;
  /** Pages of everything in the window, ids only; the balance's own list, never our tables. */
  list(kind: 'order' | 'customer' | 'company', window: Window): AsyncIterable<readonly Listed[]>;
  /** How many the store says there are, counted without a limit; null when it gives only a lower bound. */
  count(kind: 'order' | 'customer' | 'company', window: Window): Promise<number | null>;
  startBulk(kind: 'order' | 'customer', window: Window): Promise<BulkTicket>;
  pollBulk(ticket: BulkTicket): Promise<BulkState>;
  cancelBulk(ticket: BulkTicket): Promise<void>;
  /**
   * Streams the rows of a completed operation in batches, or the partial rows of a failed one. Throws ConnectorError when
   * the lines of a completed one are not as many as its object count, or rows lie outside the ticket's window.
   */
  bulkRows(ticket: BulkTicket): AsyncIterable<readonly Look[]>;
  planWebhooks(address: string): Promise<WebhookSubscriptionPlan>;
  applyWebhooks(address: string, plan: WebhookSubscriptionPlan): Promise<void>;
  /** Verifies the signature on the raw bytes, then says what the delivery means. Never throws for content. */
  receive(request: DeliveryRequest): Delivery;
  /** Address of a record in the store's admin. */
  adminUrl(key: WorkKey): string;
  /** Calls made since start, by operation name, and the share of the cost bucket in use. */
  usage(): SourceUsage;
}

export interface SourceUsage {
  readonly calls: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly costSpent: number;
  readonly available: number | null;
  readonly restorePerSecond: number | null;
  /** How far the store's clock is ahead of ours, by its last answers; 0 while they agree. */
  readonly clockAheadMs: number;
}
