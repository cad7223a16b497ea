import type { Snapshot } from '../../commerce/snapshot.ts';
import type { Look, Source, SourceAccount } from '../../connector/source.ts';
import type { ExportInput, InputItem } from '../../export/input.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { Clock } from '../../lib/clock.ts';
import { dayOf } from '../../lib/zoned.ts';
import { readInBulk } from '../../sync/bulk-read.ts';
import { customerMember } from '../../sync/facts.ts';

const everything = { from: null, to: null };

/** The whole store as an input, by bulk reads: all customers, then all orders, as they are when each read begins. */
export function storeInput(source: Source, account: SourceAccount, map: FieldMap, clock: Clock): ExportInput {
  return {
    basis: 'store',
    source: account.source,
    knowsCustomers: true,
    map,
    files: [],
    adminUrl: (key) => source.adminUrl(key),
    items: () => itemsOf(source, account, clock),
    rowsOf: () => 0,
  };
}

async function* itemsOf(source: Source, account: SourceAccount, clock: Clock): AsyncGenerator<InputItem> {
  for await (const look of bulkLooks(source, 'customer', clock)) yield itemOf(look, 'customer', account);
  for await (const look of bulkLooks(source, 'order', clock)) yield itemOf(look, 'order', account);
}

/** Throws ConnectorError when the read fails or its rows are not all there. */
async function* bulkLooks(source: Source, kind: 'customer' | 'order', clock: Clock): AsyncGenerator<Look> {
  for await (const looks of readInBulk(source, kind, everything, { clock })) yield* looks;
}

function itemOf({ snapshot }: Look, kind: 'customer' | 'order', account: SourceAccount): InputItem {
  const hidden = {
    type: 'left out',
    kind,
    place: null,
    rows: 1,
    reason: 'Shopify lists it and does not show it',
  } as const;
  return snapshot === null ? hidden : (shown(snapshot, account) ?? hidden);
}

function shown(snapshot: Snapshot, { timeZone }: SourceAccount): InputItem | null {
  if (snapshot.kind === 'customer') return { type: 'customer', member: customerMember(snapshot), place: null };
  if (snapshot.kind !== 'order') return null;
  const day = dayOf(new Date(snapshot.processedAt), timeZone);
  return { type: 'order', order: snapshot, day, place: null, rows: 1 };
}
