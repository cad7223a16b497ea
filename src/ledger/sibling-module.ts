/** Address of a module in this folder, in a clone (`.ts`) and in the published package (`.js`). */
export function siblingModule(name: string): URL {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${name}.${ending}`, import.meta.url);
}
