import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Window } from '../connector/source.ts';
import { chunk } from '../lib/chunk.ts';
import { readAhead } from '../lib/read-ahead.ts';
import { AttributionTally } from './attribution-tally.ts';
import { BalanceTally } from './balance-tally.ts';
import { type CrmSide, listCrm, readSides } from './crm-side.ts';
import { judgeCustomers } from './judge-customers.ts';
import { judgeOrders } from './judge-orders.ts';
import { MoneyProof } from './money-rows.ts';
import { noticeChanges } from './notice.ts';
import { lookAgain, repair } from './repair.ts';
import type { Scope } from './scope.ts';
import { readScope } from './scope.ts';
import { listStore, readStore, type StoreRow, type StoreSide } from './store-side.ts';
import type { BalanceReport, OnProgress, Route } from './types.ts';
import type { Judged } from './verdict.ts';
import { needsLook } from './verdict.ts';

/**
 * Records laid beside each other in one step: a few full calls of the largest CRM, and memory that does not grow with the
 * shop.
 */
const pageSize = 300;

/**
 * Pages that are read at the same time: each waits for one side and then for the other, and calls take their time. Fewer
 * leave a part of what the CRM allows unused.
 */
const pagesAhead = 8;

/** Questions to people that one comparison looks at; whoever has more of them has other work first. */
const askedLimit = 1_000;

export interface BalanceOptions {
  readonly onProgress?: OnProgress;
  /** Makes what differs due again, and notes what was changed outside. */
  readonly repair: boolean;
  /** One month of history instead of everything; the CRM's records are then read one by one instead of listed. */
  readonly window?: BalanceWindow;
  /** What the store lists in it, where that was asked ahead. */
  readonly store?: StoreSides;
}

interface BalanceWindow {
  readonly from: Date;
  readonly to: Date;
}

export interface StoreSides {
  readonly orders: StoreSide;
  readonly customers: StoreSide;
}

interface Run {
  readonly route: Route;
  readonly options: BalanceOptions;
  readonly scope: Scope;
  readonly orders: CrmSide;
  readonly contacts: CrmSide;
  readonly tally: BalanceTally;
  readonly money: MoneyProof;
  readonly attribution: AttributionTally;
  readonly onProgress: OnProgress;
}

/**
 * Reads both sides and gives every listed record exactly one standing. What Shopify lists is asked from Shopify, what
 * the CRM holds from the CRM; our own tables only say why something waits or is left out.
 * @throws ConnectorError when one side cannot be read.
 */
export async function fullBalance(route: Route, options: BalanceOptions): Promise<BalanceReport> {
  const onProgress = options.onProgress ?? (() => undefined);
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  const scope = await readScope(route);
  const window = options.window ?? { from: null, to: null };
  const store = options.store ?? (await readStoreSides(route, window, { onProgress }));
  const companies = options.window ? null : await listStore(route, 'company', window, onProgress).catch(() => null);
  const { orders, contacts } = options.window === undefined ? await listCrm(route, onProgress) : readSides(route);
  const tally = new BalanceTally(destination, source);
  const money = new MoneyProof(route.sourceAccount.timeZone, new Set(route.map.fields.map((field) => field.name)));
  const attribution = new AttributionTally(route.map);
  const run: Run = { route, options, scope, orders, contacts, tally, money, attribution, onProgress };
  await compareOrders(run, store.orders);
  await compareCustomers(run, store.customers);
  if (companies !== null) tally.companies(companies.rows.length);
  if (orders.carried !== null && contacts.carried !== null) {
    await tally.countCrm(route, { orders: orders.carried, contacts: contacts.carried });
    const asked = await route.ledger.parked({ destination, source, limit: askedLimit });
    tally.addAsked(await withTheirMembers(route, asked));
    if (options.repair) {
      await lookAgain(route, tally.vanished());
      // One that was deleted in the store may have been brought back in the CRM, which some lists of changes do not tell.
      await noticeRestored(run, tally.goneOrders());
    }
  }
  return {
    at: route.clock.now().toISOString(),
    depth: 'full',
    inconclusive:
      [store.orders, store.customers].some((side) => side.inconclusive()) || companies?.inconclusive === true,
    balance: tally.rows(),
    money: money.rows(destination, source),
    ...attribution.share(),
    differences: tally.differences(),
    named: tally.named(),
  };
}

