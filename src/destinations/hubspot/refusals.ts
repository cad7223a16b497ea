import { z } from 'zod';
import type { WriteOutcome } from '../../connector/destination.ts';
import type { Failure } from '../../connector/failure.ts';
import type { CrmObject, FieldType } from '../../field-map/types.ts';
import type { Problem } from './answers.ts';
import type { Binding } from './binding.ts';
import { contextTexts } from './errors.ts';
import { keyProperty } from './objects.ts';

/** A property that HubSpot complains of, with HubSpot's code. */
export interface Complaint {
  readonly property: string;
  readonly code: string;
}

/** What a refusal is about: the row's verb and the fields it carried. */
export interface RefusedRow {
  readonly ref: string;
  readonly object: CrmObject;
  readonly verb: 'create' | 'update';
  /** HubSpot property to value, as sent. */
  readonly properties: Readonly<Record<string, string>>;
}

/** HubSpot docs: property validation. What each code means for people. */
const meanings: Readonly<Record<string, string>> = {
  INVALID_EMAIL: 'is not an address that HubSpot accepts',
  INVALID_OPTION: "is not among the property's options",
  INVALID_DATE: 'is not a date that HubSpot accepts',
  INVALID_INTEGER: 'is not a whole number',
  INVALID_LONG: 'is not a whole number',
  INVALID_DECIMAL: 'is not a number',
  TOO_LONG: 'is too long',
  PROPERTY_DOESNT_EXIST: 'has no property any more',
  READ_ONLY_VALUE: 'has become read-only',
  MISSING_REQUIRED_PROPERTY: "is required by a rule of the account's administrators",
  MISSING_CONDITIONAL_REQUIRED_PROPERTY: "is required by a rule of the account's administrators",
};

/** Codes that say something about the account, not about one value: every row with that property fails alike. */
const driftCodes = new Set(['PROPERTY_DOESNT_EXIST', 'READ_ONLY_VALUE']);
/** Types of fields whose own values can be refused with this code; with any other type the property has changed. */
const typesOfCodes: Readonly<Record<string, readonly FieldType[]>> = {
  INVALID_DATE: ['datetime'],
  INVALID_INTEGER: ['number', 'money'],
  INVALID_LONG: ['number', 'money'],
  INVALID_DECIMAL: ['number', 'money'],
};
const missingCodes = new Set(['MISSING_REQUIRED_PROPERTY', 'MISSING_CONDITIONAL_REQUIRED_PROPERTY']);
/** Nothing is wrong with the row; HubSpot could not write it now. Observed beside rows that were written. */
const passingCategories = new Set(['INTERNAL_ERROR', 'RATE_LIMITS', 'SERVICE_UNAVAILABLE', 'TIMEOUT']);
const conflictCategories = new Set(['CONFLICT', 'OBJECT_ALREADY_EXISTS']);

const listSchema = z.array(z.object({ name: z.string(), error: z.string().catch('VALIDATION_ERROR') }));

/**
 * Every property that an error names. `errors` is shortened and repeats itself; the JSON inside `message` is the
 * fuller list where there is one, so both are read.
 */
function complaintsOf(problem: Problem): Complaint[] {
  const found = new Map<string, Complaint>();
  const add = (property: string, code: string) => {
    if (!found.has(property)) found.set(property, { property, code });
  };
  for (const { name, error } of listInMessage(problem.message)) add(name, error);
  for (const detail of problem.errors ?? []) {
    for (const property of contextTexts(detail.context, 'propertyName'))
      add(property, detail.code ?? 'VALIDATION_ERROR');
  }
  const code = problem.errors?.[0]?.code ?? problem.category ?? 'VALIDATION_ERROR';
  for (const property of contextTexts(problem.context, 'propertyName')) add(property, code);
  return [...found.values()];
}

function listInMessage(message: string): z.infer<typeof listSchema> {
  const start = message.indexOf('[');
  if (start === -1) return [];
  try {
    return listSchema.safeParse(JSON.parse(message.slice(start))).data ?? [];
  } catch {
    return [];
  }
}

/** Properties that the account no longer takes from anybody. */
export function driftOf(problem: Problem): ReadonlySet<string> {
  return new Set(complaintsOf(problem).flatMap(({ property, code }) => (driftCodes.has(code) ? [property] : [])));
}

