import { createHash } from 'node:crypto';
import type { PatternName } from './catalogue/entry.ts';
import type { ChosenField } from './select.ts';

/**
 * The version of a map: changes with everything by which a value of the same record could come out differently, or lie
 * elsewhere, and with nothing else; who uses a field and what it is called do not count.
 */
export function versionOf(pattern: PatternName, fields: readonly ChosenField[]): string {
  const said = fields.map(({ entry, owner, empty, fill, property }) => [
    entry.name,
    entry.type,
    entry.revision ?? 1,
    entry.choices?.map(({ value }) => value) ?? [],
    owner,
    owner === 'shopify' ? empty : null,
    fill,
    property,
  ]);
  return `${pattern}-${createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 8)}`;
}
