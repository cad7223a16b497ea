import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportInput } from '../../export/input.ts';
import { Resolution } from '../../export/resolve.ts';
import { timesInName, type VersionTimes, writeVersion } from '../../export/versions.ts';
import type { ReportDocument } from '../../report/document.ts';
import { figures } from '../../report/figures.ts';
import { orderFactsOf } from '../../report/order-facts.ts';
import { reportPage } from '../../report/page/page.ts';
import type { PeriodUnit } from '../../report/period.ts';
import { reportCsv } from '../../report/report-csv.ts';
import { ReportTally } from '../../report/tally.ts';
import { productVersion } from '../version.ts';
import { withFileErrors } from './open-input.ts';

/** What a report reads of an order beside the field map: lines and transactions tell of gift cards. */
export const reportParts = ['acquisition', 'lineItems', 'transactions'] as const;

export const reportStem = 'samestory-report';

interface ReportRun {
  readonly input: ExportInput;
  readonly from: string;
  readonly unit: PeriodUnit;
  readonly times: VersionTimes;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}

export interface ReportOutcome {
  readonly document: ReportDocument;
  readonly resolution: Resolution;
}

/** Goes through the input once and adds up. Throws CommandError for what is wrong with a file. */
export function makeReport(run: ReportRun): Promise<ReportOutcome> {
  const { input, from, unit, times, signal, onProgress } = run;
  return withFileErrors(async () => {
    const resolution = new Resolution(input, { keepMembers: false, leavesOutCompanies: false });
    const tally = new ReportTally(input.basis, unit);
    let orders = 0;
    for await (const { order, day, person } of resolution.orders(signal)) {
      tally.add(orderFactsOf(order, { basis: input.basis, day, person }));
      orders += 1;
      if (orders % 1_000 === 0) onProgress(orders);
    }
    onProgress(orders);
    const document: ReportDocument = {
      product: `samestory ${productVersion}`,
      from,
      asOf: times.asOf.toISOString(),
      nextDue: times.nextDue?.toISOString() ?? null,
      report: tally.report(),
      leftOut: resolution.accounts.reasons,
      definitions: figures,
    };
    return { document, resolution };
  });
}

/** Writes a report as page, CSV and JSON: all three under one name, or none. Returns the folder. */
export function writeReport(
  document: ReportDocument,
  plan: VersionTimes & { readonly folder: string; readonly keep: number | null },
): Promise<string> {
  const name = `report_${timesInName(plan)}`;
  const forms = [
    { ending: 'html', text: reportPage(document) },
    { ending: 'csv', text: reportCsv(document) },
    { ending: 'json', text: `${JSON.stringify(document, null, 2)}\n` },
  ];
  return withFileErrors(() =>
    writeVersion({ ...plan, stem: reportStem }, async (working) => {
      for (const { ending, text } of forms) {
        await writeFile(join(working, `${name}.${ending}`), text, { flag: 'wx', mode: 0o600 });
      }
    }),
  );
}
