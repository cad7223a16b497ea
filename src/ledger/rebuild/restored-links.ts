import { sql } from 'kysely';
import type { Tx } from '../database.ts';
import type { Input, Output } from '../inputs.ts';
import { requireLane } from '../lanes.ts';
import { storeLinks } from '../links.ts';

/** Keeps the links that CRM records have, as found: whose they are is said by `claimLinks`. */
export async function restoreLinks(tx: Tx, input: Input<'restoreLinks'>): Promise<void> {
  const { destination, now } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  const links = input.links.map((link) => ({ label: 'order_contact' as const, ...link, madeByUs: false }));
  await storeLinks(tx, destination, now, links);
}

/**
 * A CRM does not tell who made a link. One that leads from an order that we made to the contact of its buyer is what we
 * make; every other link may be somebody's, and is never removed by us.
 */
export async function claimLinks(tx: Tx, input: Input<'claimLinks'>): Promise<Output<'claimLinks'>> {
  const { destination } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  const { numAffectedRows } = await sql`
    update samestory.crm_link as link set made_by_us = true
    from samestory.crm_record as record
    join samestory.member as ordered on ordered.subject_id = record.subject_id and ordered.buyer is not null
    join samestory.member as buyer on buyer.key = ordered.buyer
    join samestory.crm_record as contact on contact.subject_id = buyer.subject_id
    where link.destination = ${destination} and not link.made_by_us and link.label = 'order_contact'
      and record.destination = ${destination} and record.object = 'order' and not record.adopted
      and contact.destination = ${destination} and contact.object = 'contact'
      and link.from_id = record.crm_id and link.to_id = contact.crm_id`.execute(tx);
  return { links: Number(numAffectedRows ?? 0n) };
}
