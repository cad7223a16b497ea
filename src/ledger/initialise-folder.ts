import { once } from 'node:events';
import { startEmbedded } from './embedded-database.ts';

/**
 * Makes a data folder and ends: run as a child process, because making one takes over a gigabyte of memory that the
 * process would never give back. The folder's path comes as a message.
 */
const [message]: unknown[] = await once(process, 'message');
if (typeof message !== 'object' || message === null || !('dataDir' in message) || typeof message.dataDir !== 'string') {
  throw new TypeError('the folder to make was not named');
}
await (await startEmbedded(message.dataDir)).close();
process.disconnect();
