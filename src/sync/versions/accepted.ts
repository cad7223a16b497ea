import { z } from 'zod';
import type { FieldMap, MappedField } from '../../field-map/types.ts';
import {
  defaultIdentityRules,
  type IdentityRules,
  identityRulesSchema,
  identityVersion,
} from '../../identity/rules.ts';
import type { Ledger } from '../../ledger/contract.ts';
import type { PendingVersion, Route } from '../types.ts';

const storedSchema = z.object({
  map: z.object({ version: z.string(), fields: z.record(z.string(), z.string()) }),
  identity: identityRulesSchema,
  at: z.string(),
  by: z.string(),
});
type Accepted = z.output<typeof storedSchema>;

/** Map and identity rules that belong together. */
export interface Versions {
  readonly map: FieldMap;
  readonly identity: IdentityRules;
}

function settingName(destination: string): string {
  return `versions/${destination}`;
}

/** The versions by which a route writes, as its records keep them. */
export function versionsOf({ map, identity }: Pick<Route, 'map' | 'identity'>) {
  return { mapVersion: map.version, identityVersion: identityVersion(identity ?? defaultIdentityRules) };
}

/** What is in force of a configuration, and what waits for somebody to accept it. Without anything accepted all of it is. */
export async function inForce(
  ledger: Ledger,
  destination: string,
  configured: Versions,
  now: Date,
): Promise<Versions & { readonly pending: PendingVersion | null }> {
  const stored = storedSchema.safeParse(await ledger.setting({ name: settingName(destination) }));
  if (!stored.success) {
    await storeAccepted(ledger, destination, configured, { now, by: 'the first start' });
    return { ...configured, pending: null };
  }
  const { map, identity } = stored.data;
  const pending = pendingOf(configured, stored.data);
  if (pending === null) return { ...configured, pending };
  const waiting = new Set([...pending.added, ...pending.changed]);
  const fields = configured.map.fields.filter(({ name }) => !waiting.has(name));
  return { map: { version: map.version, fields }, identity, pending };
}

function pendingOf({ map, identity }: Versions, accepted: Accepted): PendingVersion | null {
  const known = accepted.map.fields;
  const identityChanged = identityVersion(identity) !== identityVersion(accepted.identity);
  if (map.version === accepted.map.version && !identityChanged) return null;
  const names = new Set(map.fields.map(({ name }) => name));
  const differing = map.fields.filter((field) => known[field.name] !== undefined && known[field.name] !== print(field));
  return {
    ...{ map, identity, identityChanged },
    added: map.fields.flatMap(({ name }) => (known[name] === undefined ? [name] : [])),
    changed: differing.map(({ name }) => name),
    removed: Object.keys(known).filter((name) => !names.has(name)),
  };
}

/** Everything by which a field's value could come out differently or lie elsewhere. */
function print({ type, owner, empty, fill, property, revision, choices }: MappedField): string {
  const said = [type, owner, empty ?? null, fill ?? null, property ?? null, revision ?? 1];
  return JSON.stringify([...said, choices?.map(({ value }) => value) ?? []]);
}

/** From now on these versions are in force. */
export async function storeAccepted(
  ledger: Ledger,
  destination: string,
  { map, identity }: Versions,
  { now, by }: { readonly now: Date; readonly by: string },
): Promise<void> {
  const fields = Object.fromEntries(map.fields.map((field) => [field.name, print(field)]));
  const value: Accepted = { map: { version: map.version, fields }, identity, at: now.toISOString(), by };
  await ledger.putSetting({ name: settingName(destination), value });
}
