import type { OtherWriter } from '../connector/destination.ts';
import { readInstant, writeInstant } from './settings.ts';
import type { Route } from './types.ts';

/** What the question needs of a route; it is asked before there is a whole one. */
export type WriterContext = Pick<
  Route,
  'source' | 'sourceAccount' | 'destination' | 'destinationAccount' | 'ledger' | 'clock'
>;

export interface WriterReport extends OtherWriter {
  /** It still brings records, as far as can be told: we do not write beside it. */
  readonly running: boolean;
  /** For people: what it is, what it left and what to do. */
  readonly sentence: string;
}

/** A connection that wrote within this time is taken to be running. */
const recentMs = 24 * 3_600_000;
/** How long a connection may take to bring an order: a younger one says nothing about whether it still runs. */
const deliveryMs = 3_600_000;
/** What was under way when a person switched it off may still arrive. */
const drainMs = 15 * 60_000;
/** Nothing was running when it was last asked: not asked again for so long. The question lists the CRM's orders. */
const askedEveryMs = 24 * 3_600_000;

/**
 * Other connections that bring this store's records into the CRM. One counts when the store knows an order that it
 * brought, or when it left contacts alone. Running = it wrote within the last 24 hours, or the store has no order older
 * than an hour that came after its last write, so that it has kept up. A person who has just switched it off says so
 * (`declareOff`): then only what it writes later than a quarter of an hour after that counts.
 * @throws ConnectorError when one side cannot be read.
 */
export async function lookForWriters(context: WriterContext): Promise<readonly WriterReport[]> {
  const reports: WriterReport[] = [];
  for (const writer of await context.destination.otherWriters()) {
    if (!(await isOfThisStore(context, writer))) continue;
    const running = await isRunning(context, writer);
    reports.push({ ...writer, running, sentence: sentenceOf(writer, running) });
  }
  return reports;
}

/** As `lookForWriters`, the running ones only, and at most once a day where there were none. */
export async function runningWriters(context: WriterContext): Promise<readonly WriterReport[]> {
  const name = `other writers/${context.destinationAccount.destination}/none running`;
  const now = context.clock.now();
  const asked = await readInstant(context.ledger, name);
  if (asked !== null && now.getTime() - asked.getTime() < askedEveryMs) return [];
  const running = (await lookForWriters(context)).filter((writer) => writer.running);
  if (running.length === 0) await writeInstant(context.ledger, name, now);
  return running;
}

/** A person says that the connections found now have been switched off; what they write from here on counts again. */
export async function declareOff(
  context: Pick<Route, 'ledger' | 'clock' | 'destinationAccount'>,
  writers: readonly Pick<OtherWriter, 'id'>[],
): Promise<void> {
  for (const { id } of writers) {
    await writeInstant(context.ledger, offSetting(context, id), context.clock.now());
  }
}

function offSetting(context: Pick<Route, 'destinationAccount'>, id: string): string {
  return `other writers/${context.destinationAccount.destination}/${id} off`;
}

async function isOfThisStore({ source }: WriterContext, writer: OtherWriter): Promise<boolean> {
  const numbers = writer.orders.filter((number) => /^\d+$/.test(number));
  if (numbers.length > 0) {
    const looks = await source.read('order', numbers);
    if (looks.some((look) => look.snapshot !== null)) return true;
  }
  // What an older connection left on contacts names no order.
  return writer.orders.length === 0 && writer.left.contact > 0;
}

async function isRunning(context: WriterContext, writer: OtherWriter): Promise<boolean> {
  const last = writer.lastWroteAt?.getTime();
  if (last === undefined) return false;
  const off = await readInstant(context.ledger, offSetting(context, writer.id));
  if (off !== null) return last > off.getTime() + drainMs;
  const now = context.clock.now().getTime();
  if (now - last < recentMs) return true;
  const window = { from: new Date(last), to: new Date(now - deliveryMs) };
  for await (const page of context.source.list('order', window)) if (page.length > 0) return false;
  return writer.orders.length > 0;
}

function sentenceOf(writer: OtherWriter, running: boolean): string {
  const { contact, order } = writer.left;
  const left = [`${order} ${order === 1 ? 'order' : 'orders'}`, `${contact} ${contact === 1 ? 'contact' : 'contacts'}`];
  const taken = writer.taken > 0 ? ` (${writer.taken} more are kept by samestory already)` : '';
  const wrote = writer.lastWroteAt === null ? '' : `, and wrote last at ${writer.lastWroteAt.toISOString()}`;
  const found = `${writer.name} has brought ${left.join(' and ')} of this store${taken}${wrote}.`;
  if (!running) return `${found} It does not run any more: what it left is taken over, nothing is made a second time.`;
  return `${found} While it runs, two connections write the same records. Switch it off first: ${writer.switchOff}. What it left is taken over then.`;
}
