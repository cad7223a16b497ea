/** A CRM record as an observer beside the API sees it. Values go by the product's names of the fields. */
export interface SeenRecord {
  readonly id: string;
  /** The Shopify ID that the product wrote into it; null = none. */
  readonly key: string | null;
  readonly members: readonly string[];
  /** Addresses of a contact, the further ones included. */
  readonly emails: readonly string[];
  /** '' where the field is empty. */
  value(field: string): string;
}

export interface SeenOrder extends SeenRecord {
  readonly contactIds: readonly string[];
}

/** Live records only. */
export interface SeenCrm {
  readonly contacts: readonly SeenRecord[];
  readonly orders: readonly SeenOrder[];
}

/** Keys that a record answers for: its own and those of everybody joined in it. */
export function keysOf(record: SeenRecord): readonly string[] {
  return [...new Set([...(record.key === null ? [] : [record.key]), ...record.members])];
}
