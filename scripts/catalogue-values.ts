/**
 * Records what every field of the catalogue says of a few records: `node scripts/catalogue-values.ts`. A field that says
 * something else than before needs another `revision` first, so that maps with it get another version.
 */
import { writeFileSync } from 'node:fs';
import { catalogueValues, changedInSilence, recordedValues, recordFile } from '../test/support/catalogue-values.ts';

const now = catalogueValues();
const silent = changedInSilence(recordedValues(), now);
if (silent.length > 0) {
  console.error(`Raise "revision" in the catalogue first, for: ${silent.join(', ')}`);
  process.exitCode = 1;
} else {
  writeFileSync(recordFile, `${JSON.stringify(now, null, 2)}\n`);
  console.log(`${Object.keys(now).length} fields recorded`);
}
