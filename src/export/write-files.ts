import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatKey } from '../commerce/keys.ts';
import type { ExportColumn, ExportLayout } from '../connector/export-layout.ts';
import { projectOrder, projectPerson } from '../field-map/project.ts';
import type { CrmObject, DesiredRecord, FieldMap } from '../field-map/types.ts';
import { csvLine } from '../lib/csv-text.ts';
import { CheckedFile } from './checked-file.ts';
import type { ExportInput } from './input.ts';
import { aboutText, type Manifest, type ManifestFile, notCarried } from './manifest.ts';
import type { People } from './people.ts';
import { Resolution } from './resolve.ts';
import { cellsOf, headerLine } from './rows.ts';
import { Spool } from './spool.ts';
import { OrderTotalsTally } from './totals.ts';
import { timesInName, type VersionTimes } from './versions.ts';

export interface ExportJob {
  readonly input: ExportInput;
  readonly layout: ExportLayout;
  /** Every field there is, to say which of them the input leaves out. */
  readonly wholeMap: FieldMap;
  readonly times: VersionTimes;
  readonly product: string;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}

export interface ExportResult {
  readonly manifest: Manifest;
  readonly resolution: Resolution;
}

/**
 * Writes one file per object, the manifest and a first page into a folder. The same data gives the same bytes in the files
 * of the objects. Memory grows with the number of people. Throws what the input throws.
 */
export async function writeExport(job: ExportJob, folder: string): Promise<ExportResult> {
  const { input, layout } = job;
  const keepMembers = layout.columns.contact.some(
    ({ content }) => 'identity' in content && content.identity === 'members',
  );
  const resolution = new Resolution(input, { keepMembers, leavesOutCompanies: layout.leavesOutCompanies });
  const totals = new OrderTotalsTally(input.basis);
  const spoolPath = join(folder, '.rows');
  const spool = await Spool.create(spoolPath);
  const files: ManifestFile[] = [];
  const faults: Faults = {};
  try {
    await spoolOrders(job, resolution, totals, spool, faults);
    const { people } = resolution;
    files.push(await writeContacts(job, people, folder, faults));
    files.push(await writeOrders(job, people, spool, folder));
  } finally {
    await spool.abandon().catch(() => undefined);
    await rm(spoolPath, { force: true });
  }
  const manifest: Manifest = {
    product: job.product,
    layout: layout.name,
    basis: input.basis,
    source: input.source,
    asOf: job.times.asOf.toISOString(),
    nextDue: job.times.nextDue?.toISOString() ?? null,
    fieldMap: input.map.version,
    files,
    totals: totals.totals(),
    leftOut: resolution.accounts.reasons,
    notCarried: notCarried(job.wholeMap, input.map),
    notComputed: faults,
    read: resolution.accounts.files(input),
  };
  await writeBeside(folder, layout, manifest);
  return { manifest, resolution };
}

/** Values that could not be computed, by field. */
type Faults = Record<string, number>;

function count(faults: Faults, record: DesiredRecord): void {
  for (const field of Object.keys(record.faults ?? {})) faults[field] = (faults[field] ?? 0) + 1;
}

async function spoolOrders(
  { input, layout, signal, onProgress }: ExportJob,
  resolution: Resolution,
  totals: OrderTotalsTally,
  spool: Spool,
  faults: Faults,
): Promise<void> {
  const columns = layout.columns.order.slice(0, -1);
  let orders = 0;
  for await (const { order, person } of resolution.orders(signal)) {
    const key = formatKey({ source: order.source, kind: 'order', id: order.id });
    const record = projectOrder(input.map, order);
    count(faults, record);
    const cells = cellsOf(columns, record, { key, members: '', contact: '' });
    totals.add(order);
    const written = spool.add(person, csvLine(cells));
    if (written !== undefined) await written;
    orders += 1;
    if (orders % 1_000 === 0) onProgress(orders);
  }
  onProgress(orders);
}

function writeContacts(
  { input, layout, times, signal }: ExportJob,
  people: People,
  folder: string,
  faults: Faults,
): Promise<ManifestFile> {
  const columns = layout.columns.contact;
  return writeFileOf('contact', columns, times, folder, async (file) => {
    for (let person = 0; person < people.count; person += 1) {
      signal.throwIfAborted();
      const members = columns.some(({ content }) => 'identity' in content && content.identity === 'members')
        ? people.memberKeys(person).join(';')
        : '';
      const identity = { key: people.keyOf(person), members, contact: '' };
      const record = projectPerson(input.map, people.person(person));
      count(faults, record);
      const cells = cellsOf(columns, record, identity);
      const written = file.write(Buffer.from(csvLine(cells)), 1);
      if (written !== undefined) await written;
    }
  });
}

/** Rows come back from the spool with their line end, which makes room for the contact. */
function writeOrders({ input, layout, times, signal }: ExportJob, people: People, spool: Spool, folder: string) {
  const columns = layout.columns.order;
  const last = columns.slice(-1);
  const contactOf = (person: number) => {
    if (person < 0) return '';
    if (layout.contactIdentity === 'key') return people.keyOf(person);
    return projectPerson(input.map, people.person(person, ['email'])).values['contact.email'] ?? '';
  };
  return writeFileOf('order', columns, times, folder, async (file) => {
    for await (const batch of spool.read()) {
      signal.throwIfAborted();
      for (const { person, text } of batch) {
        const record = { object: 'order' as const, key: '', values: {}, seeds: {} };
        const cells = cellsOf(last, record, { key: '', members: '', contact: contactOf(person) });
        const row = Buffer.concat([text.subarray(0, -2), Buffer.from(`,${csvLine(cells)}`)]);
        const written = file.write(row, 1);
        if (written !== undefined) await written;
      }
    }
  });
}

async function writeFileOf(
  object: CrmObject,
  columns: readonly ExportColumn[],
  times: VersionTimes,
  folder: string,
  write: (file: CheckedFile) => Promise<void>,
): Promise<ManifestFile> {
  const name = `${object}s_${timesInName(times)}.csv`;
  const file = await CheckedFile.create(join(folder, name));
  try {
    await file.write(Buffer.from(headerLine(columns)), 0);
    await write(file);
    return { name, object, ...(await file.finish()) };
  } catch (error) {
    await file.abandon();
    throw error;
  }
}

async function writeBeside(folder: string, layout: ExportLayout, manifest: Manifest): Promise<void> {
  const beside = [
    { name: 'manifest.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    { name: 'ABOUT.txt', text: aboutText(manifest, layout) },
    ...layout.companions(manifest.files),
  ];
  for (const { name, text } of beside) await writeFile(join(folder, name), text, { flag: 'wx', mode: 0o600 });
}
