import type { InspectedRecord } from '../../../simulator/hubspot/inspect.ts';
import type { StoryExpected } from '../../../simulator/merchant/story-plan.ts';
import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import type { OrderTruth } from '../../../simulator/merchant/truth-order.ts';
import type { PersonTruth } from '../../../simulator/merchant/truth-people.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { type CrmView, memberKeys } from './crm-view.ts';
import { belongs, type Expectation, expectedOfOrder, expectedOfPerson, keptTrue } from './expectations.ts';

export interface TruthComparison {
  readonly orders: number;
  readonly persons: number;
  /** Values that people typed into their own fields, and those of Shopify that were put back. */
  readonly typed: number;
  /** At most 50 sentences; `different` counts all. */
  readonly differences: readonly string[];
  readonly different: number;
}

export interface TruthInput {
  readonly view: CrmView;
  readonly truth: TruthJson;
  readonly shop: string;
  /** Orders with an earlier business date stay out of the CRM. */
  readonly since: Date;
  readonly expected: Pick<StoryExpected, 'kept' | 'repaired'>;
  /** The map in use: only what it keeps true is looked at. */
  readonly map: FieldMap;
  /** The shop's. */
  readonly timeZone: string;
  /** Keys of people whose e-mail the CRM refused: their contacts have none. */
  readonly parkedEmails: ReadonlySet<string>;
}

/** Lays what the CRM holds beside what happened, record by record, without asking the product anything. */
export function compareWithTruth(input: TruthInput): TruthComparison {
  const { view, truth, shop } = input;
  const people = personIndex(truth.persons);
  const living = truth.orders.filter((order) => !order.deleted);
  const wanted = living.filter((order) => belongs(order, input.since));
  const kept = new Set(wanted.map(({ id }) => id));
  const persons = truth.persons.filter(
    (person) => person.customers.length > 0 || person.guestOrders.some((id) => kept.has(id)),
  );
  const differences = [
    ...wanted.flatMap((order) => orderDifferences(input, order, people)),
    ...living.filter((order) => !kept.has(order.id)).flatMap((order) => strayOrder(view, shop, order)),
    ...persons.flatMap((person) => personDifferences(input, person)),
    ...typedDifferences(input),
  ];
  return {
    orders: wanted.length,
    persons: persons.length,
    typed: input.expected.kept.length + input.expected.repaired.length,
    differences: differences.slice(0, 50),
    different: differences.length,
  };
}

function orderDifferences(input: TruthInput, order: OrderTruth, people: ReadonlyMap<string, PersonTruth>): string[] {
  const { view, shop } = input;
  const name = `order ${order.name ?? order.id}`;
  const record = view.recordOf('order', `${shop}/order/${order.id}`);
  if (record === null) return [`${name} is not in the CRM`];
  return [
    ...valueDifferences(input, name, record, expectedOfOrder(order)),
    ...buyerDifference(view, shop, name, record, order, people),
  ];
}

function valueDifferences(
  { view, map }: TruthInput,
  name: string,
  record: InspectedRecord,
  expectations: readonly Expectation[],
): string[] {
  const kept = keptTrue(map);
  return expectations.flatMap(([field, expected, same]) => {
    if (!kept.has(field)) return [];
    const held = record.properties[view.property(field)] ?? '';
    return same(held) ? [] : [`${name}: ${field} is ${held === '' ? 'empty' : held} in the CRM, ${expected} in truth`];
  });
}

function buyerDifference(
  view: CrmView,
  shop: string,
  name: string,
  record: InspectedRecord,
  order: OrderTruth,
  people: ReadonlyMap<string, PersonTruth>,
): string[] {
  const linked = record.links().filter(({ toType }) => toType === 'contacts');
  const person = order.person === null ? undefined : people.get(order.person);
  if (person === undefined) return linked.length === 0 ? [] : [`${name}: linked to a contact, bought by nobody known`];
  const ids = contactsOf(view, shop, person).map(({ id }) => id);
  const right = linked.length === 1 && linked[0] !== undefined && ids.includes(linked[0].toId);
  return right ? [] : [`${name}: linked to ${linked.length} contacts, not to the one of its buyer`];
}

function strayOrder(view: CrmView, shop: string, order: OrderTruth): string[] {
  const record = view.recordOf('order', `${shop}/order/${order.id}`);
  return record === null ? [] : [`order ${order.name ?? order.id} is in the CRM and should be left out`];
}

function personIndex(persons: readonly PersonTruth[]): Map<string, PersonTruth> {
  return new Map(persons.map((person) => [person.id, person]));
}

function contactsOf(view: CrmView, shop: string, person: PersonTruth): InspectedRecord[] {
  const keys = [
    ...person.customers.map((id) => `${shop}/customer/${id}`),
    ...person.guestOrders.map((id) => `${shop}/guest/${id}`),
  ];
  const records = keys.map((key) => view.recordOf('contact', key)).filter((record) => record !== null);
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function personDifferences(input: TruthInput, person: PersonTruth): string[] {
  const { view, shop, parkedEmails } = input;
  const records = contactsOf(view, shop, person);
  const [record] = records;
  if (record === undefined || records.length > 1) {
    const ids = records.map(({ id }) => id).join(', ');
    return [`person ${person.id} has ${records.length} contacts in the CRM${ids === '' ? '' : `: ${ids}`}`];
  }
  const email = record.properties['email'] ?? '';
  const doubled =
    email === '' ? 0 : view.all('contact').filter((other) => other.properties['email'] === email).length - 1;
  const wanted = memberKeys(record).some((key) => parkedEmails.has(key)) ? '' : (person.email ?? '');
  return [
    ...(email === wanted ? [] : [`person ${person.id}: another e-mail in the CRM than in truth`]),
    ...valueDifferences(input, `person ${person.id}`, record, expectedOfPerson(person, input)),
    ...(doubled > 0 ? [`person ${person.id}: ${doubled} more contacts with the same e-mail`] : []),
  ];
}

/** Fields of the team keep what the team typed; fields of Shopify do not. Which are whose is the map's to say. */
function typedDifferences({ view, shop, expected, map }: TruthInput): string[] {
  const holder = (entry: (typeof expected.repaired)[number]) => {
    const kind = entry.object === 'contact' && entry.of.kind === 'order' ? 'guest' : entry.of.kind;
    return view.recordOf(entry.object, `${shop}/${kind}/${entry.of.id}`);
  };
  const shopifys = keptTrue(map);
  const mapped = new Set(map.fields.map(({ name }) => name));
  const peoples = expected.kept.filter(({ field }) => mapped.has(field) && !shopifys.has(field));
  const kept = peoples.flatMap((entry) => {
    const held = holder(entry)?.properties[view.property(entry.field)] ?? '';
    return held === (entry.value ?? '')
      ? []
      : [`${entry.field} of ${entry.of.kind} ${entry.of.id}: a person's value was lost`];
  });
  const ours = [...expected.repaired, ...expected.kept].filter(({ field }) => shopifys.has(field));
  const repaired = ours.flatMap((entry) => {
    const [latest] = holder(entry)?.history(view.property(entry.field)) ?? [];
    const byUs = latest?.source.sourceType === 'INTEGRATION';
    return byUs ? [] : [`${entry.field} of ${entry.of.kind} ${entry.of.id}: not put back to Shopify's value`];
  });
  return [...kept, ...repaired];
}
