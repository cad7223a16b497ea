import assert from 'node:assert/strict';
import { formatKey, type RecordKind, type WorkKey } from '../../src/commerce/keys.ts';
import type { PersonMember } from '../../src/field-map/types.ts';
import type { ClaimedKey, DueKey, KeyOutcome, Ledger, ObservedMember, OrderFacts } from '../../src/ledger/contract.ts';

let scopes = 0;

/** A time in the past of the database, so that due times and leases can be told apart. */
export const noon = new Date('2026-10-07T12:00:00.000Z');

export function at(minutes: number): Date {
  return new Date(noon.getTime() + minutes * 60_000);
}

/** A store and a CRM account that no other test has, and the lane between them, held. */
export interface Scope {
  readonly ledger: Ledger;
  readonly lane: string;
  readonly source: string;
  readonly epoch: number;
  key(kind: RecordKind, id: string | number): WorkKey;
  due(kind: RecordKind, id: string | number, change?: Partial<DueKey>): DueKey;
  enqueue(...keys: readonly DueKey[]): Promise<void>;
  claim(change?: { source?: string; limit?: number; leaseMs?: number; now?: Date }): Promise<readonly ClaimedKey[]>;
  finish(claimed: readonly ClaimedKey[], outcome?: KeyOutcome, now?: Date): Promise<void>;
}

export const matching: KeyOutcome = { type: 'done', standing: { state: 'matching' }, lookAgainAt: null };

export function failed(retryAt: Date | null): KeyOutcome {
  return { type: 'failed', class: 'transient', code: 'HTTP_503', message: 'the CRM is away', retryAt };
}

export async function openScope(ledger: Ledger): Promise<Scope> {
  scopes += 1;
  const lane = `crm/${scopes}`;
  const source = String(548_380_000 + scopes);
  const taken = await ledger.takeLane({ destination: lane, holder: 'test', leaseMs: 600_000 });
  assert.ok(taken.taken);
  const { epoch } = taken;
  const key = (kind: RecordKind, id: string | number): WorkKey => ({ source, kind, id: String(id) });
  return {
    ledger,
    lane,
    source,
    epoch,
    key,
    due: (kind, id, change) => ({ key: key(kind, id), priority: 10, dueAt: noon, cause: 'history', ...change }),
    enqueue: async (...keys) => {
      await ledger.enqueue({ lane, keys, evidence: [], delivery: null });
    },
    claim: (change) => ledger.claim({ lane, source, epoch, now: noon, limit: 100, leaseMs: 60_000, ...change }),
    finish: (claimed, outcome = matching, now = noon) =>
      ledger.finish({ lane, epoch, now, results: claimed.map(({ key, version }) => ({ key, version, outcome })) }),
  };
}

export function ids(claimed: readonly { readonly key: WorkKey }[]): string[] {
  return claimed.map(({ key }) => key.id);
}

export function person(key: WorkKey, change: Partial<PersonMember> & { readonly observedAt?: Date } = {}) {
  const { observedAt = noon, ...facts } = change;
  const member: PersonMember = {
    key,
    createdAt: '2026-10-01T00:00:00.000Z',
    updatedAt: '2026-10-01T00:00:00.000Z',
    firstName: 'Jane',
    lastName: 'Doe',
    email: null,
    phone: null,
    adminUrl: `https://admin.shopify.com/store/x/customers/${key.id}`,
    ...facts,
  };
  const look: ObservedMember = { key, observedAt, facts: { type: 'person', person: member } };
  return look;
}

export function order(key: WorkKey, change: Partial<OrderFacts> & { readonly observedAt?: Date } = {}) {
  const { observedAt = noon, ...facts } = change;
  const values: OrderFacts = {
    key,
    name: `#${key.id}`,
    createdAt: '2026-10-01T00:00:00.000Z',
    processedAt: '2026-10-01T00:00:00.000Z',
    updatedAt: '2026-10-01T00:00:00.000Z',
    test: false,
    day: '2026-10-01',
    cancelledAt: null,
    voided: false,
    currency: 'EUR',
    gross: '100.00',
    refunded: '0.00',
    current: '100.00',
    net: '100.00',
    buyer: null,
    company: false,
    firstVisit: null,
    ...facts,
  };
  const look: ObservedMember = { key, observedAt, facts: { type: 'order', order: values } };
  return look;
}

/** The only subject of a member that was looked at. */
export async function subjectOf(ledger: Ledger, key: WorkKey): Promise<string> {
  const text = formatKey(key);
  const subject = (await ledger.subjectIdsOf({ keys: [text] }))[text];
  assert.ok(subject !== undefined, `${text} has a subject`);
  return subject;
}
