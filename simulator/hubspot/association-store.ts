import { type AssociationType, AssociationTypes } from './association-types.ts';

export interface RecordRef {
  readonly typeId: string;
  readonly id: number;
}

export interface Link {
  readonly toId: number;
  readonly typeIds: readonly number[];
}

/** The most links of one kind that an administrator allows a record to have. Existing links are left alone. */
export interface AssociationLimit {
  readonly fromType: string;
  readonly toType: string;
  /** Absent: all links to that object type together. */
  readonly typeId?: number;
  readonly max: number;
}

/**
 * Links of every record, kept from both sides. Each list is flat (`toId, index of the type set, …`): there are about
 * as many links as orders, so one small array per record is what a small machine can hold.
 */
export class AssociationStore {
  readonly types = new AssociationTypes();
  readonly limits: AssociationLimit[] = [];
  readonly #links = new Map<string, Map<number, number[]>>();
  readonly #sets: (readonly number[])[] = [];
  readonly #setIndex = new Map<string, number>();

  of(from: RecordRef, toType: string): Link[] {
    const flat = this.#side(from.typeId, toType).get(from.id) ?? [];
    const links: Link[] = [];
    for (let at = 0; at < flat.length; at += 2) {
      links.push({ toId: flat[at] ?? 0, typeIds: this.#sets[flat[at + 1] ?? 0] ?? [] });
    }
    return links;
  }

  /** The limit that one more link of this kind would break, if any. */
  brokenLimit(from: RecordRef, to: RecordRef, typeIds: readonly number[]): AssociationLimit | undefined {
    return this.limits.find((limit) => {
      if (limit.fromType !== from.typeId || limit.toType !== to.typeId) return false;
      if (limit.typeId !== undefined && !typeIds.includes(limit.typeId)) return false;
      const counted = this.of(from, to.typeId).filter(
        (link) => limit.typeId === undefined || link.typeIds.includes(limit.typeId),
      );
      return counted.length >= limit.max && !counted.some((link) => link.toId === to.id);
    });
  }

  /** The other record that already stands where only one may (a second parent company). */
  occupant(from: RecordRef, to: RecordRef, typeId: number): number | undefined {
    return this.of(from, to.typeId).find((link) => link.toId !== to.id && link.typeIds.includes(typeId))?.toId;
  }

  /** Links two records with these kinds and what they imply; kinds of which there is one only move here. */
  add(from: RecordRef, to: RecordRef, kinds: readonly AssociationType[]): void {
    if (kinds.length === 0) return;
    for (const kind of kinds) {
      const back = this.types.get(to.typeId, from.typeId, kind.inverseId);
      this.#free(from, to, kind);
      if (back) this.#free(to, from, back);
    }
    const typeIds = new Set(
      kinds.flatMap((kind) => [kind.typeId, ...(kind.impliesId === null ? [] : [kind.impliesId])]),
    );
    this.#promote(from, to, typeIds);
    this.#merge(from, to, typeIds);
    const inverse = [...typeIds].flatMap((typeId) => this.types.get(from.typeId, to.typeId, typeId)?.inverseId ?? []);
    this.#merge(to, from, new Set(inverse));
  }

  /** Takes all links between two records away, or those kinds only. */
  remove(from: RecordRef, to: RecordRef, typeIds?: readonly number[]): void {
    const present = this.of(from, to.typeId).find((link) => link.toId === to.id)?.typeIds ?? [];
    const gone = new Set(typeIds ?? present);
    const inverse = [...gone].flatMap((typeId) => this.types.get(from.typeId, to.typeId, typeId)?.inverseId ?? []);
    this.#subtract(from, to, gone);
    this.#subtract(to, from, new Set(inverse));
  }

  /** A record is gone for good, and every link to it is. */
  clear(from: RecordRef): void {
    for (const pair of [...this.#links.keys()]) {
      const [fromType, toType] = pair.split('>');
      if (fromType !== from.typeId || toType === undefined) continue;
      for (const { toId } of this.of(from, toType)) this.remove(from, { typeId: toType, id: toId });
    }
  }

  /** Gives all links of one record to another one of the same type (a merge). */
  move(from: RecordRef, survivor: RecordRef): void {
    for (const pair of [...this.#links.keys()]) {
      const [fromType, toType] = pair.split('>');
      if (fromType !== from.typeId || toType === undefined) continue;
      for (const link of this.of(from, toType)) {
        const to = { typeId: toType, id: link.toId };
        const kinds = link.typeIds.flatMap((typeId) => this.types.get(fromType, toType, typeId) ?? []);
        this.remove(from, to);
        const self = to.typeId === survivor.typeId && to.id === survivor.id;
        const kept = kinds.filter((kind) => !kind.single);
        if (!self) this.add(survivor, to, kept);
      }
    }
  }

  #side(fromType: string, toType: string): Map<number, number[]> {
    const pair = `${fromType}>${toType}`;
    const known = this.#links.get(pair);
    if (known) return known;
    const side = new Map<number, number[]>();
    this.#links.set(pair, side);
    return side;
  }

  /** A contact's (deal's) first company is its primary one. */
  #promote(from: RecordRef, to: RecordRef, typeIds: Set<number>): void {
    const kinds = this.types.between(from.typeId, to.typeId);
    for (const kind of kinds) {
      const inverse = this.types.get(to.typeId, from.typeId, kind.inverseId);
      if (kind.impliesId === null || !typeIds.has(kind.impliesId) || kind.category === 'USER_DEFINED') continue;
      if (kind.single && this.of(from, to.typeId).length === 0) typeIds.add(kind.typeId);
      if (inverse?.single && this.of(to, from.typeId).length === 0) typeIds.add(kind.typeId);
    }
  }

  #free(from: RecordRef, to: RecordRef, kind: AssociationType): void {
    if (!kind.single) return;
    const other = this.occupant(from, to, kind.typeId);
    if (other !== undefined) this.remove(from, { typeId: to.typeId, id: other }, [kind.typeId]);
  }

  #merge(from: RecordRef, to: RecordRef, typeIds: ReadonlySet<number>): void {
    const side = this.#side(from.typeId, to.typeId);
    const flat = side.get(from.id);
    for (let at = 0; flat && at < flat.length; at += 2) {
      if (flat[at] !== to.id) continue;
      flat[at + 1] = this.#setOf([...(this.#sets[flat[at + 1] ?? 0] ?? []), ...typeIds]);
      return;
    }
    if (flat) flat.push(to.id, this.#setOf([...typeIds]));
    else side.set(from.id, [to.id, this.#setOf([...typeIds])]);
  }

  #subtract(from: RecordRef, to: RecordRef, gone: ReadonlySet<number>): void {
    const side = this.#side(from.typeId, to.typeId);
    const left = this.of(from, to.typeId).flatMap((link) => {
      const typeIds = link.toId === to.id ? link.typeIds.filter((typeId) => !gone.has(typeId)) : link.typeIds;
      return typeIds.length === 0 ? [] : [link.toId, this.#setOf(typeIds)];
    });
    if (left.length === 0) side.delete(from.id);
    else side.set(from.id, left);
  }

  #setOf(typeIds: readonly number[]): number {
    const sorted = [...new Set(typeIds)].sort((a, b) => a - b);
    const key = sorted.join(',');
    const known = this.#setIndex.get(key);
    if (known !== undefined) return known;
    this.#sets.push(sorted);
    this.#setIndex.set(key, this.#sets.length - 1);
    return this.#sets.length - 1;
  }
}
