import type { DescribedField } from '../../field-map/describe.ts';
import { html, type Markup } from '../../report/page/html.ts';
import { style } from '../../report/page/style.ts';
import {
  columnMeanings,
  type FieldsDocument,
  figure,
  parts,
  sumText,
  typeText,
  useText,
  versionText,
} from './document.ts';
import { fieldsStyle } from './page-style.ts';

/** One page that needs nothing else: no script, no font and no image from anywhere. Prints on A4. */
export function fieldsPage(document: FieldsDocument): string {
  const { pattern, crm, fields, leftOut, configuration, responsible, product, asOf } = document;
  const sections = parts.map(({ part, title }) =>
    section(
      title(crm),
      fields.filter((field) => field.part === part),
    ),
  );
  return `<!doctype html>\n${
    html`<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Fields of this set-up</title><style>${style}${fieldsStyle}</style></head><body>
<header><h1>Fields of this set-up</h1>
<p>Pattern <strong>${pattern.name}</strong>: ${pattern.fits}</p>
<p>${versionText(document)} Said in: ${configuration ?? 'nothing, the defaults count'}. Responsible for the map: ${responsible ?? 'nobody is named yet'}.</p></header>
<main>${sections}
<section><h2>Left out on purpose</h2><ul>${leftOut.map(({ what, why }) => html`<li>${what}: ${why}</li>`)}</ul></section>
${costs(document)}</main>
<footer class="soft"><p>As of ${asOf.slice(0, 16).replace('T', ' ')} UTC. Made by ${product}.</p></footer>
</body></html>`.text
  }\n`;
}

function section(title: string, fields: readonly DescribedField[]): Markup {
  if (fields.length === 0) return html``;
  const rows = fields.map(
    (field) => html`<tr><th>${field.label}<br><span class="soft">${field.name}; ${typeText(field)}</span></th>
<td data-is="owner">${field.owner}</td><td data-is="lies in">${field.property ?? 'the files'}</td>
<td data-is="meaning">${field.meaning} <span class="soft">From ${field.from}: ${field.formula}.</span></td>
<td data-is="why">${field.why}. ${useText(field)}</td><td data-is="when emptied">${field.emptied.join(' ')}</td>
<td data-is="change it in">${field.changeIn}</td></tr>`,
  );
  const columns = ['field', 'owner', 'lies', 'meaning', 'why', 'emptied', 'change'].map(
    (name) => html`<col class="${name}">`,
  );
  return html`<section><h2>${title}</h2><table class="map"><colgroup>${columns}</colgroup>
<thead><tr><th>field</th><th>owner</th><th>lies in</th><th>meaning</th>
<th>why it is there, who uses it</th><th>when it is emptied</th><th>change it in</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function costs(document: FieldsDocument): Markup {
  const { fields, unknownBecause, storeScopes } = document;
  const unknown =
    unknownBecause === null ? html`` : html`<p class="soft">Records and incidents are unknown: ${unknownBecause}.</p>`;
  const number = (value: number | null) => html`<td class="n">${figure(value)}</td>`;
  const rows = fields.map(
    ({ name, cost }) =>
      html`<tr><th>${name}</th><td>${cost.scopes.join(', ')}</td>${[
        cost.refusable,
        cost.records,
        cost.properties,
        cost.incidents,
      ].map(number)}</tr>`,
  );
  const heads = columnMeanings.map(([name], index) =>
    index === 0 ? html`<th>${name}</th>` : html`<th class="n">${name}</th>`,
  );
  return html`<section><h2>What it costs</h2>${unknown}<div class="wide"><table><thead><tr><th>field</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<ul class="soft">${columnMeanings.map(([name, meaning]) => html`<li>${name}: ${meaning}</li>`)}</ul>
<p>Scopes in Shopify: ${storeScopes.join(', ')}.</p><p><strong>${sumText(document)}</strong></p></section>`;
}