/** The outcome of one row that HubSpot refused; nothing of the row was written. */
export function refusalOf(row: RefusedRow, problem: Problem, binding: Binding): WriteOutcome {
  const complaints = complaintsOf(problem);
  if (problem.category === 'OBJECT_NOT_FOUND' && row.verb === 'update') return { ref: row.ref, status: 'gone' };
  const conflict =
    conflictCategories.has(problem.category ?? '') ||
    complaints.some(({ code }) => code === 'CONFLICTING_UNIQUE_VALUE');
  if (conflict) return conflictOf(row, problem, complaints, binding);
  if (passingCategories.has(problem.category ?? '')) return passing(row, problem);
  const fields = canonicalNames(row, complaints, binding);
  return { ref: row.ref, status: 'refused', fields, failure: refusedFailure(row, problem, complaints, binding) };
}

/** HubSpot says that it failed, which does not say that nothing was written. */
function passing({ ref }: RefusedRow, { category = 'INTERNAL_ERROR', correlationId }: Problem): WriteOutcome {
  const trail = correlationId === undefined ? '' : ` (correlation ID ${correlationId})`;
  const message = `HubSpot could not write the record just now: ${category}${trail}.`;
  return { ref, status: 'unknown', failure: { class: 'transient', code: category, message } };
}

function conflictOf(
  row: RefusedRow,
  problem: Problem,
  complaints: readonly Complaint[],
  binding: Binding,
): WriteOutcome {
  const id = existingId(problem);
  const known = id === null ? 'Another HubSpot record' : `HubSpot record ${id}`;
  if (row.verb === 'create') {
    const message = `${known} already has this address or Shopify ID.`;
    return { ref: row.ref, status: 'exists', id, failure: { class: 'identity', code: 'EXISTS', message } };
  }
  const named = canonicalNames(row, complaints, binding);
  const keyTaken = complaints.some(({ property }) => property === keyProperty);
  const guess = !keyTaken && named.length === 0 && row.properties['email'] !== undefined ? ['contact.email'] : [];
  const fields = keyTaken ? [] : [...named, ...guess];
  const what = keyTaken || fields.length === 0 ? 'Shopify ID' : 'value';
  const failure: Failure = {
    class: 'identity',
    code: keyTaken ? 'KEY_TAKEN' : 'CONFLICT',
    message: `${known} already has this ${what}; HubSpot keeps it unique.`,
  };
  return { ref: row.ref, status: 'refused', fields, failure };
}

/** HubSpot tells the id in the context (batches), after "Existing ID:" (addresses) or before "already has" (unique values). */
function existingId(problem: Problem): string | null {
  const [told] = contextTexts(problem.context, 'existingId');
  if (told !== undefined) return told;
  const texts = [problem.message, ...(problem.errors ?? []).map(({ message }) => message)].join(' ');
  return /existing id:\s*(\d+)/i.exec(texts)?.[1] ?? /\b(\d+) already has that value/i.exec(texts)?.[1] ?? null;
}

/** Canonical names of the complained-of fields that this row carried. A field that it lacked cannot be left out. */
function canonicalNames(row: RefusedRow, complaints: readonly Complaint[], binding: Binding): string[] {
  const fields = complaints.flatMap(({ property, code }) => {
    const bound = binding.byProperty[row.object].get(property);
    const carried = row.properties[property] !== undefined && !missingCodes.has(code);
    return bound === undefined || !carried ? [] : [bound.field];
  });
  return [...new Set(fields)];
}

/** The property is to blame and not the value: it is gone, closed, of another type, or lacks the option. */
function isMisfit({ object }: RefusedRow, { property, code }: Complaint, binding: Binding): boolean {
  if (driftCodes.has(code) || code === 'INVALID_OPTION') return true;
  const type = binding.byProperty[object].get(property)?.type;
  const fitting = typesOfCodes[code];
  return type !== undefined && fitting !== undefined && !fitting.includes(type);
}

/** Names properties, never values: a failure is shown and logged. */
function refusedFailure(
  row: RefusedRow,
  problem: Problem,
  complaints: readonly Complaint[],
  binding: Binding,
): Failure {
  const [first] = complaints;
  if (first === undefined) {
    const trail = problem.correlationId === undefined ? '' : ` (correlation ID ${problem.correlationId})`;
    const code = problem.category ?? 'REFUSED';
    return { class: 'record', code, message: `HubSpot refused the record without naming a property: ${code}${trail}.` };
  }
  const parts = complaints.map(({ property, code }) => `${property} ${meanings[code] ?? `was refused (${code})`}`);
  const drift = complaints.some((complaint) => isMisfit(row, complaint, binding));
  return {
    class: drift ? 'map' : 'record',
    code: first.code,
    message: `HubSpot refused the record: ${parts.join('; ')}.`,
  };
}
