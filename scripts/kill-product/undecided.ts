import type { TruthJson } from '../../simulator/merchant/truth-ledger.ts';
import type { OrderTruth } from '../../simulator/merchant/truth-order.ts';
import type { CrmView } from '../../src/app/demo/crm-view.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import type { BalanceReport } from '../../src/sync/types.ts';

/**
 * Orders that wait for a person's decision about their buyer: nobody answers here, so whose they are cannot be expected.
 * That they wait has to be said by the product, and the person who is asked about has to be the one of the truth.
 */
export function undecidedOrders({ named }: BalanceReport, truth: TruthJson, shop: string): ReadonlySet<string> {
  const keysIn = (wanted: string) =>
    new Set(named.flatMap(({ key, state }) => (state === wanted ? [formatKey(key)] : [])));
  const asked = keysIn('needs you');
  const waiting = keysIn('waiting');
  const customersOf = new Map(truth.persons.map(({ id, customers }) => [id, customers]));
  const isAsked = ({ id, person }: OrderTruth) =>
    asked.has(`${shop}/guest/${id}`) ||
    (customersOf.get(person ?? '') ?? []).some((customer) => asked.has(`${shop}/customer/${customer}`));
  const orders = truth.orders.filter((order) => waiting.has(`${shop}/order/${order.id}`) && isAsked(order));
  return new Set(orders.map(({ id }) => id));
}

/**
 * The truth, without whose those orders are that have no contact in the CRM yet, and without guests of whom nothing else is
 * known: there is no contact of theirs before the decision.
 */
export function withoutUndecided(
  truth: TruthJson,
  undecided: ReadonlySet<string>,
  view: CrmView,
  shop: string,
): TruthJson {
  const isLinked = (id: string) =>
    view
      .recordOf('order', `${shop}/order/${id}`)
      ?.links()
      .some(({ toType }) => toType === 'contacts') === true;
  const waits = (id: string) => undecided.has(id) && !isLinked(id);
  const orders = truth.orders.map((order) => (waits(order.id) ? { ...order, person: null } : order));
  const persons = truth.persons.filter(
    ({ customers, guestOrders }) => customers.length > 0 || guestOrders.length === 0 || !guestOrders.every(waits),
  );
  return { ...truth, persons, orders };
}
