import type { Migration } from './migration.ts';

/**
 * What a webhook's sender waits for, as one call: it used to be five, and each waited until the thread and the server had
 * a processor again. Every statement of a function sees what was committed before it, as in a transaction of several calls.
 */
export const deliveriesInOneCall: Migration = {
  number: 8,
  name: 'deliveries in one call',
  statements: [
    `create function samestory.make_due(told jsonb) returns void language plpgsql as $$
    #variable_conflict use_column
    begin
      insert into samestory.due_key as due (lane, key, source, kind, priority, due_at, cause)
      select row.lane, row.key, row.source, row.kind, row.priority, row.due_at,
        case when row.keeps
          then coalesce((select cause from samestory.due_key where lane = row.lane and key = row.key), row.cause)
          else row.cause end
      from (
        select distinct on (lane, key) lane, key, source, kind, priority, cause, keeps,
          min(due_at) over (partition by lane, key) as due_at
        from jsonb_to_recordset(told) as one(nth integer, lane text, key text, source text, kind text,
          priority integer, due_at timestamptz, cause text, keeps boolean)
        order by lane, key, priority desc, nth desc) as row
      order by row.lane, row.key
      on conflict (lane, key) do update set
        priority = greatest(due.priority, excluded.priority),
        due_at = least(due.due_at, excluded.due_at),
        version = due.version + 1,
        cause = case when excluded.priority >= due.priority or due.claimed_version is not null
          then excluded.cause else due.cause end;
    end $$`,
    `create function samestory.store_evidence(told jsonb) returns void language plpgsql as $$
    #variable_conflict use_column
    begin
      insert into samestory.evidence (key, fact, other, said_by, delivery_id, at)
      select key, fact, other, said_by, delivery_id, at
      from jsonb_to_recordset(told)
        as one(key text, fact text, other text, said_by text, delivery_id text, at timestamptz)
      order by key, fact, other
      on conflict do nothing;
    end $$`,
    `create function samestory.accept(told jsonb) returns integer[] language plpgsql as $$
    #variable_conflict use_column
    declare
      news integer[];
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
      news := news || array(select value::integer from jsonb_array_elements_text(told -> 'others'));
      insert into samestory.data_request (source, delivery_id, key, orders, asked_at)
      select source, delivery_id, key, orders, asked_at
      from jsonb_to_recordset(told -> 'requests')
        as one(input integer, source text, delivery_id text, key text, orders jsonb, asked_at timestamptz)
      where input = any(news)
      on conflict do nothing;
      perform samestory.store_evidence(jsonb_agg(one))
      from jsonb_array_elements(told -> 'evidence') as one where (one ->> 'input')::integer = any(news);
      perform samestory.make_due(jsonb_agg(one))
      from jsonb_array_elements(told -> 'keys') as one where (one ->> 'input')::integer = any(news);
      for one_lane in select distinct lane from jsonb_to_recordset(told -> 'keys') as one(lane text) loop
        delete from samestory.staged_snapshot
        where lane = one_lane and key = any(array(
          select one.key from jsonb_to_recordset(told -> 'keys') as one(input integer, lane text, key text)
          where one.lane = one_lane and one.input = any(news)));
      end loop;
      return news;
    end $$`,
  ],
};
