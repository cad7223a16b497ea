import type { Source } from './source.ts';

/** The property names that one write set, sorted. Shared between all writes of the same names. */
export interface Shape {
  readonly names: readonly string[];
  readonly position: ReadonlyMap<string, number>;
}

/**
 * One write of one record. Values are packed into a single text, because half a million records with thirty separate
 * strings each would not fit into the memory of a small machine.
 */
export interface Change {
  readonly at: number;
  readonly source: Source;
  readonly shape: Shape;
  readonly packed: string | readonly string[];
}

export interface CrmRecord {
  readonly id: number;
  readonly typeId: string;
  readonly createdAt: number;
  /** Oldest first; the first one made the record. */
  readonly changes: Change[];
  archivedAt: number | null;
  mergedInto: number | null;
}

export interface HistoryEntry {
  readonly value: string;
  readonly at: number;
  readonly source: Source;
}

const SEPARATOR = '\u0000';

/** Gives equal lists of names the same Shape object. */
export class ShapeTable {
  readonly #shapes = new Map<string, Shape>();

  of(sortedNames: readonly string[]): Shape {
    const key = sortedNames.join(SEPARATOR);
    const known = this.#shapes.get(key);
    if (known) return known;
    const shape = { names: sortedNames, position: new Map(sortedNames.map((name, index) => [name, index])) };
    this.#shapes.set(key, shape);
    return shape;
  }
}

export function packChange(
  shapes: ShapeTable,
  values: ReadonlyMap<string, string>,
  source: Source,
  at: number,
): Change {
  const names = [...values.keys()].sort();
  const texts = names.map((name) => values.get(name) ?? '');
  const packed = texts.some((text) => text.includes(SEPARATOR)) ? texts : texts.join(SEPARATOR);
  return { at, source, shape: shapes.of(names), packed };
}

function unpack(change: Change): readonly string[] {
  return typeof change.packed === 'string' ? change.packed.split(SEPARATOR) : change.packed;
}

/** The value a property had at `asOf` (default: now); undefined when it was never set, '' when it was cleared. */
export function valueIn(record: CrmRecord, name: string, asOf = Number.POSITIVE_INFINITY): string | undefined {
  for (let index = record.changes.length - 1; index >= 0; index -= 1) {
    const change = record.changes[index];
    if (!change || change.at > asOf) continue;
    const position = change.shape.position.get(name);
    if (position !== undefined) return unpack(change)[position];
  }
  return undefined;
}

/** All values at `asOf`, by property name. */
export function valuesOf(record: CrmRecord, asOf = Number.POSITIVE_INFINITY): Map<string, string> {
  const values = new Map<string, string>();
  for (const change of record.changes) {
    if (change.at > asOf) continue;
    const texts = unpack(change);
    change.shape.names.forEach((name, index) => {
      values.set(name, texts[index] ?? '');
    });
  }
  return values;
}

/** The values a property has had, newest first. */
export function historyOf(record: CrmRecord, name: string): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const change of record.changes) {
    const position = change.shape.position.get(name);
    if (position === undefined) continue;
    entries.push({ value: unpack(change)[position] ?? '', at: change.at, source: change.source });
  }
  return entries.reverse();
}

/** When the record was last written, at or before `asOf`. */
export function changedAt(record: CrmRecord, asOf = Number.POSITIVE_INFINITY): number {
  for (let index = record.changes.length - 1; index >= 0; index -= 1) {
    const change = record.changes[index];
    if (change && change.at <= asOf) return change.at;
  }
  return record.createdAt;
}

export function propertyNamesOf(record: CrmRecord): Set<string> {
  return new Set(record.changes.flatMap((change) => change.shape.names));
}
