/**
 * Writes the table of faults in docs/reliability.md from the catalogue.
 *
 *   node scripts/reliability-page.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { withFaultTables } from '../test/faults/page.ts';

const page = new URL('../docs/reliability.md', import.meta.url);
writeFileSync(page, withFaultTables(readFileSync(page, 'utf8')));
