import type { WriteOutcome } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { CrmObject } from '../../field-map/types.ts';
import type { Binding } from './binding.ts';
import type { Client } from './client.ts';
import { keyProperty } from './objects.ts';
import { readByProperty } from './reads.ts';
import type { PreparedRow } from './rows.ts';

/**
 * Names the record that was in the way of a create where HubSpot did not say: by our key, then by address. Both are
 * read from the primary store. What cannot be read now stays unnamed.
 */
export async function nameExisting(
  client: Client,
  binding: Binding,
  object: CrmObject,
  rows: readonly PreparedRow[],
  outcomes: readonly WriteOutcome[],
): Promise<readonly WriteOutcome[]> {
  const refs = new Set(outcomes.flatMap((one) => (one.status === 'exists' && one.id === null ? [one.ref] : [])));
  const unnamed = rows.filter(({ ref }) => refs.has(ref));
  if (unnamed.length === 0) return outcomes;
  const ids = new Map<string, string>();
  try {
    for (const property of object === 'contact' ? [keyProperty, 'email'] : [keyProperty]) {
      const open = unnamed.filter(({ ref, properties }) => !ids.has(ref) && (properties[property] ?? '') !== '');
      const values = [...new Set(open.map(({ properties }) => properties[property] ?? ''))];
      if (values.length === 0) continue;
      const records = await readByProperty(client, binding, object, property, values);
      for (const { ref, properties } of open) {
        const found = records.find((record) =>
          addressesOf(property, record.properties).includes(properties[property] ?? ''),
        );
        if (found !== undefined) ids.set(ref, found.id);
      }
    }
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
  }
  return outcomes.map((one) =>
    one.status === 'exists' && one.id === null ? { ...one, id: ids.get(one.ref) ?? null } : one,
  );
}

/** A secondary address leads to its contact as well. */
function addressesOf(property: string, properties: Readonly<Record<string, string | null>>): string[] {
  const own = properties[property] ?? '';
  return property === 'email' ? [own, ...(properties['hs_additional_emails'] ?? '').split(';')] : [own];
}
