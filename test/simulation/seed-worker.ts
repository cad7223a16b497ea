import { constants, setPriority } from 'node:os';
import { openDatabase } from './database.ts';
import { runSeed } from './run-seed.ts';

/**
 * A process that runs seeds, one after the other, over one database: each message is a seed, each answer its result.
 * Ends when its parent lets go of it.
 */
const database = openDatabase();
// Seeds wait for nobody: they take the processor when nothing beside them needs it.
setPriority(constants.priority.PRIORITY_LOW);

process.on('message', async (message: unknown) => {
  if (typeof message !== 'number') return;
  const { plan, lines: _lines, script: _script, ...result } = await runSeed(message, await database);
  process.send?.({ seed: plan.seed, ...result });
});
process.on('disconnect', () => process.exit());
