import { sql } from 'kysely';
import { parseKey } from '../../commerce/keys.ts';
import { type CrmObject, crmObjects } from '../../field-map/types.ts';
import { anyValueHash } from '../contract.ts';
import type { Tx } from '../database.ts';
import { storeEvidence } from '../evidence.ts';
import type { Input, Output } from '../inputs.ts';
import { jsonText } from '../json.ts';
import type { KeptDecision } from '../kept-decision.ts';
import { mergeMembers } from '../merge-members.ts';
import { settingClass } from '../setting-classes.ts';
import { putSetting } from '../settings.ts';
import { claimSubjects } from './restore-records.ts';

/** Everything in the ledger that neither platform could tell again, for one destination. */
export async function keptDecisions(tx: Tx, { destination }: Input<'keptDecisions'>): Promise<Output<'keptDecisions'>> {
  return [
    ...(await settingDecisions(tx, destination)),
    ...(await evidenceDecisions(tx)),
    ...(await mergeDecisions(tx)),
    ...(await peopleDecisions(tx, destination)),
    ...(await recordDecisions(tx, destination)),
    ...(await contestedDecisions(tx, destination)),
  ];
}

async function settingDecisions(tx: Tx, destination: string): Promise<KeptDecision[]> {
  const rows = await tx.selectFrom('setting').select(['name', 'value']).orderBy('name').execute();
  return rows.flatMap(({ name, value }): KeptDecision[] => {
    if (settingClass(name) !== 'decision' || value === null || !name.includes(destination)) return [];
    return [{ type: 'setting', name, value: withoutWords(name, value) }];
  });
}

/** Why somebody paused, and who confirmed a launch, may name people: that stays in the ledger. */
function withoutWords(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (name.startsWith('paused/')) return { ...value, reason: pausedBefore };
  if ('confirmedBy' in value && value.confirmedBy !== null) return { ...value, confirmedBy: 'a person' };
  return value;
}

const pausedBefore = 'it was paused before the ledger was rebuilt';

async function evidenceDecisions(tx: Tx): Promise<KeptDecision[]> {
  const rows = await tx
    .selectFrom('evidence')
    .select(['key', 'fact', 'other', 'said_by', 'at'])
    .orderBy('at')
    .orderBy('key')
    .execute();
  return rows.map(({ key, fact, other, said_by: saidBy, at }) => {
    return { type: 'evidence', key, fact, other: other === '' ? null : other, saidBy, at: at.toISOString() };
  });
}

async function mergeDecisions(tx: Tx): Promise<KeptDecision[]> {
  const { rows } = await sql<{ key: string; into: string }>`
    select key, alias_of as into from samestory.member where alias_of is not null order by key`.execute(tx);
  return rows.map(({ key, into }) => ({ type: 'merged', key, into }));
}

async function peopleDecisions(tx: Tx, destination: string): Promise<KeptDecision[]> {
  const { rows } = await sql<{
    at: Date;
    kind: 'link' | 'apart' | 'merge';
    destination: string | null;
    keys: readonly string[];
    other_keys: readonly string[];
    crm_ids: readonly string[];
  }>`
    select at, kind, destination, keys, other_keys, crm_ids from samestory.decision
    where undone_at is null and (destination is null or destination = ${destination}) order by decision.id`.execute(tx);
  return rows.map(({ at, other_keys: otherKeys, crm_ids: crmIds, ...row }) => {
    return { type: 'decided', at: at.toISOString(), ...row, otherKeys, crmIds };
  });
}

async function recordDecisions(tx: Tx, destination: string): Promise<KeptDecision[]> {
  const { rows } = await sql<{
    object: CrmObject;
    key: string;
    crm_id: string;
    moved_to: string | null;
    members: readonly string[];
  }>`
    select object, key, crm_id, moved_to, array(
      select key from samestory.member where member.subject_id = record.subject_id and alias_of is null order by key
    ) as members
    from samestory.crm_record as record
    where destination = ${destination} and (state = 'removed' or moved_to is not null)
    order by object, key`.execute(tx);
  return rows.map(({ object, key, crm_id: crmId, moved_to: into, members }) => {
    const base = { object, key, members, crmId };
    return into === null ? { type: 'removed', ...base } : { type: 'moved', ...base, into };
  });
}

