/**
 * Loads every small test file into this process, for node's runner: to start a process and load the product takes most of
 * the time that each of them would need.
 */
import { pathToFileURL } from 'node:url';
import { isSmall, rootOfTests, testFiles } from './files.ts';

for (const path of testFiles().filter(isSmall)) await import(new URL(path, `${pathToFileURL(rootOfTests)}/`).href);
