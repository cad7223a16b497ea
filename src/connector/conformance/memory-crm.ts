import type { FieldValue, MappedField } from '../../field-map/types.ts';
import type { Capabilities, CrmRecord, Destination, DestinationAccount, SetupPlan } from '../destination.ts';
import { ConnectorError } from '../failure.ts';
import { FaultPlan, type MemoryFaults } from './memory-faults.ts';
import { createMemoryStore, type MemoryRecord, type MemoryStore } from './memory-store.ts';
import {
  createRow,
  linkPair,
  type MemoryCrmOptions,
  type MemoryState,
  unlinkPair,
  updateRow,
} from './memory-writes.ts';

export interface MemoryCrm {
  readonly destination: Destination;
  readonly faults: MemoryFaults;
  /** The account as it is, for tests: nothing here goes through the connector. */
  readonly store: MemoryStore;
}

/**
 * A CRM of another kind than HubSpot, behind the same interface: one record per call, no unique key, links that are
 * part of the order, orders that need a contact, and conflicts that do not say with whom. It keeps the rules for
 * destinations honest; nothing outside tests uses it. Deterministic: time is the given clock, ids count up.
 */
export function createMemoryCrm(options: MemoryCrmOptions): MemoryCrm {
  const store = createMemoryStore(options.clock);
  const plan = new FaultPlan();
  const usage = createUsage();
  let fields: readonly MappedField[] | null = null;
  const state: MemoryState = { options, store, plan, bound: () => assertBound(fields), count: usage.count };

  const destination: Destination = {
    crm: 'Memory CRM',
    capabilities: capabilitiesOf(options),
    check: async () => account,
    plan: async (wanted) => planOf(wanted),
    apply: async () => undefined,
    async bind(wanted) {
      fields = wanted;
      return planOf(wanted);
    },
    create: async (object, rows) => one(rows, (row) => createRow(state, object, row)),
    update: async (object, rows) => one(rows, (row) => updateRow(state, object, row)),
    link: async (pairs) => pairs.map((pair) => linkPair(state, pair)),
    unlink: async (pairs) => pairs.map((pair) => unlinkPair(state, pair)),
    async readLinks(_label, fromIds) {
      const links = new Map<string, readonly string[]>();
      for (const id of fromIds) {
        const contactId = store.find('order', id)?.contactId ?? null;
        if (contactId !== null) links.set(id, [contactId]);
      }
      return links;
    },
    async readBack(object, refs) {
      if ('keys' in refs) throw unsupported('This CRM finds records by id alone.');
      usage.count('read', false);
      return refs.ids.flatMap((id) => {
        const record = visible(state, store.find(object, id));
        return record === null ? [] : [toRecord(state, record, id)];
      });
    },
    async list(object, cursor) {
      usage.count('list', false);
      const records = store.live(object);
      const start = cursor === null ? 0 : Number(cursor);
      const page = records.slice(start, start + listPage);
      const next = start + listPage < records.length ? String(start + listPage) : null;
      return { records: page.map((record) => toRecord(state, record, null)), next };
    },
    async *changedSince(object, since) {
      const changed = store
        .live(object)
        .filter((record) => record.updatedAt >= since && visible(state, record) !== null)
        .toSorted((left, right) => left.updatedAt.getTime() - right.updatedAt.getTime());
      if (changed.length > 0) yield changed.map((record) => toRecord(state, record, null));
    },
    async history() {
      return [];
    },
    otherWriters: async () => [],
    async archive(object, ids) {
      return ids.map((id) => {
        const record = store.find(object, id);
        if (record !== null) record.state = 'deleted';
        return record === null ? { ref: id, status: 'gone' } : { ref: id, status: 'updated', id: record.id };
      });
    },
    recordUrl: (object, id) => `memory://${object}/${id}`,
    propertyOf: (field) => (fields?.some(({ name }) => name === field) ? field : null),
    usage: usage.report,
  };
  return { destination, faults: faultsOf(state), store };
}

