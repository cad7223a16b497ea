/**
 * How fast a large orders export goes through `export` and `report`, and in how much memory, side by side with a program
 * that only parses and writes the same rows again (csv-parse → csv-stringify).
 *
 *   node bench/export.ts [--rows 1000000] [--keep]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readFlags, wholeNumber } from '../scripts/flags.ts';
import { writeOrdersFile } from './orders-file.ts';

const measurement = z.object({
  task: z.string(),
  milliseconds: z.number(),
  peakBytes: z.number(),
  result: z.unknown(),
});

function measure(task: string, file: string, folder: string): Promise<z.infer<typeof measurement>> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'export-memory.ts'), task, file, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(measurement.parse(JSON.parse(text))) : reject(new Error(`${task} ended with ${code}`)),
    );
  });
}

const values = readFlags({ rows: { type: 'string', default: '1000000' }, keep: { type: 'boolean' } });
const rows = wholeNumber('rows', values.rows, 1);
const folder = await mkdtemp(join(tmpdir(), 'samestory-bench-'));
try {
  const file = join(folder, 'orders_export.csv');
  const made = await writeOrdersFile(file, rows);
  const { size } = await stat(file);
  console.log(
    `${made.rows} rows, ${made.orders} orders, ${made.buyers} buyers, ${Math.round(size / 1e6)} MB; Node ${process.versions.node}`,
  );
  const copied = await measure('copy', file, folder);
  for (const run of [copied, await measure('export', file, folder), await measure('report', file, folder)]) {
    const speed = Math.round((made.rows / run.milliseconds) * 1000);
    const share = (copied.milliseconds / run.milliseconds).toFixed(2);
    const peak = Math.round(run.peakBytes / 1e6);
    console.log(`${run.task.padEnd(8)} ${String(speed).padStart(8)} rows/s  ${share} of the copy  peak ${peak} MB`);
    if (run.result !== null) console.log(`         ${JSON.stringify(run.result)}`);
  }
} finally {
  if (values.keep === true) console.log(folder);
  else await rm(folder, { recursive: true, force: true });
}
