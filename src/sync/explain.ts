import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import type { CrmRecord } from '../connector/destination.ts';
import { sameValue } from '../field-map/compare.ts';
import { projectOrder, projectPerson } from '../field-map/project.ts';
import type { DesiredRecord } from '../field-map/types.ts';
import type { Standing, SubjectView } from '../ledger/contract.ts';
import type { ExplainedField, Explanation, Route } from './types.ts';
import { personOf, remembered, viewsOf } from './views.ts';

const historyLimit = 50;

/**
 * What Shopify says, what the CRM holds, who owns each field, what changed when and why. `text` is an order name, a
 * numeric id, a Shopify ID or an e-mail; empty when nobody knows it.
 * @throws ConnectorError when one side cannot be read.
 */
export async function explain(route: Route, text: string): Promise<readonly Explanation[]> {
  const subjectIds = await route.ledger.findSubjects({ text });
  if (subjectIds.length === 0) return [];
  const views = await viewsOf(route, subjectIds);
  const explanations: Explanation[] = [];
  for (const view of views.filter((one) => isOwn(route, one))) explanations.push(await explainOne(route, text, view));
  return explanations;
}

/** Another store's orders can be read there alone; a person is everybody's. */
function isOwn({ sourceAccount }: Route, { object, members }: SubjectView): boolean {
  return object !== 'order' || members.some(({ key }) => key.source === sourceAccount.source);
}

async function explainOne(route: Route, asked: string, view: SubjectView): Promise<Explanation> {
  const destination = route.destinationAccount.destination;
  const order = view.object === 'order' ? await readOrder(route, view) : null;
  const desired = desiredOf(route, view, order);
  const crmId = view.record?.crmId ?? null;
  const [record] = crmId === null ? [] : await route.destination.readBack(view.object, { ids: [crmId] });
  const keys = view.members.map((member) => member.key);
  const standings = await route.ledger.standings({ destination, keys });
  const standing = standings.find((row) => row.standing !== null)?.standing ?? null;
  const first = keys.find(({ source }) => source === route.sourceAccount.source);
  return {
    asked,
    object: view.object,
    keys: keys.map(formatKey),
    standing: standing?.state ?? 'unseen',
    reason: reasonOf(standing),
    shopifyUrl: first === undefined ? null : route.source.adminUrl(first),
    crmUrl: crmId === null ? null : route.destination.recordUrl(view.object, crmId),
    crmId,
    fields: explainFields(route, view, desired, record ?? null),
    linked: await linkedOf(route, view),
    history: await route.ledger.journal({ destination, subjectId: view.subjectId, limit: historyLimit }),
  };
}

async function readOrder(route: Route, view: SubjectView): Promise<Order | null> {
  const ids = view.members.filter((member) => member.key.kind === 'order').map((member) => member.key.id);
  if (ids.length === 0) return null;
  const looks = await route.source.read('order', ids);
  for (const look of looks) if (look.snapshot?.kind === 'order') return look.snapshot;
  return null;
}

function desiredOf(route: Route, view: SubjectView, order: Order | null): DesiredRecord | null {
  if (view.object === 'order') return order === null ? null : projectOrder(route.map, remembered(order, view));
  const person = personOf(view);
  return person === null ? null : projectPerson(route.map, person);
}

function reasonOf(standing: Standing | null): string | null {
  return standing === null || standing.state === 'matching' ? null : standing.reason;
}

function explainFields(
  route: Route,
  view: SubjectView,
  desired: DesiredRecord | null,
  record: CrmRecord | null,
): ExplainedField[] {
  return route.map.fields
    .filter((field) => field.object === view.object)
    .map((field) => {
      const shopify = desired?.values[field.name] ?? desired?.seeds[field.name] ?? null;
      const crm = record?.values[field.name] ?? null;
      const parked = view.parkedValues.find((value) => value.field === field.name);
      const note = parked
        ? `parked: ${parked.message}`
        : field.fill === 'once'
          ? 'seeded when the record was made, yours since'
          : field.owner === 'shopify'
            ? null
            : 'never written by us';
      return {
        field: field.name,
        label: field.label,
        property: route.destination.propertyOf(field.name),
        owner: field.owner,
        shopify,
        crm,
        same: sameValue(field.type, shopify, crm),
        note,
      };
    });
}

async function linkedOf(route: Route, view: SubjectView): Promise<Explanation['linked']> {
  const crmId = view.record?.crmId;
  if (view.object !== 'order' || crmId === undefined) return [];
  const links = await route.destination.readLinks('order_contact', [crmId]);
  const ids = links.get(crmId) ?? [];
  if (ids.length === 0) return [];
  const contacts = await route.destination.readBack('contact', { ids });
  return contacts.map((contact) => ({
    key: contact.key ?? 'not a record of ours',
    crmUrl: route.destination.recordUrl('contact', contact.id),
  }));
}
