import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { noMail } from '../../alerts/deliver.ts';
import { type MailSettings, sendMail } from '../../alerts/mail.ts';
import { versionsIn } from '../../export/versions.ts';
import { readable } from '../../report/document.ts';
import { CommandError, exitCodes } from '../failures.ts';

interface Mailing {
  readonly what: 'export' | 'report';
  readonly folder: string;
  readonly stem: string;
  readonly to: readonly string[];
  readonly mail: MailSettings | null;
}

/**
 * Tells whoever wants to know that the newest version lies there: totals and place, never rows. Each version is told once,
 * also after a restart; the folder keeps which one was told last. Throws CommandError when the mail cannot be sent.
 */
export async function mailNewest(mailing: Mailing): Promise<void> {
  const { what, folder, stem, to, mail } = mailing;
  const newest = (await versionsIn(folder, stem)).at(-1);
  if (newest === undefined || to.length === 0) return;
  const mark = join(folder, `.mailed-${stem}`);
  if ((await readFile(mark, 'utf8').catch(() => '')) === newest.name) return;
  const path = join(folder, newest.name);
  const lines = what === 'report' ? await reportLines(path) : await exportLines(path);
  const text = [
    `The ${what} is written.`,
    '',
    `As of:     ${newest.asOf.toISOString()}`,
    ...(newest.nextDue === null ? [] : [`Next due:  ${newest.nextDue.toISOString()}`]),
    `It lies in ${path}`,
    `on ${hostname()}.`,
    '',
    ...lines,
    '',
  ].join('\n');
  const subject = `[samestory] ${what} as of ${newest.asOf.toISOString().slice(0, 10)}`;
  const problem = mail === null ? noMail : await sendMail(mail, { id: `${stem}/${newest.name}`, to, subject, text });
  if (problem !== null) {
    throw new CommandError(`The files lie in ${path}, but nobody could be told: ${problem}.`, exitCodes.connection);
  }
  await writeFile(mark, newest.name);
}

const amount = z.string().nullable();
const manifest = z.object({
  files: z.array(z.object({ name: z.string(), rows: z.number() })),
  totals: z.array(
    z.object({
      currency: z.string(),
      orders: z.number(),
      gross: z.string(),
      refunded: z.string(),
      grossMinusRefunded: z.string(),
      net: amount,
    }),
  ),
});

async function exportLines(path: string): Promise<string[]> {
  const { files, totals } = manifest.parse(JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')));
  return [
    ...files.map(({ name, rows }) => `${name}: ${readable(rows)} rows`),
    ...totals.map(({ currency, orders, net, ...sums }) => {
      const kept = net === null ? `gross − refunded ${readable(sums.grossMinusRefunded)}` : `net ${readable(net)}`;
      return `${currency}: ${readable(orders)} orders, gross ${readable(sums.gross)}, refunded ${readable(sums.refunded)}, ${kept}`;
    }),
  ];
}

const reportForm = z.object({
  report: z.object({
    rows: z.object({
      total: z.array(z.object({ currency: z.string(), orders: z.number(), amounts: z.record(z.string(), amount) })),
    }),
  }),
});

async function reportLines(path: string): Promise<string[]> {
  const name = (await readdir(path)).find((file) => file.endsWith('.json')) ?? '';
  const { report } = reportForm.parse(JSON.parse(await readFile(join(path, name), 'utf8')));
  return report.rows.total.map(({ currency, orders, amounts }) => {
    const shown = [
      ['gross', amounts['gross']],
      ['refunded', amounts['refunded']],
      ['net', amounts['net']],
    ] as const;
    const sums = shown.flatMap(([label, value]) =>
      value === null || value === undefined ? [] : [`${label} ${readable(value)}`],
    );
    return `${currency}: ${readable(orders)} orders${sums.map((sum) => `, ${sum}`).join('')}`;
  });
}
