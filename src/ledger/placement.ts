import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { PersonMember } from '../field-map/types.ts';
import { type ExistingPerson, emailMoved, placeMember } from '../identity/decide.ts';
import { joiningEmail } from '../identity/email.ts';
import { defaultIdentityRules, type IdentityRules } from '../identity/rules.ts';
import type { MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { decidedAmong } from './decided-people.ts';
import type { Hasher } from './hashing.ts';

/** A person whose subject has to be decided, or whose e-mail has changed. */
export interface PersonToPlace {
  readonly person: PersonMember;
  /** The subject that the person has already; null for a new one. */
  readonly subjectId: string | null;
}

export interface PlacedPersons {
  /** Subject by member key, for the new ones. */
  readonly subjects: ReadonlyMap<string, string>;
  /** Subjects that have to be made, among those. */
  readonly made: readonly string[];
  /** What a person has to decide, by subject. */
  readonly cases: ReadonlyMap<string, string>;
}

/**
 * Asks the identity rule for every person, one after the other, so that people who appear together find each other.
 * `nextId` hands out ids for new subjects.
 */
export async function placePersons(
  tx: Tx,
  hasher: Hasher,
  persons: readonly PersonToPlace[],
  nextId: () => string,
  rules: IdentityRules = defaultIdentityRules,
): Promise<PlacedPersons> {
  const known = await personsByEmail(tx, hasher, persons, rules);
  const decided = await decidedAmong(tx, persons, known);
  const subjects = new Map<string, string>();
  const made: string[] = [];
  const cases = new Map<string, string>();
  for (const { person, subjectId } of persons) {
    const hash = joiningHash(hasher, person, rules);
    const sharing = (hash === null ? [] : [...(known.get(hash)?.values() ?? [])]).filter(
      (other) => !decided.isApart(person, other),
    );
    let owner = subjectId;
    if (owner === null) {
      const partner = decided.partnerOf(person, subjects);
      const placement = partner === null ? placeMember(person, sharing, rules) : { join: partner };
      owner = 'join' in placement ? placement.join : nextId();
      if (!('join' in placement)) made.push(owner);
      if ('unclear' in placement) cases.set(owner, placement.unclear);
      subjects.set(formatKey(person.key), owner);
    } else {
      const others = sharing.filter((other) => other.subjectId !== owner && holdsAddress(other, person, rules));
      const sentence = emailMoved(person, others, rules);
      if (sentence !== null)
        for (const concerned of [owner, ...others.map((other) => other.subjectId)]) cases.set(concerned, sentence);
    }
    if (hash !== null) addMember(known, hash, owner, person, false);
  }
  return { subjects, made, cases };
}

/**
 * Whom somebody who has a subject already would join, had they come only now; null = nobody, or a person has to decide.
 */
export async function joinedAnew(
  tx: Tx,
  hasher: Hasher,
  { person, subjectId }: { readonly person: PersonMember; readonly subjectId: string },
  rules: IdentityRules = defaultIdentityRules,
): Promise<string | null> {
  const asked = [{ person, subjectId }];
  const known = await personsByEmail(tx, hasher, asked, rules);
  const decided = await decidedAmong(tx, asked, known);
  const hash = joiningHash(hasher, person, rules);
  const others = (hash === null ? [] : [...(known.get(hash)?.values() ?? [])]).filter(
    (other) => other.subjectId !== subjectId && !decided.isApart(person, other),
  );
  const placement = placeMember(person, others, rules);
  return 'join' in placement ? placement.join : null;
}

/** An address that only deleted records of somebody have is free for whoever comes. */
function holdsAddress({ members, deleted }: KnownPerson, { email }: PersonMember, rules: IdentityRules): boolean {
  const address = joiningEmail(email, rules);
  return members.some((member) => joiningEmail(member.email, rules) === address && !deleted.has(formatKey(member.key)));
}

export type PersonsByEmail = Map<string, Map<string, KnownPerson>>;

interface KnownPerson extends ExistingPerson {
  readonly deleted: Set<string>;
}

function addMember(
  known: PersonsByEmail,
  hash: string,
  subjectId: string,
  person: PersonMember,
  isDeleted: boolean,
): void {
  const sharing = known.get(hash) ?? new Map<string, KnownPerson>();
  known.set(hash, sharing);
  const name = formatKey(person.key);
  const { members = [], deleted = new Set<string>() } = sharing.get(subjectId) ?? {};
  const others = members.filter(({ key }) => formatKey(key) !== name);
  sharing.set(subjectId, { subjectId, members: [...others, person], deleted: isDeleted ? deleted.add(name) : deleted });
}

function joiningHash(hasher: Hasher, person: PersonMember, rules: IdentityRules): string | null {
  return hasher.email(joiningEmail(person.email, rules));
}

/**
 * The people of the ledger who have one of these addresses, by hashed address, with all their members. Those are looked up
 * person by person (`offset 0` forbids a join): a join reads them all where the planner has no statistics yet.
 */
async function personsByEmail(
  tx: Tx,
  hasher: Hasher,
  persons: readonly PersonToPlace[],
  rules: IdentityRules,
): Promise<PersonsByEmail> {
  const hashes = new Set(persons.flatMap(({ person }) => joiningHash(hasher, person, rules) ?? []));
  const known: PersonsByEmail = new Map();
  if (hashes.size === 0) return known;
  const { rows } = await sql<{ email_hash: string; subject_id: string; facts: MemberFacts; deleted: boolean }>`
    select sharing.email_hash, member.subject_id, member.facts,
      member.gone_at is not null
        or exists (select from samestory.evidence where key = member.key and fact = 'deleted') as deleted
    from (select distinct email_hash, subject_id from samestory.member
          where email_hash = any(${[...hashes]}::text[]) and alias_of is null) as sharing
    cross join lateral (
      select subject_id, facts, created_at, key, gone_at from samestory.member
      where subject_id = sharing.subject_id and alias_of is null and facts is not null offset 0) as member
    order by member.subject_id, member.created_at, member.key`.execute(tx);
  for (const { email_hash: hash, subject_id: subjectId, facts, deleted } of rows) {
    if (facts.type === 'person') addMember(known, hash, subjectId, facts.person, deleted);
  }
  return known;
}
