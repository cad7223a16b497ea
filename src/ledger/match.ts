import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Candidate } from '../identity/candidates.ts';
import { compareNames, type NameVerdict } from '../identity/name.ts';
import { groupBy } from '../lib/chunk.ts';
import type { Decision, MatchQuery } from './contract.ts';
import type { Tx } from './database.ts';
import { decisionsAbout } from './decision-rows.ts';
import { type Hasher, hasherOf } from './hashing.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { type Term, termsOf } from './match-index.ts';

interface FoundRow {
  readonly ref: string;
  readonly type: Term['type'];
  readonly crm_id: string;
  readonly subject_id: string | null;
  readonly name_words: readonly string[] | null;
  readonly has_email: boolean;
}

const strongest: readonly Candidate['by'][] = ['decision', 'key', 'email', 'phone'];

/** CRM records that share something with a query, with what speaks for and against each; by `ref`, none = no entry. */
export async function match(tx: Tx, input: Input<'match'>): Promise<Output<'match'>> {
  const { destination, object, queries } = input;
  if (queries.length === 0) return {};
  const hasher = await hasherOf(tx);
  const terms = queries.flatMap(({ ref, keys, emails, phones }) =>
    termsOf({ key: null, members: keys, emails, phones }, hasher).map((term) => ({ ...term, ref })),
  );
  const { rows } = await sql<FoundRow>`
    select distinct row.ref, row.type, found.crm_id, record.subject_id::text as subject_id, seen.name_words,
      exists (select from samestory.match_term as address where address.destination = ${destination}
        and address.object = ${object} and address.crm_id = found.crm_id and address.type = 'email') as has_email
    from jsonb_to_recordset(${jsonText(terms)}::jsonb) as row(ref text, type text, term text)
    join samestory.match_term as found
      on found.destination = ${destination} and found.object = ${object}
      and found.type = row.type and found.term = row.term
    join samestory.match_record as seen
      on seen.destination = ${destination} and seen.object = ${object} and seen.crm_id = found.crm_id
    left join samestory.crm_record as record
      on record.destination = ${destination} and record.object = ${object} and record.crm_id = found.crm_id
    order by row.ref, found.crm_id`.execute(tx);
  const found = groupBy(rows, ({ ref }) => ref);
  const decided = await decidedRecords(tx, input);
  return Object.fromEntries(
    queries.flatMap((query): [string, readonly Candidate[]][] => {
      const candidates = candidatesOf(query, found.get(query.ref) ?? [], decided.get(query.ref), hasher);
      return candidates.length === 0 ? [] : [[query.ref, candidates]];
    }),
  );
}

interface Decided {
  /** Records that a person has linked, with the subject that has each now. */
  readonly linked: ReadonlyMap<string, string | null>;
  readonly apart: ReadonlySet<string>;
  /** Subjects whose records are somebody else's. */
  readonly others: ReadonlySet<string>;
}

/** What people have decided about the records of this CRM, by the query that it is about. */
async function decidedRecords(tx: Tx, { destination, object, queries }: Input<'match'>): Promise<Map<string, Decided>> {
  const about = new Map<string, Decided>();
  const decisions = await decisionsAbout(tx, [...new Set(queries.flatMap(({ members }) => members))]);
  if (decisions.length === 0) return about;
  const { rows: records } = await sql<{ crm_id: string; subject_id: string }>`
    select crm_id, subject_id::text as subject_id from samestory.crm_record
    where destination = ${destination} and object = ${object}
      and crm_id = any(${decisions.flatMap(({ crmIds }) => [...crmIds])}::text[])`.execute(tx);
  const owners = new Map(records.map((row) => [row.crm_id, row.subject_id]));
  const keys = decisions.flatMap((one) => [...one.keys, ...one.otherKeys].map(formatKey));
  const { rows: members } = await sql<{ key: string; subject_id: string }>`
    select key, subject_id::text as subject_id from samestory.member where key = any(${keys}::text[])`.execute(tx);
  const subjects = new Map(members.map((row) => [row.key, row.subject_id]));
  for (const { ref, members: own } of queries) {
    const isOwn = (key: WorkKey) => own.includes(formatKey(key));
    const here = decisions.filter((one) => one.destination === destination && one.keys.some(isOwn));
    const idsOf = (kind: Decision['kind']) => here.flatMap((one) => (one.kind === kind ? [...one.crmIds] : []));
    const linked = new Map(idsOf('link').map((crmId) => [crmId, owners.get(crmId) ?? null]));
    const others = decisions.flatMap((one) => {
      if (one.kind !== 'apart') return [];
      if (one.keys.some(isOwn)) return one.otherKeys;
      return one.otherKeys.some(isOwn) ? one.keys : [];
    });
    about.set(ref, {
      linked,
      apart: new Set(idsOf('apart')),
      others: new Set(others.flatMap((key) => subjects.get(formatKey(key)) ?? [])),
    });
  }
  return about;
}

function candidatesOf(
  query: MatchQuery,
  rows: readonly FoundRow[],
  decided: Decided | undefined,
  hasher: Hasher,
): Candidate[] {
  const names = query.names.map((words) => words.map(hasher.word));
  const found = new Map<string, Candidate>();
  for (const [crmId, subjectId] of decided?.linked ?? []) {
    found.set(crmId, { crmId, by: 'decision', subjectId, name: 'agrees', otherEmail: false, apart: false });
  }
  const byStrength = rows.toSorted((left, right) => strongest.indexOf(left.type) - strongest.indexOf(right.type));
  for (const { type: by, crm_id: crmId, subject_id: subjectId, name_words: words, has_email: hasEmail } of byStrength) {
    if (found.has(crmId)) continue;
    const name = bestName(names, words ?? []);
    const otherEmail = hasEmail && query.emails.length > 0 && by !== 'email';
    const others = subjectId !== null && decided?.others.has(subjectId) === true;
    const apart = others || decided?.apart.has(crmId) === true;
    found.set(crmId, { crmId, by, subjectId, name, otherEmail, apart });
  }
  return [...found.values()];
}

/** A person may go by several names: one that agrees is enough. */
function bestName(names: readonly (readonly string[])[], words: readonly string[]): NameVerdict {
  const verdicts = new Set(names.map((name) => compareNames(name, words)));
  if (verdicts.has('agrees')) return 'agrees';
  return verdicts.has('unknown') || verdicts.size === 0 ? 'unknown' : 'differs';
}
