import type { Customer } from '../commerce/customer.ts';
import { formatKey } from '../commerce/keys.ts';
import { projectPerson } from '../field-map/project.ts';
import type { OrderFacts } from '../ledger/contract.ts';
import type { CrmSide } from './crm-side.ts';
import { membersOf } from './gather.ts';
import { recordLooks } from './record-looks.ts';
import type { Scope } from './scope.ts';
import { customerLeftOut } from './scope.ts';
import { looksOf, type StoreRow } from './store-side.ts';
import type { Route } from './types.ts';
import type { Judged } from './verdict.ts';
import { judgeRecord } from './verdict.ts';
import { personOf, viewsOf } from './views.ts';

/** Lays a page of customers as Shopify says them now beside what the CRM holds now. */
export async function judgeCustomers(
  route: Route,
  rows: readonly StoreRow[],
  scope: Scope,
  contacts: CrmSide,
): Promise<readonly Judged[]> {
  const destination = route.destinationAccount.destination;
  const old = rows.filter((row) => scope.from !== null && row.date.getTime() < scope.from.getTime());
  const orders = old.length === 0 ? [] : await route.ledger.ordersOfBuyers({ buyers: old.map((row) => row.key) });
  const leftOut = new Map(rows.map((row) => [formatKey(row.key), reasonOf(row, orders, scope)]));
  const inReach = rows.filter((row) => leftOut.get(formatKey(row.key)) === null);
  const looks = await looksOf(route, 'customer', inReach);
  const customers = new Map<string, { customer: Customer; observedAt: Date }>();
  for (const look of looks) {
    if (look.snapshot?.kind === 'customer') {
      customers.set(formatKey(look.key), { customer: look.snapshot, observedAt: look.observedAt });
    }
  }
  const gathered = { orders: new Map(), customers, hidden: new Set<string>(), failed: new Map() };
  const members = membersOf(gathered, scope, route.sourceAccount);
  const subjectIds = await recordLooks(route, members);
  const views = await viewsOf(route, [...new Set(Object.values(subjectIds))]);
  const viewById = new Map(views.map((view) => [view.subjectId, view]));
  const records = await contacts.read(views.flatMap((view) => view.record?.crmId ?? []));
  const standings = await route.ledger.standings({ destination, keys: rows.map((row) => row.key) });
  const standingByKey = new Map(standings.map((row) => [formatKey(row.key), row]));
  return rows.map((row) => {
    const text = formatKey(row.key);
    const standing = standingByKey.get(text);
    const view = viewById.get(subjectIds[text] ?? '') ?? null;
    const person = view === null ? null : personOf(view);
    const crmId = view?.record?.crmId;
    return judgeRecord({
      map: route.map,
      key: row.key,
      name: null,
      leftOut: leftOut.get(text) ?? null,
      standing: standing?.standing ?? null,
      due: standing?.due ?? false,
      view,
      desired: person === null ? null : projectPerson(route.map, person),
      record: crmId === undefined ? null : (records.get(crmId) ?? null),
      linkedTo: null,
    });
  });
}

function reasonOf(row: StoreRow, orders: readonly OrderFacts[], scope: Scope) {
  const text = formatKey(row.key);
  const own = orders.filter((order) => order.buyer !== null && formatKey(order.buyer) === text);
  return customerLeftOut({ createdAt: row.date.toISOString() }, own, scope);
}
