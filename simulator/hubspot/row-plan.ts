import type { ApiVersion, Core } from './core.ts';
import type { Problem, StandardError } from './errors.ts';
import type { ObjectType } from './object-types.ts';
import { pipelineValues } from './pipeline-values.ts';
import { type CrmRecord, valueIn } from './record.ts';
import type { Source } from './source.ts';
import { LIFECYCLE_STAGES } from './standard-common.ts';
import { checkEmail, checkValue } from './values.ts';

/** Who writes, when, and by which rules. `ui` is a person in the CRM's own pages. */
export interface Writer {
  readonly source: Source;
  readonly at: number;
  readonly version: ApiVersion | 'ui';
}

export interface Warning {
  readonly category: 'PROPERTY_VALUE_NORMALIZED';
  readonly message: string;
  readonly context: Readonly<Record<'propertyName' | 'rawValue' | 'normalizedValue', readonly string[]>>;
}

/** A row that will be written: nothing has happened yet. */
export interface RowPlan {
  /** null: a record will be created. */
  readonly existing: CrmRecord | null;
  readonly values: ReadonlyMap<string, string>;
  readonly warnings: readonly Warning[];
}

export type Failure =
  | { readonly kind: 'problems' | 'rules'; readonly problems: readonly Problem[] }
  | { readonly kind: 'conflict'; readonly existingId: string | null }
  | { readonly kind: 'error'; readonly error: StandardError };

export type Planned = { readonly ok: true; readonly plan: RowPlan } | { readonly ok: false; readonly failure: Failure };

/** Unique values that earlier rows of the same batch take: value to the row or record that takes it. */
export type Claims = Map<string, object>;

/** Values as a call brings them; null only where JSON said so. */
export type RawValues = Readonly<Record<string, string | null>>;

/**
 * Decides whether one row can be written and with which values, by HubSpot's rules: metadata, enumerations, unique
 * values, pipeline stages, property rules. Writes nothing.
 */
export function planRow(
  core: Core,
  type: ObjectType,
  existing: CrmRecord | null,
  raw: RawValues,
  writer: Writer,
  claims: Claims,
): Planned {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  const warnings: Warning[] = [];
  for (const [name, given] of Object.entries(raw)) {
    if (given === null && core.switches.nullValue === 'ignore') continue;
    takeValue(core, type, name, given ?? '', writer, { values, problems, warnings });
  }
  if (existing && writer.version !== 'ui') keepLifecycleForward(existing, values);
  problems.push(...pipelineValues(core, type, existing, values));
  if (problems.length > 0) return { ok: false, failure: { kind: 'problems', problems } };
  const conflict = uniqueConflict(core, type, existing, values, claims);
  if (conflict) return { ok: false, failure: conflict };
  const broken = writer.version === '2026-09' ? brokenRules(core, type, existing, values) : [];
  if (broken.length > 0) return { ok: false, failure: { kind: 'rules', problems: broken } };
  promoteAdditionalEmail(type, existing, values);
  const token = existing ?? {};
  for (const name of core.properties.uniqueNames(type.id)) {
    const value = values.get(name);
    if (value) claims.set(claimKey(name, value), token);
  }
  return { ok: true, plan: { existing, values, warnings } };
}

interface Taken {
  readonly values: Map<string, string>;
  readonly problems: Problem[];
  readonly warnings: Warning[];
}

function takeValue(core: Core, type: ObjectType, name: string, given: string, writer: Writer, into: Taken): void {
  const property = core.properties.live(type.id, name);
  if (!property) {
    into.problems.push({ name, code: 'PROPERTY_DOESNT_EXIST', message: `Property "${name}" does not exist` });
    return;
  }
  if (property.readOnlyValue) {
    const message = `"${name}" is a read only property; its value cannot be set.`;
    into.problems.push({ name, code: 'READ_ONLY_VALUE', message });
    return;
  }
  if (given === '') {
    into.values.set(name, '');
    return;
  }
  const isEmail = type.id === '0-1' && name === 'email';
  const mendsDates = writer.version !== '2026-03';
  const checked = isEmail
    ? checkEmail(name, given)
    : checkValue(property, given, { switches: core.switches, mendsDates });
  if (!checked.ok) {
    into.problems.push(checked.problem);
    return;
  }
  into.values.set(name, checked.value);
  if (!checked.moved) return;
  into.warnings.push({
    category: 'PROPERTY_VALUE_NORMALIZED',
    message: `The value of ${name} was normalized`,
    context: { propertyName: [name], rawValue: [given], normalizedValue: [checked.value] },
  });
}

/** HubSpot docs: the API moves the lifecycle stage forward only; an attempt to move it back is silently left out. */
function keepLifecycleForward(existing: CrmRecord, values: Map<string, string>): void {
  const order = LIFECYCLE_STAGES.map(([value]) => value);
  const next = values.get('lifecyclestage');
  const present = valueIn(existing, 'lifecyclestage');
  if (next && present && order.indexOf(next) < order.indexOf(present)) values.delete('lifecyclestage');
}

function claimKey(name: string, value: string): string {
  return `${name}\u0000${value}`;
}

function uniqueConflict(
  core: Core,
  type: ObjectType,
  existing: CrmRecord | null,
  values: ReadonlyMap<string, string>,
  claims: Claims,
): Failure | undefined {
  const problems: Problem[] = [];
  for (const name of core.properties.uniqueNames(type.id)) {
    const value = values.get(name);
    if (!value) continue;
    const claim = claims.get(claimKey(name, value));
    const archived =
      core.switches.archivedKey === 'conflict' ? core.records.archivedByUnique(type.id, name, value) : undefined;
    const owner = core.records.byUnique(type.id, name, value) ?? archived;
    const taken = (owner !== undefined && owner !== existing) || (claim !== undefined && claim !== existing);
    if (!taken) continue;
    const existingId = owner && owner !== existing ? String(owner.id) : null;
    if (type.id === '0-1' && name === 'email') return { kind: 'conflict', existingId };
    const message = `${existingId ?? 'Another record'} already has that value.`;
    problems.push({ name, code: 'CONFLICTING_UNIQUE_VALUE', message });
  }
  return problems.length > 0 ? { kind: 'problems', problems } : undefined;
}

function brokenRules(
  core: Core,
  type: ObjectType,
  existing: CrmRecord | null,
  values: ReadonlyMap<string, string>,
): Problem[] {
  const after = (name: string) => values.get(name) ?? (existing ? (valueIn(existing, name) ?? '') : '');
  return core.rules.check(type.id, existing === null, new Set(values.keys()), after);
}

/** An additional address that becomes the primary one is no longer additional; the old primary address is lost. */
function promoteAdditionalEmail(type: ObjectType, existing: CrmRecord | null, values: Map<string, string>): void {
  const email = values.get('email');
  if (type.id !== '0-1' || !existing || !email) return;
  const additional = (valueIn(existing, 'hs_additional_emails') ?? '').split(';').filter((one) => one !== '');
  if (!additional.includes(email)) return;
  values.set('hs_additional_emails', additional.filter((one) => one !== email).join(';'));
}

/** Writes a planned row and returns its record. */
export function commitRow(core: Core, type: ObjectType, plan: RowPlan, writer: Writer): CrmRecord {
  if (!plan.existing) return core.records.create(type.id, plan.values, writer.source, writer.at);
  core.records.append(plan.existing, plan.values, writer.source, writer.at);
  return plan.existing;
}
