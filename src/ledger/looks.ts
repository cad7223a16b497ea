import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { ObservedMember } from './contract.ts';
import type { Tx } from './database.ts';
import { type Hasher, hasherOf } from './hashing.ts';
import { clearSettledCases, setIdentityCases } from './identity-cases.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { columnsOf } from './member-columns.ts';
import { type PersonToPlace, placePersons } from './placement.ts';

interface KnownMember {
  readonly subject_id: string;
  readonly observed_at: Date;
  readonly email_hash: string | null;
  readonly alias_of: string | null;
}

/**
 * Stores what was looked at; the later look wins. New orders get a subject each, new persons the one that the identity
 * rule gives them. A person whose e-mail changes stays where they are; where the new address is another person's, both
 * get an identity case. A record that was merged away keeps its survivor's subject and its look is ignored; one that was redacted is not in the answer.
 */
export async function recordLooks(tx: Tx, input: Input<'recordLooks'>): Promise<Output<'recordLooks'>> {
  const looks = await withoutRedacted(tx, latest(input.members));
  if (looks.size === 0) return {};
  const hasher = await hasherOf(tx);
  let known = await knownMembers(tx, [...looks.keys()]);
  if (known.size < looks.size) {
    // Two processes that see the same new record at once would make two subjects; the second waits and looks again.
    await sql`select pg_advisory_xact_lock(hashtext('samestory identity'))`.execute(tx);
    known = await knownMembers(tx, [...looks.keys()]);
  }
  const fresh = [...looks].filter(([key, look]) => {
    const member = known.get(key);
    return member === undefined || (member.alias_of === null && member.observed_at <= look.observedAt);
  });
  const newcomers = fresh.filter(([key]) => !known.has(key));
  const ids = await subjectIds(tx, newcomers.length);
  const subjects = new Map([...known].map(([key, member]) => [key, member.subject_id]));
  const made = newcomers.flatMap(([key, look]) => {
    if (look.facts.type !== 'order') return [];
    const id = ids();
    subjects.set(key, id);
    return [{ id, object: 'order' }];
  });
  const persons = toPlace(fresh, known, hasher);
  const placed = await placePersons(tx, hasher, persons, ids, input.rules);
  for (const [key, id] of placed.subjects) subjects.set(key, id);
  const people = placed.made.map((id) => ({ id, object: 'contact' }));
  await makeSubjects(tx, input.now, [...made, ...people]);
  const rows = fresh.map(([key, look]) => ({ ...columnsOf(look, hasher), subject_id: subjects.get(key) }));
  await storeMembers(tx, rows);
  // The first look at somebody who was known by name only is no move: what a person has to decide stays undecided.
  const moved = persons.flatMap(({ person, subjectId }) =>
    (known.get(formatKey(person.key))?.observed_at.getTime() ?? 0) === 0 ? [] : (subjectId ?? []),
  );
  const left = persons.flatMap(({ person }) => known.get(formatKey(person.key))?.email_hash ?? []);
  await clearSettledCases(tx, moved, left);
  await setIdentityCases(tx, placed.cases);
  return Object.fromEntries([...looks.keys()].flatMap((key) => entryOf(key, subjects.get(key))));
}

/** What `recordLooks` would decide about these people; nothing is stored. */
export async function placeLooks(tx: Tx, input: Input<'placeLooks'>): Promise<Output<'placeLooks'>> {
  const hasher = await hasherOf(tx);
  const epoch = new Date(0);
  const looks = latest(
    input.members.map((person) => ({ key: person.key, observedAt: epoch, facts: { type: 'person', person } })),
  );
  const known = await knownMembers(tx, [...looks.keys()]);
  const fresh = [...looks].filter(([key]) => (known.get(key)?.alias_of ?? null) === null);
  let made = 0;
  const ids = () => {
    made += 1;
    return String(-made);
  };
  const { subjects, cases } = await placePersons(tx, hasher, toPlace(fresh, known, hasher), ids, input.rules);
  const already = [...known].map(([key, { subject_id }]) => [key, subject_id] as const);
  return { subjects: Object.fromEntries([...already, ...subjects]), cases: Object.fromEntries(cases) };
}

function entryOf(key: string, subjectId: string | undefined): [string, string][] {
  return subjectId === undefined ? [] : [[key, subjectId]];
}

