import { Markup } from './html.ts';

/** All of the page's style: no font, image or script comes from anywhere else. */
export const style = new Markup(`
:root { --ink: #1a1d21; --soft: #5c6570; --line: #d9dee3; --one: #2b6cb0; --two: #90b4d8; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); margin: 2rem auto; padding: 0 1.5rem; max-width: 60rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
p, li { max-width: 46rem; }
.soft { color: var(--soft); }
dl.times { display: flex; flex-wrap: wrap; gap: .2rem 2rem; margin: .5rem 0; }
dl.times div { display: flex; gap: .5rem; }
dl.times dt { color: var(--soft); }
dl.times dd { margin: 0; font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: .82rem; margin: .4rem 0 1rem; }
th, td { padding: .28rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { text-align: left; font-weight: 600; }
th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.d { color: var(--soft); }
tfoot td, tfoot th { border-top: 2px solid var(--ink); font-weight: 600; }
svg.chart { width: 100%; height: auto; display: block; margin: .3rem 0 .6rem; }
svg .one { fill: var(--one); } svg .two { fill: var(--two); }
svg .grid { stroke: var(--line); }
svg text { font: 12px system-ui, sans-serif; fill: var(--soft); }
svg .scale, svg .name { text-anchor: end; } svg .label { text-anchor: middle; }
.key { display: inline-block; width: .8em; height: .8em; margin: 0 .35em 0 1em; background: var(--one); }
.key.two { background: var(--two); }
@page { size: A4; margin: 14mm 12mm; }
@media print {
  body { font-size: 9.5pt; margin: 0; padding: 0; max-width: none; }
  table { font-size: 7pt; }
  th, td { padding: .8mm 1mm; }
  h2, h3 { break-after: avoid; }
  svg.chart, tr, .keep { break-inside: avoid; }
  svg .one, svg .two, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`);
