import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { sha256 } from '../lib/bytes.ts';

export type LoadedModule =
  | { readonly ok: true; readonly exported: unknown; readonly name: string; readonly revision: string }
  /** What was found instead, and how to mend it. */
  | { readonly ok: false; readonly found: string; readonly remedy: string };

const require = createRequire(import.meta.url);

/**
 * Loads a module of computed fields, TypeScript or JavaScript. Its revision is made from its text: whoever changes what it
 * imports gives the module itself a new line, so that the map has a new version.
 */
export function loadModule(path: string): LoadedModule {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const found = absent ? 'a file that does not exist' : 'a file that cannot be read';
    return { ok: false, found, remedy: 'Mend the path; it is relative to this file.' };
  }
  try {
    const loaded: unknown = require(path);
    const exported = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
    return { ok: true, exported, name: basename(path), revision: sha256(text).slice(0, 8) };
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    const remedy = 'Run "node" on it and mend what it says; a module may not wait ("await") at its top.';
    return { ok: false, found: `a module that does not load (${first})`, remedy };
  }
}