async function noticeRestored({ route, orders }: Run, crmIds: readonly string[]): Promise<void> {
  for (const ids of chunk(crmIds, pageSize)) {
    const records = await orders.read(ids);
    await noticeChanges(
      route,
      'order',
      ids.flatMap((id) => records.get(id) ?? []),
    );
  }
}

/**
 * What the store lists in a window, for a comparison of it. While the CRM is written the store can be asked ahead: what
 * changes meanwhile is looked at twice, as every difference is. Throws ConnectorError.
 */
export async function readStoreSides(
  route: Route,
  window: Window,
  options: { readonly onProgress: OnProgress; readonly signal?: AbortSignal },
): Promise<StoreSides> {
  const reading = { route, window, pageSize, ...options };
  const orders = await readStore({ ...reading, kind: 'order' });
  const customers = await readStore({ ...reading, kind: 'customer' });
  return { orders, customers };
}

/** Who is asked about, and everybody who was joined with them: that one of them went away may be the answer. */
async function withTheirMembers(route: Route, asked: readonly { readonly key: WorkKey }[]): Promise<WorkKey[]> {
  const keys = asked.map(({ key }) => key);
  const ids = Object.values(await route.ledger.subjectIdsOf({ keys: keys.map(formatKey) }));
  const { destination } = route.destinationAccount;
  const views = ids.length === 0 ? [] : await route.ledger.subjects({ destination, subjectIds: [...new Set(ids)] });
  const all = [...keys, ...views.flatMap(({ members }) => members.map(({ key }) => key))];
  return [...new Map(all.map((key) => [formatKey(key), key])).values()];
}

async function comparedOrders(run: Run, page: readonly StoreRow[]) {
  const first = await judgeOrders(run.route, page, run.scope, run);
  const doubtful = new Set([...first.orders, ...first.guests].filter(needsLook).map(({ key }) => key.id));
  const again = page.filter((row) => doubtful.has(row.key.id)).map((row) => ({ ...row, look: null }));
  // A difference is looked at twice, freshly on both sides, before it counts: something may just be on its way.
  const second = again.length === 0 ? null : await judgeOrders(run.route, again, run.scope, readSides(run.route));
  const orders = replace(first.orders, second?.orders ?? []);
  const guests = replace(first.guests, second?.guests ?? []);
  return { orders, guests, rows: page.length };
}

async function compareOrders(run: Run, side: StoreSide): Promise<void> {
  let done = 0;
  const pages = readAhead(side.pages, pagesAhead, (page) => comparedOrders(run, page));
  for await (const { orders, guests, rows } of pages) {
    for (const judged of orders) {
      run.tally.add('order', judged);
      if (judged.order === null || judged.verdict.type === 'left out') continue;
      run.money.add(judged.order, judged.record);
      run.attribution.add(judged);
    }
    for (const judged of guests) run.tally.add('guest', judged);
    if (run.options.repair) {
      await repair(run.route, 'order', orders);
      await repair(run.route, 'contact', guests);
    }
    done += rows;
    run.onProgress({ stage: 'comparing orders', done, total: side.total });
  }
}

async function comparedCustomers(run: Run, page: readonly StoreRow[]): Promise<readonly Judged[]> {
  const first = await judgeCustomers(run.route, page, run.scope, run.contacts);
  const doubtful = new Set(first.filter(needsLook).map(({ key }) => key.id));
  const again = page.filter((row) => doubtful.has(row.key.id)).map((row) => ({ ...row, look: null }));
  const second =
    again.length === 0 ? [] : await judgeCustomers(run.route, again, run.scope, readSides(run.route).contacts);
  return replace(first, second);
}

async function compareCustomers(run: Run, side: StoreSide): Promise<void> {
  let done = 0;
  const pages = readAhead(side.pages, pagesAhead, (page) => comparedCustomers(run, page));
  for await (const customers of pages) {
    for (const judged of customers) run.tally.add('customer', judged);
    if (run.options.repair) await repair(run.route, 'contact', customers);
    done += customers.length;
    run.onProgress({ stage: 'comparing customers', done, total: side.total });
  }
}

function replace<T extends Judged>(first: readonly T[], second: readonly T[]): T[] {
  const newer = new Map(second.map((judged) => [formatKey(judged.key), judged]));
  return first.map((judged) => newer.get(formatKey(judged.key)) ?? judged);
}
