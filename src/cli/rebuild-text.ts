import type { RebuildPreview } from '../app/rebuild.ts';
import type { RebuildReport } from '../sync/rebuild/rebuild.ts';
import type { Output } from './output.ts';
import { grouped, tableLines, wrapped } from './table.ts';

const decisionNames: Readonly<Record<string, string>> = {
  setting: 'settings (cutoff, single orders, pause, agreements)',
  evidence: 'deletions, merges and redactions that were told',
  merged: 'Shopify records that are one',
  removed: 'records that a person removed in the CRM',
  moved: 'records merged in the CRM',
  contested: 'fields given up to another writer',
};

/** What would be restored, before anybody agrees. */
export function printPlan(output: Output, preview: RebuildPreview, path: string): void {
  const { line, width, paint } = output;
  if (preview.goesOn) {
    line(`Going on with the rebuild begun at ${preview.begunAt.toISOString().slice(0, 16).replace('T', ' ')} UTC.`);
    return;
  }
  const { plan, holds } = preview;
  if (holds > 0) line(paint.warn(`The ledger knows ${grouped(holds)} records; that is forgotten first.`));
  line();
  line(paint.bold('In the CRM'));
  const columns = [
    { title: 'object', align: 'left' },
    { title: 'all', align: 'right' },
    { title: 'made by us', align: 'right' },
    { title: 'taken over', align: 'right' },
    { title: 'other stores', align: 'right' },
  ] as const;
  const rows = plan.objects.map(({ object, listed, made, found, foreign }) => {
    return [object, grouped(listed), grouped(made), grouped(found), grouped(foreign)];
  });
  for (const text of tableLines(columns, rows, width)) line(text);
  line();
  line(paint.bold(`Decisions in ${path}`));
  const kinds = Object.entries(plan.decisions);
  if (kinds.length === 0) line('none');
  for (const [type, count] of kinds) line(`${grouped(count)} ${decisionNames[type] ?? type}`);
  line();
  line(paint.bold('In the store'));
  const { orders, customers, unlisted } = plan.store;
  line(`${grouped(orders.listed)} orders, ${grouped(orders.known)} of them in the CRM`);
  line(`${grouped(customers.listed)} customers, ${grouped(customers.known)} of them in the CRM`);
  if (unlisted > 0) line(`${grouped(unlisted)} keys in the CRM that the store lists no more`);
  if (plan.from !== null) line(`History that belongs to the CRM: from ${plan.from.slice(0, 10)}`);
  printUnclear(output, plan.unclear);
  line();
}

export function printReport(output: Output, report: RebuildReport): void {
  const { line, width, paint } = output;
  const restored = `Restored: ${grouped(report.contacts)} contacts, ${grouped(report.orders)} orders, ${grouped(report.links)} links of ours, ${grouped(report.decisions)} decisions.`;
  for (const text of wrapped(restored, width)) line(paint.good(text));
  const would = report.would.map(
    ({ act, records, object }) => `${act} ${grouped(records)} ${object}${records === 1 ? '' : 's'}`,
  );
  const changes =
    would.length === 0 ? 'Both sides agree: a start would write nothing.' : `A start would ${would.join(', ')}.`;
  for (const text of wrapped(changes, width)) line(text);
  if (report.needsYou > 0) line(paint.warn(`${grouped(report.needsYou)} records need you: see samestory status.`));
  printUnclear(output, report.unclear);
  line('Prove it with: samestory status --full');
}

function printUnclear({ line, width, paint }: Output, unclear: readonly string[]): void {
  if (unclear.length === 0) return;
  const shown = unclear.slice(0, 10).join(', ');
  const more = unclear.length > 10 ? ` and ${unclear.length - 10} more` : '';
  const text = `Unclear: CRM records ${shown}${more} carry a Shopify ID that cannot be read or that another record names too. Look at them in the CRM.`;
  for (const one of wrapped(text, width)) line(paint.warn(one));
}
