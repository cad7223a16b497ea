import { sql } from 'kysely';
import type { CrmObject, FieldValues } from '../field-map/types.ts';
import type { LedgerRecord, ObservedRecord } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { type JournalRow, writeJournal } from './journal.ts';
import { type Change, changedFields } from './journal-changes.ts';
import { jsonText } from './json.ts';
import { gatherRevived } from './leftover-records.ts';
import { type LinkEnds, removeLinks, storeLinks } from './links.ts';

interface KnownRecord {
  readonly subject_id: string;
  readonly object: CrmObject;
  readonly crm_id: string;
  readonly key: string;
  readonly state: LedgerRecord['state'];
  readonly written: FieldValues;
}

/**
 * What a comparison found in the CRM becomes what we know that it holds: the next pass sees the difference and mends it.
 * Rows whose record is not the subject's (any more) are passed over. Links that appear were not made by us.
 */
export async function observe(tx: Tx, input: Input<'observe'>): Promise<void> {
  const { destination, now, cause } = input;
  const known = await knownRecords(tx, destination, input.rows);
  const links = await linksFrom(tx, destination, [...known.keys()]);
  const journal: JournalRow[] = [];
  const written: { crm_id: string; object: CrmObject; values: FieldValues; looked: boolean; foreign: boolean }[] = [];
  const lost: LinkEnds[] = [];
  const found: LinkEnds[] = [];
  for (const row of input.rows) {
    const record = known.get(row.crmId);
    if (record === undefined || record.subject_id !== row.subjectId) continue;
    const { object, subject_id: subjectId } = record;
    const fields = changedFields(record.written, row.values);
    const looked = row.key !== undefined;
    const foreign = looked && row.key !== record.key;
    written.push({ crm_id: row.crmId, object, values: row.values, looked, foreign });
    const { gone, added } = compareLinks(row, links.get(row.crmId) ?? []);
    lost.push(...gone);
    found.push(...added);
    const changes: Change[] = [
      ...fields,
      ...(foreign ? [['Shopify ID', record.key, row.key ?? null] as const] : []),
      ...(looked && record.state === 'removed' ? [['removed', 'yes', null] as const] : []),
      ...gone.map(({ label, toId }): Change => [label, toId, null]),
      ...added.map(({ label, toId }): Change => [label, null, toId]),
    ];
    if (changes.length > 0) {
      journal.push({ object, subjectId, crmId: row.crmId, action: 'changed outside', changes, cause });
    }
  }
  await storeObserved(tx, destination, now, written);
  await removeLinks(tx, destination, lost);
  await storeLinks(
    tx,
    destination,
    now,
    found.map((link) => ({ ...link, madeByUs: false })),
  );
  await writeJournal(tx, destination, now, journal);
  const seen = written.flatMap(({ crm_id: crmId, looked }) => (looked ? (known.get(crmId) ?? []) : []));
  const revived = seen.filter(({ object, state }) => object === 'contact' && state === 'removed');
  await gatherRevived(
    tx,
    { destination, now, cause },
    revived.map((record) => record.subject_id),
  );
}

function compareLinks(
  row: ObservedRecord,
  known: readonly LinkEnds[],
): { readonly gone: readonly LinkEnds[]; readonly added: readonly LinkEnds[] } {
  if (row.linkedTo === null) return { gone: [], added: [] };
  const present = new Set(row.linkedTo);
  const remembered = new Set(known.map(({ toId }) => toId));
  return {
    gone: known.filter(({ toId }) => !present.has(toId)),
    added: [...present]
      .filter((toId) => !remembered.has(toId))
      .map((toId) => ({ label: 'order_contact', fromId: row.crmId, toId })),
  };
}

async function knownRecords(
  tx: Tx,
  destination: string,
  rows: readonly ObservedRecord[],
): Promise<ReadonlyMap<string, KnownRecord>> {
  if (rows.length === 0) return new Map();
  const pairs = rows.map(({ subjectId, crmId }) => ({ subject_id: subjectId, crm_id: crmId }));
  const { rows: found } = await sql<KnownRecord>`
    select record.subject_id, record.object, record.crm_id, record.key, record.state, record.written
    from jsonb_to_recordset(${jsonText(pairs)}::jsonb) as row(subject_id bigint, crm_id text)
    join samestory.crm_record as record
      on record.destination = ${destination} and record.subject_id = row.subject_id and record.crm_id = row.crm_id
    order by record.subject_id
    for update of record`.execute(tx);
  return new Map(found.map((record) => [record.crm_id, record]));
}

async function linksFrom(
  tx: Tx,
  destination: string,
  fromIds: readonly string[],
): Promise<ReadonlyMap<string, readonly LinkEnds[]>> {
  if (fromIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('crm_link')
    .select(['label', 'from_id', 'to_id'])
    .where('destination', '=', destination)
    .where('from_id', '=', sql<string>`any(${[...fromIds]}::text[])`)
    .execute();
  const links = new Map<string, LinkEnds[]>();
  for (const { label, from_id: fromId, to_id: toId } of rows) {
    links.set(fromId, [...(links.get(fromId) ?? []), { label, fromId, toId }]);
  }
  return links;
}

async function storeObserved(tx: Tx, destination: string, now: Date, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update samestory.crm_record as record set written = record.written || row.values, updated_at = ${now},
      state = case when row.looked then 'linked' else record.state end,
      -- No members makes the next update bring our key, after a look at the record.
      members = case when row."foreign" then '[]'::jsonb else record.members end
    from jsonb_to_recordset(${jsonText(rows)}::jsonb)
      as row(crm_id text, object text, values jsonb, looked boolean, "foreign" boolean)
    where record.destination = ${destination} and record.object = row.object and record.crm_id = row.crm_id`.execute(
    tx,
  );
}
