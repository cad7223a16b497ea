import { sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import { groupBy } from '../lib/chunk.ts';
import type { MemberFacts, OrderFacts } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { factsWithBuyer } from './member-columns.ts';

interface OrderRow {
  readonly facts: MemberFacts;
  readonly buyer: string | null;
}

function factsOf({ facts, buyer }: OrderRow): OrderFacts[] {
  const known = factsWithBuyer(facts, buyer);
  return known.type === 'order' ? [known.order] : [];
}

/** The orders of all members of each subject. A merge has moved the orders of a merged customer to the survivor. */
export async function ordersOfPeople(
  tx: Tx,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, readonly OrderFacts[]>> {
  const { rows } = await sql<OrderRow & { subject_id: string }>`
    select person.subject_id, bought.facts, bought.buyer
    from samestory.member as person
    join samestory.member as bought on bought.buyer = person.key
    where person.subject_id = any(${[...subjectIds]}::bigint[]) and person.alias_of is null
      and bought.facts is not null and bought.gone_at is null
    order by bought.created_at, bought.key`.execute(tx);
  const grouped = groupBy(rows, ({ subject_id }) => subject_id);
  return new Map([...grouped].map(([id, group]) => [id, group.flatMap(factsOf)]));
}

/** People who are known by more than their name; the subject of a merged customer is the survivor's. */
export async function formerBuyers(tx: Tx, input: Input<'formerBuyers'>): Promise<Output<'formerBuyers'>> {
  if (input.orders.length === 0) return [];
  const { rows } = await sql<{ order_key: string; buyer_key: string; subject_id: string }>`
    select bought.key as order_key, person.key as buyer_key, person.subject_id
    from samestory.member as bought
    join samestory.member as person
      on person.key in (bought.former_buyer, case when bought.gone_at is null then null else bought.buyer end)
    where bought.key = any(${[...input.orders]}::text[]) and exists (
      select from samestory.member as known
      where known.subject_id = person.subject_id and known.alias_of is null and known.facts is not null)
    order by bought.key, person.key`.execute(tx);
  return rows.flatMap(({ order_key: order, buyer_key, subject_id: subjectId }) => {
    const buyer = parseKey(buyer_key);
    return buyer === null ? [] : [{ order, buyer, subjectId }];
  });
}

/** Orders whose buyer is one of these customers or guests, or was one that was merged into them; oldest first. */
export async function ordersOfBuyers(tx: Tx, input: Input<'ordersOfBuyers'>): Promise<readonly OrderFacts[]> {
  const { rows } = await sql<OrderRow>`
    select facts, buyer from samestory.member
    where buyer = any(${input.buyers.map(formatKey)}::text[]) and facts is not null
    order by created_at, key`.execute(tx);
  return rows.flatMap(factsOf);
}

/** Orders that have changed hands away from this buyer; a merge in Shopify tells nothing else. */
export async function ordersOnceOf(tx: Tx, input: Input<'ordersOnceOf'>): Promise<readonly OrderFacts[]> {
  const { rows } = await sql<OrderRow>`
    select facts, buyer from samestory.member
    where former_buyer = ${formatKey(input.buyer)} and facts is not null
    order by created_at, key`.execute(tx);
  return rows.flatMap(factsOf);
}
