/** One kind of link between two object types, seen from one side. */
export interface AssociationType {
  readonly typeId: number;
  readonly fromType: string;
  readonly toType: string;
  readonly category: 'HUBSPOT_DEFINED' | 'USER_DEFINED';
  readonly label: string | null;
  /** The same link seen from the other side. */
  readonly inverseId: number;
  /** The unlabelled link that exists wherever this one does. */
  readonly impliesId: number | null;
  /** A record can have one such link only: its primary company, its parent company. */
  readonly single: boolean;
}

type Row = readonly [from: string, to: string, typeId: number, inverseId: number, label: string | null];

/** HubSpot docs: association type ids. Each row is read in both directions. */
const UNLABELLED: readonly Row[] = [
  ['0-1', '0-1', 449, 449, null],
  ['0-1', '0-2', 279, 280, null],
  ['0-2', '0-2', 450, 450, null],
  ['0-3', '0-1', 3, 4, null],
  ['0-3', '0-2', 341, 342, null],
  ['0-3', '0-8', 19, 20, null],
  ['0-123', '0-1', 507, 508, null],
  ['0-123', '0-2', 509, 510, null],
  ['0-123', '0-3', 512, 511, null],
  ['0-123', '0-8', 513, 514, null],
];

const PRIMARY: readonly (readonly [row: Row, implies: number, inverseImplies: number])[] = [
  [['0-1', '0-2', 1, 2, 'Primary'], 279, 280],
  [['0-3', '0-2', 5, 6, 'Primary'], 341, 342],
];

function key(fromType: string, toType: string, typeId: number): string {
  return `${fromType}>${toType}:${typeId}`;
}

/** The link kinds of one account: HubSpot's own and the labels its people made. */
export class AssociationTypes {
  readonly #types = new Map<string, AssociationType>();
  #nextLabelId = 40;

  constructor() {
    for (const row of UNLABELLED) this.#addPair(row, null, null, false);
    for (const [row, implies, inverseImplies] of PRIMARY) this.#addPair(row, implies, inverseImplies, true);
    const family = { fromType: '0-2', toType: '0-2', category: 'HUBSPOT_DEFINED', impliesId: null } as const;
    this.#put({ ...family, typeId: 14, inverseId: 13, label: 'Parent Company', single: true });
    this.#put({ ...family, typeId: 13, inverseId: 14, label: 'Child Company', single: false });
  }

  get(fromType: string, toType: string, typeId: number): AssociationType | undefined {
    return this.#types.get(key(fromType, toType, typeId));
  }

  /** The kind behind a type id, when only the side it starts from is known. */
  fromSide(fromType: string, typeId: number): AssociationType | undefined {
    return [...this.#types.values()].find((one) => one.fromType === fromType && one.typeId === typeId);
  }

  /** All kinds from one type to another, the unlabelled first; empty when they cannot be linked. */
  between(fromType: string, toType: string): AssociationType[] {
    return [...this.#types.values()].filter((one) => one.fromType === fromType && one.toType === toType);
  }

  /** The unlabelled kind from one type to another. */
  unlabelled(fromType: string, toType: string): AssociationType | undefined {
    return this.between(fromType, toType).find((one) => one.label === null);
  }

  /** A label that a person of the account defined; both directions carry it. Returns its type id. */
  defineLabel(fromType: string, toType: string, label: string): number {
    const typeId = this.#nextLabelId;
    this.#nextLabelId += 2;
    const forward = this.unlabelled(fromType, toType)?.typeId ?? null;
    const back = this.unlabelled(toType, fromType)?.typeId ?? null;
    const common = { category: 'USER_DEFINED', label, single: false } as const;
    this.#put({ ...common, fromType, toType, typeId, inverseId: typeId + 1, impliesId: forward });
    this.#put({
      ...common,
      fromType: toType,
      toType: fromType,
      typeId: typeId + 1,
      inverseId: typeId,
      impliesId: back,
    });
    return typeId;
  }

  #addPair(row: Row, implies: number | null, inverseImplies: number | null, single: boolean): void {
    const [fromType, toType, typeId, inverseId, label] = row;
    const category = 'HUBSPOT_DEFINED';
    this.#put({ typeId, fromType, toType, category, label, inverseId, impliesId: implies, single });
    if (inverseId === typeId) return;
    const back = { typeId: inverseId, fromType: toType, toType: fromType, inverseId: typeId };
    this.#put({ ...back, category, label, impliesId: inverseImplies, single: false });
  }

  #put(type: AssociationType): void {
    this.#types.set(key(type.fromType, type.toType, type.typeId), type);
  }
}
