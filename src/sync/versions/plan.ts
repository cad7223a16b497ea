import { formatKey, parseKey, type WorkKey } from '../../commerce/keys.ts';
import { changedFields } from '../../field-map/compare.ts';
import { ownedFields } from '../../field-map/owned-write.ts';
import { projectOrder, projectPerson } from '../../field-map/project.ts';
import type { CrmObject, DesiredRecord, FieldValue } from '../../field-map/types.ts';
import { crmObjects } from '../../field-map/types.ts';
import { defaultIdentityRules } from '../../identity/rules.ts';
import type { SubjectView } from '../../ledger/contract.ts';
import { priorities } from '../../ledger/contract.ts';
import { chunk } from '../../lib/chunk.ts';
import { planPrefix } from '../brake.ts';
import { heldValues } from '../held-values.ts';
import { readByIds } from '../read-by-ids.ts';
import { indexSetting } from '../settings.ts';
import type { OnProgress, PendingVersion, Route } from '../types.ts';
import { personOf, remembered, viewsOf } from '../views.ts';
import { storeAccepted, versionsOf } from './accepted.ts';

export interface PlannedChange {
  readonly object: CrmObject;
  readonly key: string;
  readonly crmId: string;
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

export interface VersionPlan {
  readonly pending: PendingVersion;
  /** Per object: records that older versions wrote, how many of them were looked at, how many of those would change. */
  readonly records: Readonly<Record<CrmObject, { older: number; looked: number; changing: number }>>;
  /** Values that would change among the records looked at, and those of them that would replace another value. */
  readonly values: Readonly<Record<string, { changing: number; replacing: number }>>;
  readonly examples: readonly PlannedChange[];
  /** People whom the rules would join or part, as key texts. */
  readonly joins: readonly (readonly string[])[];
  readonly splits: readonly (readonly string[])[];
}

const pageSize = 500;
const lookedAtMost = 2_000;
const examplesPerField = 3;

/**
 * What accepting the configured version would change: by both sides for the first records of each kind, by number for the
 * rest. Nothing is written. Null when there is nothing to accept.
 * @throws ConnectorError when a platform cannot be read.
 */
export async function planVersions(route: Route, onProgress: OnProgress): Promise<VersionPlan | null> {
  const { pending } = route;
  if (pending == null) return null;
  const planned: Route = { ...route, map: pending.map, identity: pending.identity };
  const records = {
    contact: { older: 0, looked: 0, changing: 0 },
    order: { older: 0, looked: 0, changing: 0 },
  };
  const values: Record<string, { changing: number; replacing: number }> = {};
  const examples: PlannedChange[] = [];
  const affected = new Set([...pending.added, ...pending.changed]);
  for await (const page of older(planned)) {
    for (const object of crmObjects) {
      const own = page.filter((row) => row.object === object);
      records[object].older += own.length;
      const looked = own.slice(0, Math.max(0, lookedAtMost - records[object].looked));
      records[object].looked += looked.length;
      for (const changes of affected.size === 0 ? [] : await changesOf(planned, object, looked, affected)) {
        records[object].changing += 1;
        for (const change of changes) note(change, values, examples);
      }
    }
    onProgress({
      stage: 'laying older records beside the new version',
      done: records.contact.older + records.order.older,
      total: null,
    });
  }
  const from = route.identity ?? defaultIdentityRules;
  const groups = pending.identityChanged
    ? await route.ledger.regroup({ from, to: pending.identity, now: route.clock.now(), apply: false })
    : { joins: [], splits: [] };
  return { pending, records, values, examples, ...groups };
}

type OlderRecord = Awaited<ReturnType<Route['ledger']['olderRecords']>>[number];

async function* older(route: Route): AsyncGenerator<readonly OlderRecord[]> {
  const { destination } = route.destinationAccount;
  let after: string | null = null;
  for (;;) {
    const page: readonly OlderRecord[] = await route.ledger.olderRecords({
      ...{ destination, after, limit: pageSize },
      ...versionsOf(route),
    });
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.subjectId ?? null;
  }
}

/** Per record that would change: its values. */
async function changesOf(
  route: Route,
  object: CrmObject,
  rows: readonly OlderRecord[],
  affected: ReadonlySet<string>,
): Promise<PlannedChange[][]> {
  if (rows.length === 0) return [];
  const views = await viewsOf(
    route,
    rows.map(({ subjectId }) => subjectId),
  );
  const desired = object === 'contact' ? people(route, views) : await orders(route, views);
  const held = await readByIds(
    route,
    object,
    views.flatMap(({ record }) => record?.crmId ?? []),
  );
  const names = ownedFields(route.map, object).filter((name) => affected.has(name));
  return views.flatMap((view): PlannedChange[][] => {
    const wanted = desired.get(view.subjectId);
    const record = held.get(view.record?.crmId ?? '');
    if (wanted === undefined || record === undefined) return [];
    const known = heldValues(route.map, record, wanted.values);
    const changes = Object.entries(changedFields(route.map, names, wanted.values, known));
    const base = { object, key: wanted.key, crmId: record.id };
    return changes.length === 0
      ? []
      : [changes.map(([field, to]) => ({ ...base, field, from: known[field] ?? null, to }))];
  });
}

function people(route: Route, views: readonly SubjectView[]): Map<string, DesiredRecord> {
  return new Map(
    views.flatMap((view) => {
      const person = personOf(view);
      return person === null ? [] : [[view.subjectId, projectPerson(route.map, person)] as const];
    }),
  );
}

const ordersPerRead = 100;

async function orders(route: Route, views: readonly SubjectView[]): Promise<Map<string, DesiredRecord>> {
  const { source } = route.sourceAccount;
  const byKey = new Map(
    views.flatMap((view) => {
      const key = view.members[0]?.key;
      return key?.source === source ? [[formatKey(key), { view, id: key.id }] as const] : [];
    }),
  );
  const desired = new Map<string, DesiredRecord>();
  for (const part of chunk([...byKey.values()], ordersPerRead)) {
    for (const { key, snapshot } of await route.source.read(
      'order',
      part.map(({ id }) => id),
    )) {
      const view = byKey.get(formatKey(key))?.view;
      if (snapshot?.kind !== 'order' || view === undefined) continue;
      desired.set(view.subjectId, projectOrder(route.map, remembered(snapshot, view)));
    }
  }
  return desired;
}

function note(
  change: PlannedChange,
  values: Record<string, { changing: number; replacing: number }>,
  examples: PlannedChange[],
): void {
  const known = values[change.field] ?? { changing: 0, replacing: 0 };
  values[change.field] = {
    changing: known.changing + 1,
    replacing: known.replacing + (change.from === null || change.from === '' ? 0 : 1),
  };
  if (known.changing < examplesPerField) examples.push(change);
}

/**
 * Puts the configured version in force, and makes every record due that an older one wrote. The route itself goes by the
 * new version from here on. Returns how many are due. Run it while no pass runs.
 */
export async function acceptVersions(route: Route, by: string): Promise<number> {
  const { pending } = route;
  if (pending == null) return 0;
  const { destination } = route.destinationAccount;
  const now = route.clock.now();
  const from = route.identity ?? defaultIdentityRules;
  const groups = pending.identityChanged
    ? await route.ledger.regroup({ from, to: pending.identity, now, apply: true })
    : { joins: [], splits: [] };
  await storeAccepted(route.ledger, destination, pending, { now, by });
  // Numbers without a country are others in another one: the CRM's contacts are listed anew.
  if (pending.identity.country !== from.country) {
    await route.ledger.putSetting({ name: indexSetting(destination, 'contact'), value: null });
  }
  Object.assign(route, { map: pending.map, identity: pending.identity, pending: null });
  const cause = `${planPrefix}${route.map.version}`;
  const asked = pending.identityChanged ? await heldPeople(route) : [];
  const moved = [...groups.joins, ...groups.splits].flat().flatMap((text) => parseKey(text) ?? []);
  const due = new Set<string>();
  const makeDue = async (keys: readonly WorkKey[]) => {
    for (const key of keys) due.add(formatKey(key));
    const rows = keys.map((key) => ({ key, priority: priorities.history, dueAt: now, cause }));
    await route.ledger.enqueue({ lane: destination, keys: rows, evidence: [], delivery: null });
  };
  await makeDue([...moved, ...asked]);
  for await (const page of older(route)) {
    await makeDue(page.map(({ key }) => key));
  }
  return due.size;
}

/** People who wait for a decision may need none by other rules. */
async function heldPeople(route: Route): Promise<WorkKey[]> {
  const { destination } = route.destinationAccount;
  const cases = await route.ledger.openCases({ destination, limit: 100_000 });
  const views = await viewsOf(
    route,
    cases.map(({ subjectId }) => subjectId),
  );
  return views.flatMap(({ members }) => members.map(({ key }) => key));
}
