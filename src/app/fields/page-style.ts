import { Markup } from '../../report/page/html.ts';

/**
 * Seven columns of sentences: without fixed widths the columns with long names push those with sentences together. On a
 * narrow screen each field becomes a block, with the name of the column before each value.
 */
export const fieldsStyle = new Markup(`
body { max-width: 78rem; }
table.map { table-layout: fixed; }
table.map th, table.map td { overflow-wrap: anywhere; }
table.map .soft { font-weight: 400; }
table.map col.field { width: 15%; } table.map col.owner { width: 9%; } table.map col.lies { width: 12%; }
table.map col.meaning { width: 27%; } table.map col.why { width: 15%; } table.map col.emptied { width: 14%; }
table.map col.change { width: 8%; }
@media screen and (max-width: 50rem) {
  table.map, table.map tbody, table.map tr, table.map th, table.map td { display: block; }
  table.map thead, table.map colgroup { display: none; }
  table.map tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  table.map th, table.map td { border: 0; padding: .1rem 0; }
  table.map td::before { content: attr(data-is) ": "; color: var(--soft); }
  .wide { overflow-x: auto; }
}
`);
