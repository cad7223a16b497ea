import type { FieldValues } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import { heldValues } from './held-values.ts';
import { indexSeen } from './match-index.ts';
import type { Route } from './types.ts';

/**
 * Somebody merged the record into another in the CRM, and the ledger has followed it there. What the survivor holds is
 * read, so that the next plan compares with that. False when the survivor stands for another subject: a person decides.
 */
export async function followMove(
  route: Route,
  before: SubjectView,
  toId: string,
  wanted: FieldValues,
): Promise<boolean> {
  const { destination } = route.destinationAccount;
  const [view] = await route.ledger.subjects({ destination, subjectIds: [before.subjectId] });
  if (view?.record == null || view.record.crmId !== toId) return false;
  const [record] = await route.destination.readBack(view.object, { ids: [toId] });
  if (record === undefined) return false;
  await indexSeen(route, view.object, route.clock.now(), [record]);
  await route.ledger.observe({
    destination,
    now: route.clock.now(),
    rows: [{ subjectId: view.subjectId, crmId: toId, values: heldValues(route.map, record, wanted), linkedTo: null }],
    cause: 'merged in the CRM',
  });
  return true;
}
