import type { CrmObject, FieldValue, MappedField } from '../../field-map/types.ts';
import type { Clock } from '../../lib/clock.ts';
import type { CreateRow, LinkOutcome, LinkPair, UpdateRow, WriteOutcome } from '../destination.ts';
import type { Failure } from '../failure.ts';
import type { FaultPlan } from './memory-faults.ts';
import type { MemoryStore } from './memory-store.ts';

export interface MemoryCrmOptions {
  readonly clock: Clock;
  /**
   * How a record just written can be found: by its id, or not at all until it is `indexAfterMs` old (reads lag behind
   * writes). Never by our key, which this CRM keeps as a plain text.
   */
  readonly readYourWrites: 'id' | 'none';
  /** Only for readYourWrites 'none'. */
  readonly indexAfterMs?: number;
  /** An order is refused without its contact. */
  readonly requiresParent: boolean;
}

/** The account, its options and its planned faults, as the verbs see them. */
export interface MemoryState {
  readonly options: MemoryCrmOptions;
  readonly store: MemoryStore;
  readonly plan: FaultPlan;
  readonly bound: () => readonly MappedField[];
  readonly count: (operation: string, write: boolean) => void;
}

/** Runs a write and then, where that is planned, loses its answer. */
function write(state: MemoryState, ref: string, operation: string, act: () => WriteOutcome): WriteOutcome {
  state.count(operation, true);
  const throttled = state.plan.takeThrottle();
  if (throttled !== null) return { ref, status: 'not written', failure: throttled };
  const outcome = act();
  const lost = state.plan.takeLostAnswer();
  return lost === null ? outcome : { ref, status: 'unknown', failure: lost };
}

export function createRow(state: MemoryState, object: CrmObject, row: CreateRow): WriteOutcome {
  return write(state, row.ref, 'create', () => {
    const values = ownedValues(state, object, row);
    const refused = refusal(state, row.ref, values);
    if (refused !== null) return refused;
    const contactId = row.links?.find(({ label }) => label === 'order_contact')?.toId ?? null;
    if (object === 'order' && state.options.requiresParent && contactId === null) {
      return refusedRecord(row.ref, 'PARENT_MISSING', 'An order needs its contact.');
    }
    if (contactId !== null && state.store.find('contact', contactId) === null) {
      return refusedRecord(row.ref, 'PARENT_GONE', 'The contact of this order does not exist.');
    }
    if (object === 'contact' && addressTaken(state, values['contact.email'] ?? null, null)) {
      return { ref: row.ref, status: 'exists', id: null, failure: conflict };
    }
    const record = state.store.insert(object, { values, key: row.key, members: row.members, contactId });
    return { ref: row.ref, status: 'created', id: record.id };
  });
}

export function updateRow(state: MemoryState, object: CrmObject, row: UpdateRow): WriteOutcome {
  return write(state, row.ref, 'update', () => {
    const record = state.store.find(object, row.id);
    if (record === null) return { ref: row.ref, status: 'gone' };
    const values = ownedValues(state, object, row);
    const refused = refusal(state, row.ref, values);
    if (refused !== null) return refused;
    if (object === 'contact' && addressTaken(state, values['contact.email'] ?? null, record.id)) {
      return { ref: row.ref, status: 'refused', fields: ['contact.email'], failure: conflict };
    }
    record.values = { ...record.values, ...values };
    if (row.identity !== undefined) {
      record.key = row.identity.key === '' ? null : row.identity.key;
      record.members = row.identity.members;
    }
    state.store.touch(record);
    return { ref: row.ref, status: record.id === row.id ? 'updated' : 'moved', id: record.id };
  });
}

const conflict: Failure = { class: 'identity', code: 'EXISTS', message: 'Another contact has this address.' };

/** Values of bound fields that this call may write; everything else is dropped here, whoever sent it. */
function ownedValues(
  state: MemoryState,
  object: CrmObject,
  { write: owned }: CreateRow | UpdateRow,
): Record<string, FieldValue> {
  const values: Record<string, FieldValue> = {};
  for (const { name, type, object: of } of state.bound()) {
    const value = owned.allowed.includes(name) ? owned.values[name] : undefined;
    if (of !== object || value === undefined) continue;
    values[name] = value === null || value === '' ? null : type === 'email' ? value.trim().toLowerCase() : value;
  }
  return values;
}

function refusal(state: MemoryState, ref: string, values: Readonly<Record<string, FieldValue>>): WriteOutcome | null {
  const fields = Object.keys(values).filter((name) => state.plan.isRefused(name, values[name] ?? null));
  if (fields.length === 0) return null;
  const message = `Refused: ${fields.join(', ')}.`;
  return { ref, status: 'refused', fields, failure: { class: 'record', code: 'INVALID_VALUE', message } };
}

function refusedRecord(ref: string, code: string, message: string): WriteOutcome {
  return { ref, status: 'refused', fields: [], failure: { class: 'record', code, message } };
}

function addressTaken(state: MemoryState, email: FieldValue, except: string | null): boolean {
  if (email === null || email === '') return false;
  return state.store.live('contact').some(({ id, values }) => id !== except && values['contact.email'] === email);
}

export function linkPair(state: MemoryState, { ref, fromId, toId }: LinkPair): LinkOutcome {
  state.count('update', true);
  const order = state.store.find('order', fromId);
  const contact = state.store.find('contact', toId);
  if (order === null || contact === null) return refusedLink(ref, 'The order or its contact does not exist.');
  order.contactId = contact.id;
  return { ref, status: 'done' };
}

export function unlinkPair(state: MemoryState, { ref, fromId, toId }: LinkPair): LinkOutcome {
  state.count('update', true);
  const order = state.store.find('order', fromId);
  if (order === null || order.contactId !== toId) return { ref, status: 'done' };
  if (state.options.requiresParent) return refusedLink(ref, 'An order cannot be without a contact.');
  order.contactId = null;
  return { ref, status: 'done' };
}

function refusedLink(ref: string, message: string): LinkOutcome {
  return { ref, status: 'refused', failure: { class: 'record', code: 'LINK_REFUSED', message } };
}
