/** Writes schema/samestory.schema.json from the configuration's own schema; a test compares them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { configJsonSchema } from '../src/config/json-schema.ts';

const folder = new URL('../schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('samestory.schema.json', folder), `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
