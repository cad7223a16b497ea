import type { CrmHands } from '../../simulator/simulation/crm-hands.ts';
import type { SeenRecord } from '../../simulator/simulation/seen-crm.ts';
import { createMemoryCrm, type MemoryCrm } from '../../src/connector/conformance/memory-crm.ts';
import type { MemoryRecord } from '../../src/connector/conformance/memory-store.ts';
import type { Destination, LinkOutcome, WriteOutcome } from '../../src/connector/destination.ts';
import { ConnectorError, type Failure } from '../../src/connector/failure.ts';
import type { CrmSide, CrmWorld } from './crm-side.ts';
import type { Life } from './life.ts';

/** A CRM without unique keys, one record a call, with links inside the order. */
export async function openKeyless(world: CrmWorld): Promise<CrmSide> {
  const { plan, clock } = world;
  const crm = createMemoryCrm({ clock, ...plan.keyless });
  return {
    connect: (life) => (life === null ? crm.destination : overTheWire(world, crm.destination, life)),
    hands: handsOf(crm),
    // It keeps no history; what people typed is compared at the end.
    unsafe: () => [],
    unexplained: () => [],
    heal: () => undefined,
  };
}

/** The connector as one process has it: its calls take time, meet faults, and end with the process. */
function overTheWire(world: CrmWorld, crm: Destination, life: Life): Destination {
  const read = <T>(name: string, act: () => Promise<T>): Promise<T> =>
    life.call(`crm ${name}`, async () => {
      await travel(world, name);
      if (world.faults.trouble() !== null) throw new ConnectorError(lost);
      return act();
    });
  const write = <T>(
    name: string,
    rows: readonly { readonly ref: string }[],
    act: () => Promise<readonly T[]>,
    unanswered: (row: Unanswered) => T,
  ) =>
    life.call(`crm ${name}`, async () => {
      await travel(world, name);
      return carryOut(world, rows, act, unanswered);
    });
  return {
    ...crm,
    check: () => read('check', () => crm.check()),
    create: (object, rows) => write('create', rows, () => crm.create(object, rows), unwritten),
    update: (object, rows) => write('update', rows, () => crm.update(object, rows), unwritten),
    archive: (object, ids) =>
      write(
        'archive',
        ids.map((ref) => ({ ref })),
        () => crm.archive(object, ids),
        unwritten,
      ),
    link: (pairs) => write('link', pairs, () => crm.link(pairs), unlinked),
    unlink: (pairs) => write('unlink', pairs, () => crm.unlink(pairs), unlinked),
    readLinks: (label, ids) => read('readLinks', () => crm.readLinks(label, ids)),
    readBack: (object, refs) => read('readBack', () => crm.readBack(object, refs)),
    list: (object, cursor) => read('list', () => crm.list(object, cursor)),
    async *changedSince(object, since) {
      await read('changedSince', async () => undefined);
      yield* crm.changedSince(object, since);
    },
  };
}

async function travel({ clock, log, network, plan, random }: CrmWorld, name: string): Promise<void> {
  log.add(`crm ${name}`);
  network.countBatch();
  await clock.sleep(random.int(plan.latencyMs + 1));
}

const lost: Failure = { class: 'transient', code: 'TIMEOUT', message: 'The answer was lost.' };
const busy: Failure = { class: 'quota', code: 'THROTTLED', message: 'Too many calls.', retryAfterMs: 2_000 };

/** A write that has no answer of the CRM. */
interface Unanswered {
  readonly ref: string;
  readonly certain: boolean;
  readonly failure: Failure;
}

function unwritten({ ref, certain, failure }: Unanswered): WriteOutcome {
  return { ref, status: certain ? 'not written' : 'unknown', failure };
}

/** Links know no "not written": what certainly did not happen is looked up like the rest. */
function unlinked({ ref, failure }: Unanswered): LinkOutcome {
  return { ref, status: 'unknown', failure };
}

async function carryOut<T>(
  { clock, faults, log }: CrmWorld,
  rows: readonly { readonly ref: string }[],
  act: () => Promise<readonly T[]>,
  unanswered: (row: Unanswered) => T,
): Promise<readonly T[]> {
  const trouble = faults.trouble();
  if (trouble === null) return act();
  log.add(`  ${JSON.stringify(trouble)}`);
  if (trouble.type === 'throttled') return rows.map(({ ref }) => unanswered({ ref, certain: true, failure: busy }));
  if (trouble.type === 'lost') await act();
  if (trouble.type === 'late') clock.schedule(new Date(clock.now().getTime() + trouble.arrivesMs), () => void act());
  await clock.sleep(trouble.waitMs);
  return rows.map(({ ref }) => unanswered({ ref, certain: false, failure: lost }));
}

function handsOf({ store, faults }: MemoryCrm): CrmHands {
  const see = ({ id, key, members, values }: MemoryRecord): SeenRecord => ({
    id,
    key,
    members,
    emails: [values['contact.email'] ?? []].flat(),
    value: (field) => values[field] ?? '',
  });
  return {
    seen: () => ({
      contacts: store.live('contact').map(see),
      orders: store.live('order').map((record) => ({
        ...see(record),
        contactIds: record.contactId === null ? [] : [record.contactId],
      })),
    }),
    type: faults.edit,
    remove: faults.remove,
    restore: null,
    merge: (keptId, removedId) => {
      faults.merge('contact', removedId, keptId);
      return keptId;
    },
    addContact: ({ email, firstName, lastName }) => {
      if (store.live('contact').some(({ values }) => values['contact.email'] === email)) return null;
      const values = { 'contact.email': email, 'contact.first_name': firstName, 'contact.last_name': lastName };
      return store.insert('contact', { values, key: null, members: [], contactId: null }).id;
    },
  };
}