/** Whoever was to be forgotten is not learned again, whatever a late webhook or a history still shows. */
async function withoutRedacted(
  tx: Tx,
  looks: ReadonlyMap<string, ObservedMember>,
): Promise<ReadonlyMap<string, ObservedMember>> {
  if (looks.size === 0) return looks;
  // A guest is known by the order.
  const about = (key: string) => key.replace('/guest/', '/order/');
  const asked = [...new Set([...looks.keys(), ...[...looks.keys()].map(about)])];
  const rows = await tx
    .selectFrom('evidence')
    .select('key')
    .where('fact', '=', 'redacted')
    .where('key', '=', sql<string>`any(${asked}::text[])`)
    .execute();
  if (rows.length === 0) return looks;
  const redacted = new Set(rows.map(({ key }) => key));
  return new Map([...looks].filter(([key]) => !redacted.has(key) && !redacted.has(about(key))));
}

function latest(members: readonly ObservedMember[]): ReadonlyMap<string, ObservedMember> {
  const looks = new Map<string, ObservedMember>();
  for (const member of members) {
    const key = formatKey(member.key);
    const other = looks.get(key);
    if (other === undefined || other.observedAt <= member.observedAt) looks.set(key, member);
  }
  return looks;
}

async function knownMembers(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, KnownMember>> {
  const rows = await tx
    .selectFrom('member')
    .select(['key', 'subject_id', 'observed_at', 'email_hash', 'alias_of'])
    .where('key', '=', sql<string>`any(${[...keys]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.key, row]));
}

/** New persons, and known ones whose address is another one than before. */
function toPlace(
  looks: readonly (readonly [string, ObservedMember])[],
  known: ReadonlyMap<string, KnownMember>,
  hasher: Hasher,
): readonly PersonToPlace[] {
  return looks.flatMap(([key, { facts }]): PersonToPlace[] => {
    if (facts.type !== 'person') return [];
    const member = known.get(key);
    if (member === undefined) return [{ person: facts.person, subjectId: null }];
    if (member.email_hash === hasher.email(facts.person.email)) return [];
    return [{ person: facts.person, subjectId: member.subject_id }];
  });
}

/** Hands out ids for at most `count` subjects; one that is not used leaves a gap, which harms nobody. */
async function subjectIds(tx: Tx, count: number): Promise<() => string> {
  if (count === 0) return outOfIds;
  const { rows } = await sql<{ id: string }>`
    select nextval('samestory.subject_id_seq') as id from generate_series(1, ${count}::integer)`.execute(tx);
  const ids = rows.map(({ id }) => id);
  return () => ids.shift() ?? outOfIds();
}

function outOfIds(): never {
  throw new RangeError('more subjects than new members');
}

async function makeSubjects(
  tx: Tx,
  now: Date,
  subjects: readonly { readonly id: string; readonly object: string }[],
): Promise<void> {
  if (subjects.length === 0) return;
  await sql`
    insert into samestory.subject (id, object, created_at)
    select id, object, ${now}
    from jsonb_to_recordset(${jsonText(subjects)}::jsonb) as row(id bigint, object text)`.execute(tx);
}

/**
 * What Shopify saw first is evidence: a later answer without a visit, or with a later one, does not take it away; an
 * earlier one does.
 */
const factsKeepingFirstVisit = sql`case
  when (old.facts->'order'->'firstVisit'->>'occurredAt')::timestamptz
    <= coalesce((excluded.facts->'order'->'firstVisit'->>'occurredAt')::timestamptz, 'infinity')
  then jsonb_set(excluded.facts, '{order,firstVisit}', old.facts->'order'->'firstVisit')
  else excluded.facts end`;

async function storeMembers(tx: Tx, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  // An order may still name a buyer whom Shopify has merged into another since.
  await sql`
    insert into samestory.member as old
      (key, source, kind, id, subject_id, observed_at, created_at, facts, buyer, order_name, email_hash)
    select row.key, row.source, row.kind, row.id, row.subject_id, row.observed_at, row.created_at, row.facts,
      coalesce((select alias_of from samestory.member where key = row.buyer), row.buyer), row.order_name, row.email_hash
    from jsonb_to_recordset(${jsonText(rows)}::jsonb)
      as row(key text, source text, kind text, id text, subject_id bigint, observed_at timestamptz,
        created_at timestamptz, facts jsonb, buyer text, order_name text, email_hash text)
    order by row.key
    on conflict (key) do update set
      observed_at = excluded.observed_at, created_at = excluded.created_at, gone_at = null,
      facts = ${factsKeepingFirstVisit},
      former_buyer = case when old.buyer is distinct from excluded.buyer then old.buyer else old.former_buyer end,
      buyer = excluded.buyer, order_name = excluded.order_name, email_hash = excluded.email_hash
    where old.alias_of is null and old.observed_at <= excluded.observed_at`.execute(tx);
}
