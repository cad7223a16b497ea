import { formatKey, type WorkKey } from '../../commerce/keys.ts';
import type { Evidence } from '../../connector/source.ts';
import { priorities } from '../../ledger/contract.ts';
import type { Route } from '../../sync/types.ts';
import type { EraseDocument } from './documents.ts';
import { findPerson, ordersOf, urlOf } from './person.ts';

const saidBy = 'samestory erase';

/**
 * Forgets one person as `customers/redact` does: what the ledger holds is emptied, ids stay, and nothing of it is learned again.
 * A dry run only counts. The CRM and the store are not touched. Throws CommandError unless it is exactly one person.
 */
export async function erasePerson(
  route: Route,
  { text, dryRun }: { readonly text: string; readonly dryRun: boolean },
): Promise<EraseDocument> {
  const { ledger, clock } = route;
  const { destination } = route.destinationAccount;
  const view = await findPerson(route, text);
  const people = view.members.map(({ key }) => key);
  const orders = await ordersOf(route, view);
  const history = await ledger.journal({ destination, subjectId: view.subjectId, limit: 100_000 });
  // A guest is known by the order, so that the order is forgotten with them.
  const known = new Map<string, WorkKey>();
  for (const key of [...people, ...orders.map((order) => order.key)]) {
    const record: WorkKey = key.kind === 'guest' ? { ...key, kind: 'order' } : key;
    known.set(formatKey(record), record);
  }
  const keys = [...known.values()];
  const document = {
    keys: [...known.keys()],
    orders: keys.filter(({ kind }) => kind === 'order').length,
    changes: history.length,
    crmUrl: view.record === null ? null : urlOf(route, view.record.crmId),
  };
  if (dryRun || keys.length === 0) return { ...document, erased: dryRun ? null : {} };
  const at = clock.now();
  const evidence = keys.map((key): Evidence => ({ key, fact: 'redacted', other: null, saidBy, deliveryId: null, at }));
  // First the fact: whatever looks at these records meanwhile learns nothing of them again.
  await ledger.enqueue({
    lane: destination,
    keys: keys.map((key) => ({ key, priority: priorities.operator, dueAt: at, cause: saidBy })),
    evidence,
    delivery: null,
  });
  const guests = keys.flatMap((key): WorkKey[] => (key.kind === 'order' ? [{ ...key, kind: 'guest' }] : []));
  return { ...document, erased: await ledger.erase({ keys: [...keys, ...guests] }) };
}
