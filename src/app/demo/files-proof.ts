import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import type { OrderTruth } from '../../../simulator/merchant/truth-order.ts';
import type { PersonTruth } from '../../../simulator/merchant/truth-people.ts';
import { withoutGuard } from '../../lib/csv-text.ts';
import type { Configuration } from '../configuration.ts';
import { type ExportPlan, runPlans } from '../exports/plans.ts';
import type { Runtime } from '../runtime.ts';
import type { Simulators } from '../simulators.ts';
import { type Expectation, expectedOfOrder, expectedOfPerson } from './expectations.ts';

type Row = Readonly<Record<string, string>>;

/** The files that a configuration writes of the simulated store, and what a generic export of its fields says. */
export interface WrittenFiles {
  /** What was written, in the order of the configuration: 'export, weekly'. */
  readonly written: readonly string[];
  readonly orders: ReadonlyMap<string, Row>;
  /** Rows of contacts by every key that they stand for. */
  readonly contacts: readonly Row[];
}

export interface FileDifference {
  readonly record: string;
  readonly field: string | null;
  readonly expected: string;
  readonly found: string;
}

const everything: ExportPlan = {
  what: 'export',
  layout: 'generic',
  folder: 'all',
  rhythm: 'weekly',
  keep: 1,
  mail: [],
};

/** Writes everything that the configuration asks for once, into a folder that is removed again; tells nobody. */
export async function writeFilesOnce(
  configuration: Configuration,
  simulators: Simulators,
  runtime: Runtime,
  signal: AbortSignal,
): Promise<WrittenFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'samestory-demo-files-'));
  const env = Object.fromEntries(
    simulators.environment().flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
  const own = configuration.data.exports.map(
    (plan, index): ExportPlan => ({ ...plan, folder: `${index}-${plan.what}`, mail: [] }),
  );
  // Compared is what every field says, also where the files are laid out for somebody else.
  const generic = own.find(({ what, layout = 'generic' }) => what === 'export' && layout === 'generic');
  const compared = generic ?? everything;
  const data = { ...configuration.data, exports: generic === undefined ? [...own, compared] : own };
  const ended = new Set<string>();
  let all = '';
  try {
    await runPlans({
      configuration: { ...configuration, data, folder, env },
      runtime,
      signal,
      once: true,
      onWritten: (plan, path) => {
        if (plan.folder === compared.folder) all = path;
        ended.add(plan.folder);
      },
      onWaiting: () => undefined,
      onFailure: () => undefined,
    });
    signal.throwIfAborted();
    const orders = await rowsOf(all, 'orders_');
    const contacts = await rowsOf(all, 'contacts_');
    return {
      // In the order of the configuration: they are written side by side, and any of them may be the first to end.
      written: own.filter((plan) => ended.has(plan.folder)).map(({ what, rhythm }) => `${what}, ${rhythm}`),
      orders: new Map(orders.map((row) => [row['order_key'] ?? '', row])),
      contacts,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowsOf(folder: string, beginning: string): Promise<Row[]> {
  const name = (await readdir(folder)).find((file) => file.startsWith(beginning) && file.endsWith('.csv'));
  if (name === undefined) throw new Error(`the export has no file of ${beginning}`);
  const rows: Record<string, string>[] = parse(await readFile(join(folder, name)), { bom: true, columns: true });
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, withoutGuard(cell)])),
  );
}

export interface FilesJudged {
  readonly values: number;
  readonly differences: readonly FileDifference[];
}

/** Lays what the files say of these orders and people beside what really happened. */
export function judgeFiles(
  files: WrittenFiles,
  truth: TruthJson,
  place: { readonly shop: string; readonly timeZone: string },
  of: { readonly orders: readonly OrderTruth[]; readonly persons: readonly PersonTruth[] },
): FilesJudged {
  const found = [
    ...of.orders.map((order) => judgeOrder(files, order, place.shop)),
    ...of.persons.map((person) => judgePerson(files, person, truth, place)),
  ];
  return {
    values: found.reduce((total, { values }) => total + values, 0),
    differences: found.flatMap(({ differences }) => differences),
  };
}

function judgeOrder(files: WrittenFiles, order: OrderTruth, shop: string): FilesJudged {
  const record = `order ${order.name ?? order.id}`;
  const row = files.orders.get(`${shop}/order/${order.id}`);
  const wanted = !order.deleted && !order.test;
  if (row === undefined || !wanted) {
    const same = (row !== undefined) === wanted;
    const said = { record, field: null, expected: wanted ? 'a row' : 'no row', found: wanted ? 'none' : 'a row' };
    return { values: 1, differences: same ? [] : [said] };
  }
  return judgeRow(record, row, expectedOfOrder(order));
}

function judgeRow(record: string, row: Row, expectations: readonly Expectation[]): FilesJudged {
  const known = expectations.filter(([field]) => Object.hasOwn(row, field.replace('.', '_')));
  const differences = known.flatMap(([field, expected, same]): FileDifference[] => {
    const found = row[field.replace('.', '_')] ?? '';
    return same(found) ? [] : [{ record, field, expected, found: found === '' ? 'empty' : found }];
  });
  return { values: known.length + 1, differences };
}

function judgePerson(
  { contacts }: WrittenFiles,
  person: PersonTruth,
  truth: TruthJson,
  { shop, timeZone }: { readonly shop: string; readonly timeZone: string },
): FilesJudged {
  const record = `person ${person.email ?? person.id}`;
  const keys = new Set([
    ...person.customers.map((id) => `${shop}/customer/${id}`),
    ...person.guestOrders.map((id) => `${shop}/guest/${id}`),
  ]);
  const rows = contacts.filter((row) => keys.has(row['contact_key'] ?? ''));
  const [row] = rows;
  if (row === undefined || rows.length > 1) {
    return { values: 1, differences: [{ record, field: null, expected: '1 contact', found: `${rows.length}` }] };
  }
  const email: Expectation = [
    'contact.email',
    person.email ?? 'empty',
    (held) => held.toLowerCase() === (person.email ?? '').toLowerCase(),
  ];
  return judgeRow(record, row, [email, ...expectedOfPerson(person, { truth, since: new Date(0), timeZone })]);
}

/** Sentences about what a set-up of files alone must not have done. */
export function nothingLiveProblems({ store, crm }: Simulators): string[] {
  const calls = crm.counters.read().total;
  const subscriptions = store.subscriptions.list().length;
  return [
    ...(calls > 0 ? [`${calls} calls to the CRM, where there should be none`] : []),
    ...(subscriptions > 0 ? [`${subscriptions} webhooks subscribed, where there should be none`] : []),
  ];
}
