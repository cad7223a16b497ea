import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { LeftOutReason } from '../field-map/types.ts';
import type { CounterRow, Standing } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

interface StandingRow {
  readonly key: string;
  readonly state: Standing['state'] | null;
  readonly class: FailureClass | null;
  readonly reason: LeftOutReason | null;
  readonly due: boolean;
  readonly subject_id: string | null;
}

/** Where records stand, in the order asked for; a key that the ledger has never heard of has neither standing nor subject. */
export async function standings(tx: Tx, input: Input<'standings'>): Promise<Output<'standings'>> {
  const { destination, keys } = input;
  if (keys.length === 0) return [];
  const { rows } = await sql<StandingRow>`
    select row.key, standing.state, standing.class, standing.reason, member.subject_id,
      due.key is not null as due
    from unnest(${keys.map(formatKey)}::text[]) as row(key)
    left join samestory.due_key as due on due.lane = ${destination} and due.key = row.key
    left join samestory.standing on standing.destination = ${destination} and standing.key = row.key
    left join samestory.member on member.key = row.key`.execute(tx);
  const found = new Map(rows.map((row) => [row.key, row]));
  return keys.map((key) => {
    const row = found.get(formatKey(key));
    const standing = row === undefined ? null : standingOf(row);
    return { key, standing, due: row?.due ?? false, subjectId: row?.subject_id ?? null };
  });
}

function standingOf({ state, class: failure, reason }: StandingRow): Standing | null {
  if (state === null || reason === null) return null;
  if (state === 'matching') return { state };
  if (state === 'waiting') return { state, reason };
  if (state === 'left out') return { state, reason };
  if (state === 'gone') return { state, reason };
  return { state, class: failure ?? 'bug', reason };
}

/**
 * The quick balance, kept with every standing. `reason` is what the state is counted by: the failure class for
 * 'needs you', the reason for 'left out', the failure code or the reason for 'waiting', empty for 'matching'.
 */
export async function counters(tx: Tx, input: Input<'counters'>): Promise<readonly CounterRow[]> {
  const rows = await tx
    .selectFrom('counter')
    .select(['source', 'kind', 'state', 'counted_as', 'count'])
    .where('destination', '=', input.destination)
    .where('count', '>', 0)
    .$if(input.source !== undefined, (query) => query.where('source', '=', input.source ?? ''))
    .orderBy('source')
    .orderBy('kind')
    .orderBy('state')
    .orderBy('counted_as')
    .execute();
  return rows.map(({ counted_as: reason, ...row }) => ({ ...row, reason }));
}
