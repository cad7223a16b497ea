import { sql } from 'kysely';
import { parseKey } from '../commerce/keys.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

export async function stampVersions(tx: Tx, input: Input<'stampVersions'>): Promise<void> {
  const { destination, subjectIds, mapVersion, identityVersion } = input;
  await sql`
    update samestory.crm_record set map_version = ${mapVersion}, identity_version = ${identityVersion}
    where destination = ${destination} and subject_id = any(${[...subjectIds]}::bigint[])`.execute(tx);
}

export async function olderRecords(tx: Tx, input: Input<'olderRecords'>): Promise<Output<'olderRecords'>> {
  const { destination, mapVersion, identityVersion, after, limit } = input;
  const { rows } = await sql<{ subject_id: string; object: CrmObject; key: string | null }>`
    select record.subject_id::text as subject_id, record.object,
      (select min(member.key) from samestory.member where member.subject_id = record.subject_id
        and member.alias_of is null and member.facts is not null) as key
    from samestory.crm_record as record
    where record.destination = ${destination} and record.state = 'linked' and record.subject_id > ${after ?? '-1'}::bigint
      and (record.map_version <> ${mapVersion} or record.identity_version <> ${identityVersion})
    order by record.subject_id limit ${limit}`.execute(tx);
  return rows.flatMap(({ subject_id: subjectId, object, key: text }) => {
    const key = text === null ? null : parseKey(text);
    return key === null ? [] : [{ subjectId, object, key }];
  });
}