async function contestedDecisions(tx: Tx, destination: string): Promise<KeptDecision[]> {
  const rows = await tx
    .selectFrom('parked_value')
    .select(['key', 'field'])
    .where('destination', '=', destination)
    .where('code', '=', contestedCode)
    .orderBy('key')
    .orderBy('field')
    .execute();
  return rows.map(({ key, field }) => ({ type: 'contested', key, field }));
}

const contestedCode = 'CONTESTED';

/**
 * Makes the ledger know what was decided before it. Doing it again changes nothing, and what the CRM shows outweighs a
 * decision: a record that is there again is not removed.
 */
export async function applyDecisions(tx: Tx, input: Input<'applyDecisions'>): Promise<void> {
  const { destination, now } = input;
  for (const decision of input.decisions) {
    if (decision.type === 'setting') await putSetting(tx, decision);
    else if (decision.type === 'evidence') await storeOne(tx, decision);
    else if (decision.type === 'merged') await mergeOne(tx, now, decision);
    else if (decision.type === 'decided') await decideAgain(tx, decision);
    else if (decision.type === 'contested') await parkOne(tx, destination, now, decision);
    else await missRecord(tx, destination, now, decision);
  }
}

async function storeOne(tx: Tx, decision: Extract<KeptDecision, { type: 'evidence' }>): Promise<void> {
  const key = parseKey(decision.key);
  if (key === null) return;
  const { fact, saidBy } = decision;
  const other = decision.other === null ? null : parseKey(decision.other);
  await storeEvidence(tx, [{ key, fact, other, saidBy, deliveryId: null, at: new Date(decision.at) }]);
}

async function mergeOne(tx: Tx, now: Date, decision: Extract<KeptDecision, { type: 'merged' }>): Promise<void> {
  const removed = parseKey(decision.key);
  const kept = parseKey(decision.into);
  if (removed !== null && kept !== null) await mergeMembers(tx, { now, removed, kept });
}

async function decideAgain(tx: Tx, decision: Extract<KeptDecision, { type: 'decided' }>): Promise<void> {
  const { at, kind, destination, keys, otherKeys, crmIds } = decision;
  const [ones, others, ids] = [jsonText(keys), jsonText(otherKeys), jsonText(crmIds)];
  await sql`
    insert into samestory.decision (at, decided_by, kind, destination, keys, other_keys, crm_ids)
    select ${new Date(at)}, 'decisions.jsonl', ${kind}, ${destination}::text, ${ones}::jsonb, ${others}::jsonb, ${ids}::jsonb
    where not exists (
      select from samestory.decision where undone_at is null and kind = ${kind} and at = ${new Date(at)}
        and keys = ${ones}::jsonb and other_keys = ${others}::jsonb and crm_ids = ${ids}::jsonb)`.execute(tx);
}

/** The value that was fought over is not written down: any value of the field rests until the other writer stops. */
async function parkOne(
  tx: Tx,
  destination: string,
  now: Date,
  { key, field }: Extract<KeptDecision, { type: 'contested' }>,
): Promise<void> {
  await sql`
    insert into samestory.parked_value
      (destination, subject_id, field, key, class, code, message, value_hash, attempts, since)
    select ${destination}, member.subject_id, ${field}, ${key}, 'map', ${contestedCode},
      'another writer kept setting this field back before the ledger was rebuilt: switch that writer off, or give the field to it',
      ${anyValueHash}, 1, ${now}
    from samestory.member where key = ${key}
    on conflict do nothing`.execute(tx);
}

/** A record that the CRM does not list any more, and why. */
async function missRecord(
  tx: Tx,
  destination: string,
  now: Date,
  decision: Extract<KeptDecision, { type: 'removed' | 'moved' }>,
): Promise<void> {
  const object = crmObjects.find((name) => name === decision.object);
  if (object === undefined) return;
  const { key, members, crmId } = decision;
  const { claimed } = await claimSubjects(tx, object, now, [{ key, members, crmId }]);
  const subjectId = claimed[0]?.subjectId;
  if (subjectId === undefined) return;
  const movedTo = decision.type === 'moved' ? decision.into : null;
  await sql`
    insert into samestory.crm_record (destination, object, subject_id, crm_id, key, members, adopted, state, written,
      map_version, identity_version, moved_to, updated_at)
    values (${destination}, ${object}, ${subjectId}, ${crmId}, ${key}, '[]'::jsonb, true,
      ${movedTo === null ? 'removed' : 'linked'}, '{}'::jsonb, '', '', ${movedTo}, ${now})
    on conflict do nothing`.execute(tx);
}
