import { formatKey } from '../commerce/keys.ts';
import type { Listed } from '../connector/source.ts';
import { chunk } from '../lib/chunk.ts';
import { readAhead } from '../lib/read-ahead.ts';
import { AttributionTally } from './attribution-tally.ts';
import type { CrmSide, ListedSide } from './balance-sides.ts';
import { listCrm, listStore, readCrm } from './balance-sides.ts';
import { BalanceTally } from './balance-tally.ts';
import { judgeCustomers } from './judge-customers.ts';
import { judgeOrders } from './judge-orders.ts';
import { MoneyProof } from './money-rows.ts';
import { lookAgain, repair } from './repair.ts';
import type { Scope } from './scope.ts';
import { readScope } from './scope.ts';
import type { BalanceReport, OnProgress, Route } from './types.ts';
import type { Judged } from './verdict.ts';
import { needsLook } from './verdict.ts';

/** Records laid beside each other in one step: a few calls on each side, and memory that does not grow with the shop. */
const pageSize = 250;

/** Pages that are read at the same time: each waits for one side and then for the other. */
const pagesAhead = 3;

/** Questions to people that one comparison looks at; whoever has more of them has other work first. */
const askedLimit = 1_000;

export interface BalanceOptions {
  readonly onProgress?: OnProgress;
  /** Makes what differs due again, and notes what was changed outside. */
  readonly repair: boolean;
  /** One month of history instead of everything; the CRM's records are then read one by one instead of listed. */
  readonly window?: { readonly from: Date; readonly to: Date };
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
  const listedOrders = await listStore(route, 'order', window, onProgress);
  const listedCustomers = await listStore(route, 'customer', window, onProgress);
  const companies = options.window ? null : await listStore(route, 'company', window, onProgress).catch(() => null);
  const single = options.window !== undefined;
  const orders = single ? readCrm(route, 'order') : await listCrm(route, 'order', onProgress);
  const contacts = single ? readCrm(route, 'contact') : await listCrm(route, 'contact', onProgress);
  const tally = new BalanceTally(destination, source);
  const money = new MoneyProof(route.sourceAccount.timeZone, new Set(route.map.fields.map((field) => field.name)));
  const attribution = new AttributionTally(route.map);
  const run: Run = { route, options, scope, orders, contacts, tally, money, attribution, onProgress };
  await compareOrders(run, listedOrders.rows);
  await compareCustomers(run, listedCustomers.rows);
  if (companies !== null) tally.companies(companies.rows.length);
  if (orders.listed !== null && contacts.listed !== null) {
    await tally.countCrm(route, { orders: orders.listed, contacts: contacts.listed });
    const asked = await route.ledger.parked({ destination, source, limit: askedLimit });
    tally.addAsked(asked.map(({ key }) => key));
    if (options.repair) await lookAgain(route, tally.vanished());
  }
  const sides: (ListedSide | null)[] = [listedOrders, listedCustomers, companies];
  return {
    at: route.clock.now().toISOString(),
    depth: 'full',
    inconclusive: sides.some((side) => side?.inconclusive === true),
    balance: tally.rows(),
    money: money.rows(destination, source),
    ...attribution.share(),
    differences: tally.differences(),
    named: tally.named(),
  };
}

async function comparedOrders(run: Run, page: readonly Listed[]) {
  const first = await judgeOrders(run.route, page, run.scope, run);
  const doubtful = new Set([...first.orders, ...first.guests].filter(needsLook).map(({ key }) => key.id));
  const again = page.filter((row) => doubtful.has(row.key.id));
  // A difference is looked at twice, freshly on both sides, before it counts: something may just be on its way.
  const second = again.length === 0 ? null : await judgeOrders(run.route, again, run.scope, freshSides(run));
  const orders = replace(first.orders, second?.orders ?? []);
  const guests = replace(first.guests, second?.guests ?? []);
  return { orders, guests, rows: page.length };
}

async function compareOrders(run: Run, listed: readonly Listed[]): Promise<void> {
  let done = 0;
  const pages = readAhead(chunk(listed, pageSize), pagesAhead, (page) => comparedOrders(run, page));
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
    run.onProgress({ stage: 'comparing orders', done, total: listed.length });
  }
}

async function comparedCustomers(run: Run, page: readonly Listed[]): Promise<readonly Judged[]> {
  const first = await judgeCustomers(run.route, page, run.scope, run.contacts);
  const doubtful = new Set(first.filter(needsLook).map(({ key }) => key.id));
  const again = page.filter((row) => doubtful.has(row.key.id));
  const second = again.length === 0 ? [] : await judgeCustomers(run.route, again, run.scope, freshSides(run).contacts);
  return replace(first, second);
}

async function compareCustomers(run: Run, rows: readonly Listed[]): Promise<void> {
  let done = 0;
  const pages = readAhead(chunk(rows, pageSize), pagesAhead, (page) => comparedCustomers(run, page));
  for await (const customers of pages) {
    for (const judged of customers) run.tally.add('customer', judged);
    if (run.options.repair) await repair(run.route, 'contact', customers);
    done += customers.length;
    run.onProgress({ stage: 'comparing customers', done, total: rows.length });
  }
}

function freshSides(run: Run): { orders: CrmSide; contacts: CrmSide } {
  return { orders: readCrm(run.route, 'order'), contacts: readCrm(run.route, 'contact') };
}

function replace<T extends Judged>(first: readonly T[], second: readonly T[]): T[] {
  const newer = new Map(second.map((judged) => [formatKey(judged.key), judged]));
  return first.map((judged) => newer.get(formatKey(judged.key)) ?? judged);
}
