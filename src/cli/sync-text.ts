import type { SyncDocument, TakeBackDocument } from '../app/control-documents.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

type Value = SyncDocument['records'][number]['values'][number];

const names = { contact: 'Contact', order: 'Order' } as const;
const owners = { shopify: 'Shopify', crm: 'CRM', marketing: 'marketing' } as const;

const acts: Readonly<Record<SyncDocument['records'][number]['act'], string>> = {
  create: 'would be created',
  update: 'would be updated',
  adopt: 'is in the CRM already and would be taken over',
  nothing: 'is as it should be',
  hold: 'needs you',
  'leave out': 'stays out',
  wait: 'waits',
};

/** What bringing an order would write, record by record, with values and owners. */
export function printPlan(output: Output, plan: SyncDocument): void {
  const { paint, width } = output;
  output.line();
  output.line(paint.bold(`Order ${plan.order.name} of ${plan.order.date.slice(0, 10)}`));
  if (plan.leftOut !== null) {
    output.line(paint.warn(`It stays out of the CRM: ${plan.leftOut}.`));
    return;
  }
  for (const { object, act, reason, shopifyUrl, crmUrl, values } of plan.records) {
    output.line();
    const why = reason === null ? '' : `: ${reason}`;
    for (const line of wrapped(`${names[object]} ${acts[act]}${why}`, width)) output.line(paint.bold(line));
    output.line(`  Shopify: ${shopifyUrl}`);
    if (crmUrl !== null) output.line(`  CRM:     ${crmUrl}`);
    printValues(output, values, act === 'create');
  }
  output.line();
  if (plan.link === 'would be made') output.line('The order would be linked to the contact.');
  else if (plan.link === 'is there') output.line('The order is linked to the contact.');
  else output.line('The order has no buyer who could become a contact.');
}

function printValues(output: Output, values: readonly Value[], created: boolean): void {
  const filled = values.filter(({ from, to }) => from !== null || to !== null);
  if (filled.length === 0) return;
  const titles = created
    ? ['  field', 'owner', 'CRM property', 'value']
    : ['  field', 'owner', 'CRM property', 'from', 'to'];
  const columns = titles.map((title) => ({ title, align: 'left' as const }));
  const rows = filled.map(({ label, owner, property, from, to }) => {
    const who = owner === 'shopify' ? owners.shopify : `${owners[owner]}, seeded once`;
    const place = [`  ${label}`, who, property ?? 'no room for it'];
    return created ? [...place, to ?? ''] : [...place, from ?? '', to ?? ''];
  });
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
}

/** What was written, with both addresses of each record. */
export function printDone(output: Output, { order, done }: SyncDocument): void {
  if (done === null) return;
  const { paint, width } = output;
  output.line();
  if (done.standing === 'matching') output.line(paint.good(`Done: ${order.name} is in the CRM and matches Shopify.`));
  else {
    const text = `${order.name} does not match yet (${done.standing}): ${done.reason ?? 'no reason known'}`;
    for (const line of wrapped(text, width)) output.line(paint.warn(line));
  }
  for (const { object, shopifyUrl, crmUrl } of done.records) {
    output.line(`${names[object]} in Shopify: ${shopifyUrl}`);
    output.line(`${names[object]} in the CRM: ${crmUrl}`);
  }
  output.line(done.linked ? 'They are linked.' : 'They are not linked.');
}

const takeBackActs = {
  archive: 'would be archived',
  restore: 'would get its values back',
  keep: 'stays as it is',
} as const;

/** What taking an order back would do. */
export function printTakeBack(output: Output, plan: TakeBackDocument): void {
  const { paint, width } = output;
  output.line();
  output.line(paint.bold(`Taking back order ${plan.order.name}`));
  for (const { object, act, reason, crmUrl, values } of plan.steps) {
    output.line(`${names[object]} ${takeBackActs[act]}: ${reason}`);
    output.line(`  ${crmUrl}`);
    printValues(output, values, false);
  }
  if (plan.unlink.length > 0) output.line('The link between them would be removed.');
  if (!plan.comesBack) return;
  const text = 'This order is newer than the cutoff: samestory start brings it again at its next look.';
  for (const line of wrapped(text, width)) output.line(paint.warn(line));
}
