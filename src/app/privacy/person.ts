import { formatKey } from '../../commerce/keys.ts';
import type { ObservedMember, OrderFacts, SubjectView } from '../../ledger/contract.ts';
import type { Route } from '../../sync/types.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { PersonDocument } from './documents.ts';

/** More than this is nobody's history with one shop. */
const historyLimit = 100_000;

/** What the ledger holds about whoever goes by `text`. Throws CommandError unless that is exactly one person. */
export async function personDocument(route: Route, text: string): Promise<PersonDocument> {
  const view = await findPerson(route, text);
  const { destination } = route.destinationAccount;
  const history = await route.ledger.journal({ destination, subjectId: view.subjectId, limit: historyLimit });
  const { record } = view;
  return {
    records: view.members.map(described),
    orders: (await ordersOf(route, view)).map((order) => orderOf(route, order)),
    crm: record === null ? null : { id: record.crmId, url: urlOf(route, record.crmId), values: { ...record.written } },
    history: history.map((line) => ({ ...line, at: line.at.toISOString() })),
  };
}

/** By Shopify customer id, Shopify ID or e-mail. Throws CommandError unless that is exactly one person. */
export async function findPerson(route: Route, text: string): Promise<SubjectView> {
  const { destination } = route.destinationAccount;
  const subjectIds = await route.ledger.findSubjects({ text });
  const views = await route.ledger.subjects({ destination, subjectIds, orders: true });
  const [person, second, ...more] = views.filter(({ object }) => object === 'contact');
  if (person !== undefined && second === undefined) return person;
  if (person !== undefined && second !== undefined) {
    const keys = [person, second, ...more].map(({ members }) => members.map(({ key }) => formatKey(key)).join(' + '));
    const message = `Several people go by that: ${keys.join('; ')}. Ask for one of them by its Shopify ID.`;
    throw new CommandError(message, exitCodes.usage);
  }
  // What was typed may be somebody's address: it is not said again.
  const advice = 'Give the number of the customer in the Shopify admin, a Shopify ID, or the exact e-mail address.';
  throw new CommandError(`The ledger knows nobody by that. ${advice}`, exitCodes.needsYou);
}

/** The person's orders, also those that no longer count for the CRM. */
export async function ordersOf({ ledger }: Route, view: SubjectView): Promise<readonly OrderFacts[]> {
  return ledger.ordersOfBuyers({ buyers: view.members.map(({ key }) => key) });
}

export function urlOf({ destination }: Route, crmId: string): string {
  return destination.recordUrl('contact', crmId);
}

function described({ key, facts }: ObservedMember): PersonDocument['records'][number] {
  const { key: _key, ...values } = facts.type === 'person' ? facts.person : { key };
  return { key: formatKey(key), shopifyUrl: facts.type === 'person' ? facts.person.adminUrl : null, values };
}

function orderOf({ source, sourceAccount }: Route, order: OrderFacts): PersonDocument['orders'][number] {
  const { key, buyer, firstVisit, ...values } = order;
  const more = {
    buyer: buyer === null ? null : formatKey(buyer),
    firstVisit: firstVisit == null ? null : JSON.stringify(firstVisit),
  };
  // Where another store's orders lie, that store alone can say.
  const shopifyUrl = key.source === sourceAccount.source ? source.adminUrl(key) : null;
  return { key: formatKey(key), shopifyUrl, values: { ...values, ...more } };
}
