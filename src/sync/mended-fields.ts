import type { Route } from './types.ts';

/** Fields for which the CRM has a property that takes them as it is defined now; asks the CRM. Throws ConnectorError. */
export async function fieldsThatFit(route: Route): Promise<ReadonlySet<string>> {
  const { steps } = await route.destination.plan(route.map.fields);
  return new Set(steps.flatMap(({ action, field }) => (action === 'keep' && field !== null ? [field] : [])));
}
