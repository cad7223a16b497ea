import type {
  ColumnContent,
  ContactIdentity,
  ExportColumn,
  ExportFileName,
  ExportLayout,
} from '../../connector/export-layout.ts';
import type { CrmObject, FieldType, FieldValue, MappedField } from '../../field-map/types.ts';
import { isDenied } from './denied.ts';
import { hubSpotObjects, keyProperty, membersProperty } from './objects.ts';
import { pipelineProperty, usualPipeline, usualStages } from './pipeline.ts';
import { ruleOf } from './properties.ts';

/** HubSpot's property for a field; null where nothing of ours may write it. */
function propertyOf({ name, property: chosen }: MappedField): string | null {
  const rule = ruleOf(name);
  const property = chosen ?? rule.standard ?? rule.custom;
  return property === null || isDenied(property) ? null : property;
}

function spelling(property: string, type: FieldType): (value: FieldValue) => string {
  if (property === pipelineProperty) return (value) => usualStages[value ?? ''] ?? '';
  if (type === 'email') return (value) => value?.trim().toLowerCase() ?? '';
  return (value) => value ?? '';
}

function plain(header: string, content: ColumnContent): ExportColumn {
  return { header, content, type: null, spell: (value) => value ?? '' };
}

/**
 * Files that HubSpot reads by its import: headers are property names, one file per object, the contact of an order is
 * named in its last column. Only fields that Shopify owns are in them: an import overwrites what a record holds, so what
 * belongs to the CRM (also what a creating call may seed) must not travel this way.
 */
export function hubSpotLayout(fields: readonly MappedField[], contactIdentity: ContactIdentity): ExportLayout {
  const columnsOf = (object: CrmObject): ExportColumn[] =>
    fields.flatMap((field) => {
      const property = propertyOf(field);
      const ours = field.object === object && field.owner === 'shopify' && field.value !== undefined;
      if (!ours || property === null) return [];
      const column = { header: property, content: { field: field.name }, type: field.type };
      const stage = {
        header: 'hs_pipeline',
        content: { fixed: usualPipeline },
        type: null,
        spell: () => usualPipeline,
      };
      return [{ ...column, spell: spelling(property, field.type) }, ...(property === pipelineProperty ? [stage] : [])];
    });
  const byKey = contactIdentity === 'key';
  const identity = byKey
    ? [plain(keyProperty, { identity: 'key' }), plain(membersProperty, { identity: 'members' })]
    : [];
  const columns = {
    contact: [...identity, ...columnsOf('contact')],
    order: [plain(keyProperty, { identity: 'key' }), ...columnsOf('order'), plain(linkHeader, { identity: 'contact' })],
  };
  return {
    name: 'hubspot',
    contactIdentity,
    leavesOutCompanies: true,
    columns,
    companions: (files) => [{ name: 'hubspot-import.json', text: importRequest(files, columns, contactIdentity) }],
    advice: [
      'The properties must exist first: run "samestory setup" once, or make them in HubSpot.',
      "Import contacts before orders. hubspot-import.json is the importRequest of both for HubSpot's imports API.",
      byKey
        ? `In HubSpot's own import choose ${keyProperty} as the unique identifier of both objects.`
        : `The files do not tell Shopify's customer numbers: contacts are found by email, orders by ${keyProperty}.`,
    ],
  };
}

const linkHeader = 'contact';

/** HubSpot docs: imports API, importRequest. Dates are ISO 8601, so the format of the request never decides. */
function importRequest(
  files: readonly ExportFileName[],
  columns: ExportLayout['columns'],
  contactIdentity: ContactIdentity,
): string {
  const operations = Object.fromEntries(files.map(({ object }) => [hubSpotObjects[object].typeId, 'UPSERT']));
  const request = {
    name: 'samestory export',
    dateFormat: 'YEAR_MONTH_DAY',
    importOperations: operations,
    files: files
      .toSorted((one, other) => (one.object < other.object ? -1 : 1))
      .map(({ name, object }) => ({
        fileName: name,
        fileFormat: 'CSV',
        fileImportPage: {
          hasHeader: true,
          columnMappings: columns[object].map((column) => mapping(object, column, contactIdentity)),
        },
      })),
  };
  return `${JSON.stringify(request, null, 2)}\n`;
}

function mapping(object: CrmObject, { header, content }: ExportColumn, contactIdentity: ContactIdentity) {
  const own = { columnObjectTypeId: hubSpotObjects[object].typeId, columnName: header };
  const contactKey = contactIdentity === 'key' ? keyProperty : 'email';
  if ('identity' in content && content.identity === 'contact') {
    const toColumnObjectTypeId = hubSpotObjects.contact.typeId;
    return { ...own, toColumnObjectTypeId, propertyName: contactKey, columnType: 'ASSOCIATION_KEYS' };
  }
  const isKey = header === (object === 'order' ? keyProperty : contactKey);
  return { ...own, propertyName: header, ...(isKey ? { columnType: 'HUBSPOT_ALTERNATE_ID' } : {}) };
}

/** HubSpot's own labels of the properties that we use, as its exports head their columns. */
const standardLabels: Readonly<Record<string, string>> = {
  email: 'Email',
  firstname: 'First Name',
  lastname: 'Last Name',
  phone: 'Phone Number',
  hs_order_name: 'Order Name',
  hs_external_order_id: 'External Order ID',
  hs_external_order_url: 'External Order URL',
  hs_processed_date: 'Processed Date',
  hs_currency_code: 'Currency',
  hs_total_price: 'Total Price',
  hs_payment_status: 'Payment Status',
  hs_fulfillment_status: 'Fulfillment Status',
  hs_external_order_status: 'External Order Status',
  hs_pipeline_stage: 'Pipeline Stage',
};

/**
 * How HubSpot heads columns in its exports: property names, or labels. By canonical field; our key is `key`, the contact of
 * an order `link`, and what only we need `ours`.
 */
export function hubSpotHeaders(fields: readonly MappedField[], object: CrmObject): ReadonlyMap<string, string> {
  const headers = new Map<string, string>([
    [keyProperty, 'key'],
    ['Shopify ID', 'key'],
    [linkHeader, 'link'],
    ...[membersProperty, 'Shopify records of this person', 'hs_pipeline', 'Pipeline'].map(
      (title) => [title, 'ours'] as const,
    ),
  ]);
  for (const field of fields.filter((one) => one.object === object)) {
    const { standard, custom } = ruleOf(field.name);
    for (const property of [field.property ?? standard, custom]) {
      if (property === null) continue;
      headers.set(property, field.name);
      const label = property === standard ? standardLabels[property] : field.label;
      if (label !== undefined) headers.set(label, field.name);
    }
  }
  return headers;
}

/** The stage that a cell of HubSpot's export means: its id or its label; null for a stage that staff added. */
export function stageOfCell(cell: string): string | null {
  const label = cell.trim().toLowerCase().replace('canceled', 'cancelled');
  const found = Object.entries(usualStages).find(([stage, id]) => id === cell || stage === label);
  return found?.[0] ?? null;
}
