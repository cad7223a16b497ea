/**
 * Writes docs/commands.md from the commands themselves.
 *
 *   node scripts/commands-page.ts
 */
import { writeFileSync } from 'node:fs';
import { commandsPage } from '../src/cli/commands-page.ts';
import { createProgram } from '../src/cli/program.ts';

writeFileSync(new URL('../docs/commands.md', import.meta.url), commandsPage(await createProgram()));
