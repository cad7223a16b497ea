import type { CrmObject, FieldType } from './types.ts';

/** What a field is to a CRM, before anybody has asked the account. */
export interface PlacedField {
  readonly object: CrmObject;
  readonly name: string;
  readonly type: FieldType;
}

/**
 * What a destination knows of its CRM without asking an account: the same in every account. What differs between
 * accounts (types, options, what is read-only) is checked when the account is read.
 */
export interface PropertyBook {
  readonly crm: string;
  /** Where a field goes by itself; null = this CRM has no place for it. */
  placeOf(field: PlacedField): { readonly property: string; readonly ours: boolean } | null;
  /** Why nothing of ours may write a field there; null = nothing stands in the way. */
  refusal(field: PlacedField, property: string): PropertyRefusal | null;
}

export interface PropertyRefusal {
  /** What the property is, as the end of "found": 'lifecyclestage, the lifecycle stage'. */
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}
