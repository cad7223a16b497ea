import { formatKey } from '../commerce/keys.ts';
import { phoneNumber } from '../commerce/phone.ts';
import type { CrmRecord } from '../connector/destination.ts';
import type { CrmObject } from '../field-map/types.ts';
import { crmObjects } from '../field-map/types.ts';
import { nameWords } from '../identity/name.ts';
import { defaultIdentityRules } from '../identity/rules.ts';
import { noticeChanges } from './notice.ts';
import { indexSetting, readInstant, writeInstant } from './settings.ts';
import type { OnProgress, Route } from './types.ts';

/** The search behind a refresh lags, so each one begins this long before the last ended. */
const refreshOverlapMs = 10 * 60_000;

/**
 * An order that another Shopify connection has brought carries the store's own number and no key of ours: under that
 * number it is found and taken over, never made a second time.
 */
function knownElsewhere(route: Route, object: CrmObject, record: CrmRecord): string[] {
  const id = object === 'order' && record.key === null ? record.values['order.external_id'] : null;
  if (id == null || !/^\d+$/.test(id)) return [];
  return [formatKey({ source: route.sourceAccount.source, kind: 'order', id })];
}

/** Records as they have just been seen become what the index knows of them. */
export async function indexSeen(
  route: Route,
  object: CrmObject,
  seenAt: Date,
  records: readonly CrmRecord[],
): Promise<void> {
  if (records.length === 0) return;
  const { country } = route.identity ?? defaultIdentityRules;
  await route.ledger.indexRecords({
    destination: route.destinationAccount.destination,
    object,
    seenAt,
    records: records.map((record) => ({
      crmId: record.id,
      key: record.key,
      members: [...record.members, ...knownElsewhere(route, object, record)],
      emails: record.emails,
      phones: record.phones.flatMap((phone) => phoneNumber(phone, record.country ?? country) ?? []),
      nameWords: nameWords(record.name ?? null),
    })),
  });
  // What was merged into a record is found under its survivor alone.
  const merged = records.flatMap(({ id, mergedIds }) => mergedIds.filter((gone) => gone !== id));
  await forgetSeen(route, object, seenAt, merged);
}

/** Records that a read does not show any more (deleted, or merged into another) are no candidates. */
export async function forgetSeen(
  route: Route,
  object: CrmObject,
  seenAt: Date,
  crmIds: readonly string[],
): Promise<void> {
  if (crmIds.length === 0) return;
  await route.ledger.indexRecords({
    destination: route.destinationAccount.destination,
    object,
    seenAt,
    records: crmIds.map((crmId) => ({ crmId, key: null, members: [], emails: [], phones: [], nameWords: [] })),
  });
}

/**
 * Lists every record of the matching kinds before the first write, so that identity never has to search. Later calls
 * only fetch what changed since; after a large history that is everything which it wrote.
 */
export async function fillMatchIndex(route: Route, onProgress: OnProgress): Promise<void> {
  for (const object of crmObjects) {
    const name = indexSetting(route.destinationAccount.destination, object);
    const filled = await readInstant(route.ledger, name);
    const startedAt = route.clock.now();
    if (filled === null) await listAll(route, object, startedAt, onProgress);
    else await listChanges(route, object, filled, startedAt, onProgress);
    await writeInstant(route.ledger, name, startedAt);
  }
}

/** Whoever is stopped in the middle goes on from the last page. */
async function listChanges(
  route: Route,
  object: CrmObject,
  filled: Date,
  startedAt: Date,
  onProgress: OnProgress,
): Promise<void> {
  const name = indexSetting(route.destinationAccount.destination, object);
  const since = new Date(filled.getTime() - refreshOverlapMs);
  let mark = filled.getTime();
  let done = 0;
  for await (const page of route.destination.changedSince(object, since)) {
    await indexSeen(route, object, startedAt, page);
    await noticeChanges(route, object, page);
    done += page.length;
    onProgress({ stage: `learning which ${object}s have changed in the CRM`, done, total: null });
    // The CRM's clock may be ahead of ours.
    const last = Math.min(startedAt.getTime(), ...page.slice(-1).map(({ updatedAt }) => updatedAt.getTime()));
    if (last <= mark) continue;
    mark = last;
    await writeInstant(route.ledger, name, new Date(mark));
  }
}

async function listAll(route: Route, object: CrmObject, seenAt: Date, onProgress: OnProgress): Promise<void> {
  let cursor: string | null = null;
  let done = 0;
  do {
    const page = await route.destination.list(object, cursor);
    await indexSeen(route, object, seenAt, page.records);
    done += page.records.length;
    onProgress({ stage: `learning which ${object}s the CRM has`, done, total: null });
    cursor = page.next;
  } while (cursor !== null);
}
