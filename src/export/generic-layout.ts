import type { ContactIdentity, ExportColumn, ExportLayout } from '../connector/export-layout.ts';
import { type CrmObject, crmObjects, type FieldMap } from '../field-map/types.ts';

const plain = (value: string | null) => value ?? '';

/**
 * The documented layout for every other program, spreadsheets and archives: a column for every field that Shopify fills,
 * under its canonical name (docs/export.md). Amounts have a decimal point, dates are ISO 8601 in UTC.
 */
export function genericLayout(map: FieldMap, contactIdentity: ContactIdentity): ExportLayout {
  const key = (header: string, identity: 'key' | 'contact'): ExportColumn => ({
    header,
    content: { identity },
    type: null,
    spell: plain,
  });
  const fields = (object: CrmObject): ExportColumn[] =>
    map.fields
      .filter((field) => field.object === object && field.value !== undefined)
      .map(({ name, type }) => ({ header: headerOf(name), content: { field: name }, type, spell: plain }));
  const byKey = contactIdentity === 'key';
  return {
    name: 'generic',
    contactIdentity,
    leavesOutCompanies: false,
    columns: {
      contact: [...(byKey ? [key('contact_key', 'key')] : []), ...fields('contact')],
      order: [
        key('order_key', 'key'),
        ...fields('order'),
        key(byKey ? 'order_contact_key' : 'order_contact_email', 'contact'),
      ],
    },
    companions: () => [],
    advice: [
      `${byKey ? 'order_contact_key names the contact_key' : 'order_contact_email names the contact_email'} of the buyer; empty = nobody known.`,
    ],
  };
}

/** 'order.gross_total' is the column order_gross_total. */
function headerOf(field: string): string {
  return field.replace('.', '_');
}

/** Headers by which a file of this layout is known again, with the canonical field of each. */
export function genericHeaders(map: FieldMap): Readonly<Record<CrmObject, ReadonlyMap<string, string>>> {
  const of = (object: CrmObject) =>
    new Map(map.fields.filter((field) => field.object === object).map(({ name }) => [headerOf(name), name]));
  const [contact, order] = crmObjects.map(of);
  return { contact: contact ?? new Map(), order: order ?? new Map() };
}
