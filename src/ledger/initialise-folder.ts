import { once } from 'node:events';
import { embeddedKysely, startEmbedded } from './embedded-database.ts';
import { migrate } from './migrate.ts';
import { leaveKeyOpen } from './own-key.ts';

/**
 * Makes a data folder with the schema in it and ends: run as a child process, because making one takes over a gigabyte of memory that the
 * process would never give back. The folder's path comes as a message.
 */
const [message]: unknown[] = await once(process, 'message');
if (typeof message !== 'object' || message === null || !('dataDir' in message) || typeof message.dataDir !== 'string') {
  throw new TypeError('the folder to make was not named');
}
const db = embeddedKysely(await startEmbedded(message.dataDir));
await migrate(db);
await leaveKeyOpen(db);
await db.destroy();
process.disconnect();
