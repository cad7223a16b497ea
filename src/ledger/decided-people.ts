import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { PersonMember } from '../field-map/types.ts';
import type { ExistingPerson } from '../identity/decide.ts';
import type { Tx } from './database.ts';
import { decisionsAbout } from './decision-rows.ts';

/** What people have decided about those who are being placed. */
export interface DecidedPeople {
  /** They never meet in the identity rule again. */
  isApart(person: PersonMember, other: ExistingPerson): boolean;
  /** The subject of somebody with whom a new person is one by decision; `placed` has those of this call. */
  partnerOf(person: PersonMember, placed: ReadonlyMap<string, string>): string | null;
}

export async function decidedAmong(
  tx: Tx,
  persons: readonly { readonly person: PersonMember; readonly subjectId: string | null }[],
  known: ReadonlyMap<string, ReadonlyMap<string, ExistingPerson>>,
): Promise<DecidedPeople> {
  const others = [...known.values()].flatMap((sharing) => [...sharing.values()]);
  const named = new Set([
    ...others.flatMap(({ members }) => members.map(({ key }) => formatKey(key))),
    ...persons.map(({ person }) => formatKey(person.key)),
  ]);
  const decisions = await decisionsAbout(tx, [...named]);
  const apart = new Set<string>();
  const partners = new Map<string, string[]>();
  for (const { kind, keys, otherKeys } of decisions) {
    const [ones, rest] = [keys.map(formatKey), otherKeys.map(formatKey)];
    for (const one of kind === 'apart' ? ones : []) {
      for (const other of rest) apart.add(`${one} ${other}`).add(`${other} ${one}`);
    }
    if (kind !== 'merge') continue;
    for (const key of [...ones, ...rest]) partners.set(key, [...(partners.get(key) ?? []), ...ones, ...rest]);
  }
  const subjects = await subjectsOf(tx, [...partners.values()].flat());
  return {
    isApart: ({ key }, { members }) =>
      members.some((member) => apart.has(`${formatKey(key)} ${formatKey(member.key)}`)),
    partnerOf: ({ key }, placed) => {
      const found = (partners.get(formatKey(key)) ?? []).flatMap(
        (other) => placed.get(other) ?? subjects.get(other) ?? [],
      );
      return found[0] ?? null;
    },
  };
}

async function subjectsOf(tx: Tx, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; subject_id: string }>`
    select key, subject_id::text as subject_id from samestory.member where key = any(${[...keys]}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.key, row.subject_id]));
}
