import { z } from 'zod';
import type { Client } from './client.ts';
import { HubSpotError, missingScopes } from './errors.ts';
import { hubSpotObjects } from './objects.ts';

/**
 * Scopes for writing that the key lacks. HubSpot describes the scopes of old private apps only, not those of service
 * keys, so each door is tried with a batch of no rows: HubSpot looks at the scopes before it looks at the rows (403), and
 * where it lets us in there is nothing to make (an empty result, or a 400 that says so). Nothing is written either way.
 */
export async function probeWriteScopes(client: Client): Promise<readonly string[]> {
  const { contact, order } = hubSpotObjects;
  const doors = [contact.path, order.path].flatMap((path) => [
    { path: `/crm/objects/${client.version}/${path}/batch/create`, scope: `crm.objects.${path}.write` },
    { path: `/crm/properties/${client.version}/${path}/batch/create`, scope: `crm.schemas.${path}.write` },
  ]);
  const missing = await Promise.all(doors.map(({ path, scope }) => refusedScopes(client, path, scope)));
  return [...new Set(missing.flat())];
}

async function refusedScopes(client: Client, path: string, scope: string): Promise<string[]> {
  const call = {
    operation: 'check.write',
    method: 'POST',
    path,
    body: { inputs: [] },
    kind: 'repeatable write',
  } as const;
  try {
    await client.send(call, z.unknown());
    return [];
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    if (error.status === 400) return [];
    if (error.status !== 403 || error.problem === null) throw error;
    const named = missingScopes(error.problem);
    return named.length > 0 ? named : [scope];
  }
}
