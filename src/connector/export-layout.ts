import type { CrmObject, FieldType, FieldValue } from '../field-map/types.ts';

/** What a column of an export holds. */
export type ColumnContent =
  /** A field of the map, by its canonical name. */
  | { readonly field: string }
  /** The Shopify ID of the record; for a contact that of its oldest member. */
  | { readonly identity: 'key' }
  /** The Shopify IDs of everything that is joined in a contact, `;`-separated. */
  | { readonly identity: 'members' }
  /** How the contact of an order is found: its key, or its e-mail address. Always the last column. */
  | { readonly identity: 'contact' }
  /** The same text in every row. */
  | { readonly fixed: string };

export interface ExportColumn {
  readonly header: string;
  readonly content: ColumnContent;
  /** Null for what identifies and links. */
  readonly type: FieldType | null;
  /** A value as the file spells it; an empty text where the program that reads it has no word for it. */
  spell(value: FieldValue): string;
}

/** By what contacts are identified and linked: their Shopify ID, or their address where a file does not tell the ID. */
export type ContactIdentity = 'key' | 'email';

export interface ExportFileName {
  readonly object: CrmObject;
  readonly name: string;
}

/** How files are shaped for a program that reads them. */
export interface ExportLayout {
  readonly name: string;
  readonly columns: Readonly<Record<CrmObject, readonly ExportColumn[]>>;
  readonly contactIdentity: ContactIdentity;
  /** Orders of companies stay out, because a company order never lands on a person alone. */
  readonly leavesOutCompanies: boolean;
  /** What helps with reading the files in, beside them. */
  companions(files: readonly ExportFileName[]): readonly { readonly name: string; readonly text: string }[];
  /** How to read the files in, in sentences for people. */
  readonly advice: readonly string[];
}
