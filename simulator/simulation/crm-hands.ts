import type { SeenCrm } from './seen-crm.ts';

/** What people can do in the CRM's own pages, and observers can see there. */
export interface CrmHands {
  seen(): SeenCrm;
  /** Types a value into a field, by the product's name of the field; null clears it. */
  type(object: 'contact' | 'order', id: string, field: string, value: string | null): void;
  /** Returns the id of the new contact, or null where the CRM does not let somebody have that address. */
  addContact(values: { readonly email: string; readonly firstName: string; readonly lastName: string }): string | null;
  remove(object: 'contact' | 'order', id: string): void;
  /** Brings a deleted record back; null where the CRM cannot. */
  readonly restore: ((object: 'contact' | 'order', id: string) => void) | null;
  /** Makes one contact of two. Returns the id under which it lives on. */
  merge(keptId: string, removedId: string): string;
}
