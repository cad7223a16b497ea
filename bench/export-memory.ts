/**
 * One measurement in a process of its own: goes through an orders export and prints time, peak memory and a check as one
 * JSON line. Started by bench/export.ts.
 *
 *   node bench/export-memory.ts <copy | export | report> <orders_export.csv> <folder>
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import { openCsvInput } from '../src/app/exports/csv-input.ts';
import { mapFor, runExport } from '../src/app/exports/export.ts';
import { makeReport, writeReport } from '../src/app/exports/report.ts';
import { keepHeapSmall } from '../src/app/exports/small-heap.ts';
import { coreFieldMap } from '../src/field-map/core.ts';

const [task = '', file = '', folder = ''] = process.argv.slice(2);
const times = { asOf: new Date('2026-11-22T10:00:00Z'), nextDue: null };
const signal = new AbortController().signal;
const onProgress = () => undefined;
const store = { source: '548380009', adminBase: 'https://admin.shopify.com/store/example' };

const tasks: Readonly<Record<string, () => Promise<unknown>>> = {
  copy: async () => {
    await pipeline(createReadStream(file), parse(), stringify(), createWriteStream(join(folder, 'copy.csv')));
    return null;
  },
  export: async () => {
    const input = await openCsvInput([file], { store, map: mapFor('generic', coreFieldMap), needsIds: true });
    const run = { input, layout: 'generic', map: coreFieldMap, folder, times, keep: null, signal, onProgress } as const;
    const { manifest } = await runExport(run);
    return {
      files: manifest.files.map(({ object, rows, sha256 }) => ({ object, rows, sha256 })),
      totals: manifest.totals,
    };
  },
  report: async () => {
    const input = await openCsvInput([file], { store, map: coreFieldMap, needsIds: true });
    const { document } = await makeReport({ input, from: 'bench', unit: 'month', times, signal, onProgress });
    await writeReport(document, { ...times, folder, keep: null });
    const [total] = document.report.rows.total;
    return { orders: total?.orders, customers: total?.customers, gross: total?.amounts.gross };
  },
};

const work = tasks[task];
if (work === undefined) throw new Error(`there is no task "${task}"`);
if (task !== 'copy') keepHeapSmall();
const start = performance.now();
const result = await work();
const milliseconds = Math.round(performance.now() - start);
console.log(JSON.stringify({ task, milliseconds, peakBytes: process.resourceUsage().maxRSS * 1024, result }));
