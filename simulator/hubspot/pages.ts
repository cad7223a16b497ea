import type { Hono } from 'hono';
import { html } from 'hono/html';
import type { Core } from './core.ts';
import { notFound } from './errors.ts';
import { findObjectType, type ObjectType, objectTypes } from './object-types.ts';
import { readValue, recordUrl } from './present.ts';
import { type CrmRecord, historyOf, propertyNamesOf, valueIn } from './record.ts';
import type { Env } from './service.ts';

/** Names by which a person recognises a record, by type id. */
const TITLES: Readonly<Record<string, readonly string[]>> = {
  '0-1': ['firstname', 'lastname', 'email'],
  '0-2': ['name'],
  '0-3': ['dealname'],
  '0-8': ['name'],
  '0-123': ['hs_order_name'],
};

function titleOf(record: CrmRecord): string {
  const parts = (TITLES[record.typeId] ?? []).map((name) => valueIn(record, name) ?? '').filter((part) => part !== '');
  return parts.slice(0, 2).join(' ') || String(record.id);
}

/** The page of one record, for people: properties, links and who changed what. No token is needed, as in a browser. */
export function pageRoutes(app: Hono<Env>, core: Core): void {
  app.get('/contacts/:portal/record/:typeId/:id', (context) => {
    const type = findObjectType(context.req.param('typeId'));
    const record = type ? core.records.survivor(type.id, context.req.param('id')) : undefined;
    if (!type || !record || context.req.param('portal') !== String(core.portalId)) throw notFound();
    return context.html(page(core, type, record));
  });
}

function page(core: Core, type: ObjectType, record: CrmRecord) {
  const names = [...propertyNamesOf(record)].sort();
  const state = record.archivedAt === null ? '' : html`<p><strong>This record is archived.</strong></p>`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${type.label}: ${titleOf(record)}</title>
        <style>
          body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
          table { border-collapse: collapse; width: 100% }
          th, td { border-bottom: 1px solid #ddd; padding: .3rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
        </style>
      </head>
      <body>
        <p>${core.name} (${core.portalId})</p>
        <h1>${type.label}: ${titleOf(record)}</h1>
        ${state}
        <h2>Properties</h2>
        <table>
          ${names.map((name) => propertyRow(core, type, record, name))}
        </table>
        <h2>Associations</h2>
        <ul>
          ${objectTypes.map((to) => linkItems(core, record, to))}
        </ul>
        <h2>History</h2>
        <table>
          <tr><th>Time (UTC)</th><th>Property</th><th>Value</th><th>Source</th></tr>
          ${historyRows(record, names)}
        </table>
      </body>
    </html>`;
}

function propertyRow(core: Core, type: ObjectType, record: CrmRecord, name: string) {
  const value = readValue(core, type, record, name);
  if (value === undefined) return '';
  return html`<tr><th>${core.properties.live(type.id, name)?.label ?? name}</th><td>${linked(value ?? '')}</td><td><code>${name}</code></td></tr>`;
}

/** Only web addresses become links: a value is somebody else's text. */
function linked(value: string) {
  return /^https?:\/\/\S+$/.test(value) ? html`<a href="${value}" rel="noreferrer">${value}</a>` : value;
}

function linkItems(core: Core, record: CrmRecord, to: ObjectType) {
  return core.associations.of(record, to.id).map((link) => {
    const other = core.records.live(to.id, link.toId);
    if (!other) return '';
    const labels = link.typeIds.flatMap(
      (typeId) => core.associations.types.get(record.typeId, to.id, typeId)?.label ?? [],
    );
    return html`<li>${to.label}: <a href="${recordUrl(core, other)}">${titleOf(other)}</a> ${labels.join(', ')}</li>`;
  });
}

function historyRows(record: CrmRecord, names: readonly string[]) {
  const entries = names.flatMap((name) => historyOf(record, name).map((entry) => ({ name, ...entry })));
  return entries
    .sort((a, b) => b.at - a.at)
    .slice(0, 500)
    .map(
      (entry) =>
        html`<tr><td>${new Date(entry.at).toISOString()}</td><td><code>${entry.name}</code></td><td>${entry.value}</td><td>${entry.source.sourceType} ${entry.source.sourceId}</td></tr>`,
    );
}
