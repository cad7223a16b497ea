import type { Migration } from './migration.ts';

/**
 * `samestory.accept` (migration 8) without the statements that have nothing to do: most deliveries make one key due, and tell of
 * no evidence and of no request. With 200 deliveries a second each of them counts, and whoever sends one waits for it.
 */
export const deliveriesOfFewParts: Migration = {
  number: 11,
  name: 'deliveries of few parts',
  statements: [
    `create or replace function samestory.accept(told jsonb) returns integer[] language plpgsql as $$
    #variable_conflict use_column
    declare
      news integer[];
      fresh jsonb;
      one_lane text;
    begin
      with noted as (
        insert into samestory.delivery (lane, source, delivery_id, topic, received_at, known, problem)
        select distinct on (source, delivery_id, lane) lane, source, delivery_id, topic, received_at, known, problem
        from jsonb_to_recordset(told -> 'deliveries') as one(input integer, lane text, source text, delivery_id text,
          topic text, received_at timestamptz, known boolean, problem text)
        order by source, delivery_id, lane, input
        on conflict do nothing
        returning lane, source, delivery_id)
      select coalesce(array_agg(one.input), '{}') into news
      from noted join (
        select lane, source, delivery_id, min(input) as input
        from jsonb_to_recordset(told -> 'deliveries') as one(input integer, lane text, source text, delivery_id text)
        group by lane, source, delivery_id) as one using (lane, source, delivery_id);
      if jsonb_array_length(told -> 'others') > 0 then
        news := news || array(select value::integer from jsonb_array_elements_text(told -> 'others'));
      end if;
      if jsonb_array_length(told -> 'requests') > 0 then
        insert into samestory.data_request (source, delivery_id, key, orders, asked_at)
        select source, delivery_id, key, orders, asked_at
        from jsonb_to_recordset(told -> 'requests')
          as one(input integer, source text, delivery_id text, key text, orders jsonb, asked_at timestamptz)
        where input = any(news)
        on conflict do nothing;
      end if;
      if jsonb_array_length(told -> 'evidence') > 0 then
        perform samestory.store_evidence(jsonb_agg(one))
        from jsonb_array_elements(told -> 'evidence') as one where (one ->> 'input')::integer = any(news);
      end if;
      fresh := (select jsonb_agg(one) from jsonb_array_elements(told -> 'keys') as one
        where (one ->> 'input')::integer = any(news));
      if fresh is null then
        return news;
      end if;
      perform samestory.make_due(fresh);
      for one_lane in select distinct one ->> 'lane' from jsonb_array_elements(fresh) as one loop
        delete from samestory.staged_snapshot
        where lane = one_lane and key = any(array(
          select one ->> 'key' from jsonb_array_elements(fresh) as one where one ->> 'lane' = one_lane));
      end loop;
      return news;
    end $$`,
  ],
};