const account: DestinationAccount = {
  destination: 'memory/1',
  crm: 'Memory CRM',
  name: 'Memory CRM',
  accountType: 'TEST',
  currencies: ['EUR', 'JPY', 'KWD'],
  timeZone: 'UTC',
  limits: [],
  scopes: { needed: [], missing: [] },
  warnings: [],
};

const listPage = 50;
const defaultIndexAfterMs = 60_000;

function capabilitiesOf(options: MemoryCrmOptions): Capabilities {
  return {
    batch: { create: 1, update: 1, read: 1, link: 1 },
    links: 'inline',
    requiresParent: options.requiresParent,
    readYourWrites: options.readYourWrites,
    ...(options.readYourWrites === 'none' ? { readsLagMs: options.indexAfterMs ?? defaultIndexAfterMs } : {}),
    existsTellsId: false,
    window: 2,
  };
}

function createUsage() {
  let calls = 0;
  let writeCalls = 0;
  const byOperation: Record<string, number> = {};
  return {
    count(operation: string, write: boolean): void {
      calls += 1;
      if (write) writeCalls += 1;
      byOperation[operation] = (byOperation[operation] ?? 0) + 1;
    },
    report: () => ({ calls, writeCalls, byOperation: { ...byOperation }, budgets: [] }),
  };
}

function assertBound(fields: readonly MappedField[] | null): readonly MappedField[] {
  if (fields === null)
    throw new ConnectorError({ class: 'bug', code: 'NOT_BOUND', message: 'Not bound to any fields.' });
  return fields;
}

function unsupported(message: string): ConnectorError {
  return new ConnectorError({ class: 'bug', code: 'UNSUPPORTED', message });
}

function one<Row, Outcome>(rows: readonly Row[], act: (row: Row) => Outcome): Outcome[] {
  if (rows.length > 1) throw new ConnectorError({ class: 'bug', code: 'BAD_BATCH', message: 'One record per call.' });
  return rows.map(act);
}

function planOf(fields: readonly MappedField[]): SetupPlan {
  return {
    steps: fields.map(({ object, name, label, meaning }) => ({
      action: 'keep',
      object,
      property: name,
      field: name,
      label,
      reason: meaning,
    })),
    places: fields.map(({ name }) => ({ field: name, property: name, ours: true })),
    blockers: [],
    omitted: [],
  };
}

/** A record that reads show already; a fresh one is hidden where reads lag behind writes. */
function visible({ options }: MemoryState, record: MemoryRecord | null): MemoryRecord | null {
  if (record === null || options.readYourWrites === 'id') return record;
  const age = options.clock.now().getTime() - record.createdAt.getTime();
  return age >= (options.indexAfterMs ?? defaultIndexAfterMs) ? record : null;
}

function toRecord(state: MemoryState, record: MemoryRecord, askedId: string | null): CrmRecord {
  const values: Record<string, FieldValue> = {};
  for (const { name, object } of state.bound())
    if (object === record.object) values[name] = record.values[name] ?? null;
  return {
    id: record.id,
    askedId,
    key: record.key,
    members: record.members,
    values,
    emails: [record.values['contact.email'] ?? []].flat(),
    phones: [record.values['contact.phone'] ?? []].flat(),
    mergedIds: [],
    madeByUs: null,
    updatedAt: record.updatedAt,
  };
}

function faultsOf({ plan, store }: MemoryState): MemoryFaults {
  return {
    loseNextAnswer: () => plan.loseNextAnswer(),
    throttleNext: (retryAfterMs) => plan.throttleNext(retryAfterMs),
    refuse: (field, value) => plan.refuse(field, value),
    remove(object, id) {
      const record = store.find(object, id);
      if (record !== null) record.state = 'deleted';
    },
    merge: (object, loser, survivor) => store.merge(object, loser, survivor),
    edit(object, id, field, value) {
      const record = store.find(object, id);
      if (record === null) return;
      record.values = { ...record.values, [field]: value };
      store.touch(record);
    },
  };
}
