import type { InspectedRecord } from '../../../simulator/hubspot/inspect.ts';
import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import type { OrderTruth } from '../../../simulator/merchant/truth-order.ts';
import type { PersonTruth } from '../../../simulator/merchant/truth-people.ts';
import { formatKey } from '../../commerce/keys.ts';
import type { FieldMap } from '../../field-map/types.ts';
import type { BalanceReport } from '../../sync/types.ts';
import type { CrmView } from '../demo/crm-view.ts';
import { belongs, type Expectation, expectedOfOrder, expectedOfPerson, keptTrue } from '../demo/expectations.ts';
import type { Difference, Stage } from './stage.ts';

export interface CheckInput {
  readonly view: CrmView;
  readonly truth: TruthJson;
  readonly shop: string;
  /** The map in use: only its fields are looked at. */
  readonly map: FieldMap;
  readonly since: Date;
  /** The shop's. */
  readonly timeZone: string;
  /** Both sides as the product reads them: for the fields that the truth does not know. */
  readonly report: BalanceReport;
  /** Key → what the product says a person is needed for. */
  readonly needsPerson: ReadonlyMap<string, string>;
}

export interface Checked {
  /** Values that were laid beside what they should be. */
  readonly values: number;
  readonly differences: readonly Difference[];
}

/** Lays everything that a case made beside what really happened, and beside what the product reads on both sides. */
export function checkCase(input: CheckInput, stage: Stage): Checked {
  const orders = input.truth.orders.filter(({ id }) => stage.orders.includes(id));
  const persons = input.truth.persons.filter(
    (person) =>
      person.customers.some((id) => stage.customers.includes(id)) ||
      person.guestOrders.some((id) => stage.orders.includes(id)),
  );
  const checks = [
    ...orders.map((order) => checkOrder(input, order)),
    ...persons.map((person) => checkPerson(input, person)),
  ];
  const known = new Set(
    checks.flatMap(({ differences }) => differences.map(({ record, field }) => `${record} ${field}`)),
  );
  const further = ofProduct(input, stage).filter(({ record, field }) => !known.has(`${record} ${field}`));
  return {
    values: checks.reduce((total, { values }) => total + values, 0),
    differences: [...stage.differences, ...checks.flatMap(({ differences }) => differences), ...further],
  };
}

function nameOf(order: OrderTruth): string {
  return `order ${order.name ?? order.id}`;
}

function checkOrder(input: CheckInput, order: OrderTruth): Checked {
  const { view, shop } = input;
  const name = nameOf(order);
  const record = view.recordOf('order', `${shop}/order/${order.id}`);
  if (!belongs(order, input.since)) {
    const stray = { record: name, field: null, expected: 'left out of the CRM', found: 'a record' };
    return { values: 1, differences: record === null ? [] : [stray] };
  }
  if (record === null) {
    return { values: 1, differences: [{ record: name, field: null, expected: 'a record', found: 'none in the CRM' }] };
  }
  const { values, differences } = checkValues(input, name, record, expectedOfOrder(order));
  return { values: values + 1, differences: [...differences, ...buyerDifference(input, name, record, order)] };
}

/** Only fields that the map keeps true are looked at. */
function checkValues(
  { view, map }: CheckInput,
  record: string,
  held: InspectedRecord,
  expectations: readonly Expectation[],
): Checked {
  const kept = keptTrue(map);
  const wanted = expectations.filter(([field]) => kept.has(field));
  const differences = wanted.flatMap(([field, expected, same]): Difference[] => {
    const found = held.properties[view.property(field)] ?? '';
    return same(found) ? [] : [{ record, field, expected, found: found === '' ? 'empty' : found }];
  });
  return { values: wanted.length, differences };
}

function buyerDifference(
  { view, shop, truth }: CheckInput,
  name: string,
  record: InspectedRecord,
  order: OrderTruth,
): Difference[] {
  const linked = record.links().filter(({ toType }) => toType === 'contacts');
  const person = truth.persons.find(({ id }) => id === order.person);
  // Nobody is named by an order without customer and e-mail; a rule that knows the phone may still know who it was.
  if (person === undefined) return [];
  const ids = contactsOf(view, shop, person).map(({ id }) => id);
  const right = linked.length === 1 && linked[0] !== undefined && ids.includes(linked[0].toId);
  if (right) return [];
  return [
    {
      record: name,
      field: 'buyer',
      expected: 'linked to the one contact of its buyer',
      found: `${linked.length} links`,
    },
  ];
}

function contactsOf(view: CrmView, shop: string, person: PersonTruth): InspectedRecord[] {
  const keys = [
    ...person.customers.map((id) => `${shop}/customer/${id}`),
    ...person.guestOrders.map((id) => `${shop}/guest/${id}`),
  ];
  const records = keys.map((key) => view.recordOf('contact', key)).filter((record) => record !== null);
  return [...new Map(records.map((record) => [record.id, record])).values()];
}

function checkPerson(input: CheckInput, person: PersonTruth): Checked {
  const { view, shop } = input;
  const name = `person ${person.email ?? person.id}`;
  const records = contactsOf(view, shop, person);
  const [record] = records;
  const differences: Difference[] = [];
  let values = 3;
  if (record === undefined || records.length > 1) {
    differences.push({ record: name, field: null, expected: '1 contact', found: `${records.length} contacts` });
  } else {
    const signals = checkValues(input, name, record, expectedOfPerson(person, input));
    values += signals.values;
    differences.push(...signals.differences);
    const held = record.properties['email'] ?? '';
    const wanted = person.email ?? '';
    const same = view.all('contact').filter(({ properties }) => wanted !== '' && properties['email'] === wanted);
    if (held !== wanted)
      differences.push({ record: name, field: 'contact.email', expected: wanted, found: held || 'empty' });
    if (same.length > 1) {
      differences.push({
        record: name,
        field: null,
        expected: 'the only one with this e-mail',
        found: `${same.length} contacts`,
      });
    }
  }
  return { values, differences };
}

/** What the product itself finds different on both sides, or cannot do without a person. */
function ofProduct({ report, shop, truth, needsPerson }: CheckInput, stage: Stage): Difference[] {
  const names = new Map(truth.orders.map((order) => [order.id, nameOf(order)]));
  const mine = new Map<string, string>([
    ...stage.orders.flatMap((id) => [
      [`${shop}/order/${id}`, names.get(id) ?? id] as const,
      [`${shop}/guest/${id}`, `guest of ${names.get(id) ?? id}`] as const,
    ]),
    ...stage.customers.map((id) => [`${shop}/customer/${id}`, `customer ${id}`] as const),
  ]);
  const differing = report.differences.flatMap(({ key, fields, links }): Difference[] => {
    const record = mine.get(formatKey(key));
    if (record === undefined) return [];
    return [
      ...fields.map(({ field, shopify, crm }) => ({
        record,
        field,
        expected: shopify ?? 'empty',
        found: crm ?? 'empty',
      })),
      ...(links ? [{ record, field: 'links', expected: 'as in Shopify', found: 'others' }] : []),
    ];
  });
  const waiting = [...needsPerson].flatMap(([key, why]): Difference[] => {
    const record = mine.get(key);
    return record === undefined ? [] : [{ record, field: null, expected: 'nothing for a person to do', found: why }];
  });
  return [...differing, ...waiting];
}
