import { sql } from 'kysely';
import type { LinkLabel } from '../field-map/types.ts';
import type { Tx } from './database.ts';
import { jsonText } from './json.ts';

export interface LinkEnds {
  readonly label: LinkLabel;
  readonly fromId: string;
  readonly toId: string;
}

/** A link that we made stays ours when it is found again. */
export async function storeLinks(
  tx: Tx,
  destination: string,
  at: Date,
  links: readonly (LinkEnds & { readonly madeByUs: boolean })[],
): Promise<void> {
  if (links.length === 0) return;
  await sql`
    insert into samestory.crm_link as old (destination, label, from_id, to_id, made_by_us, at)
    select ${destination}, label, from_id, to_id, bool_or(made_by_us), ${at}
    from jsonb_to_recordset(${jsonText(links.map(columns))}::jsonb)
      as row(label text, from_id text, to_id text, made_by_us boolean)
    group by label, from_id, to_id
    order by label, from_id, to_id
    on conflict (destination, label, from_id, to_id) do update
      set made_by_us = old.made_by_us or excluded.made_by_us`.execute(tx);
}

export async function removeLinks(tx: Tx, destination: string, links: readonly LinkEnds[]): Promise<void> {
  if (links.length === 0) return;
  await sql`
    delete from samestory.crm_link as link
    using jsonb_to_recordset(${jsonText(links.map(columns))}::jsonb) as row(label text, from_id text, to_id text)
    where link.destination = ${destination} and link.label = row.label and link.from_id = row.from_id
      and link.to_id = row.to_id`.execute(tx);
}

function columns({ label, fromId, toId, ...rest }: LinkEnds & { readonly madeByUs?: boolean }) {
  return { label, from_id: fromId, to_id: toId, made_by_us: rest.madeByUs ?? false };
}
