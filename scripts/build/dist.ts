import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** What modules read at run time beside code: migrations, GraphQL documents and schema, data. */
const assets = '{src,simulator,schema}/**/*.{sql,graphql,json,yaml,html}';

/** `new URL('./x.ts', import.meta.url)` names workers and assets; the compiler rewrites imports but not these. */
const urlPattern = /new URL\(\s*(['"])(\.{1,2}\/[^'"]+)\1,\s*import\.meta\.url\s*\)/g;

function modules(dist: string): string[] {
  return globSync('**/*.js', { cwd: dist }).map((path) => join(dist, path));
}

/** Rewrites the targets of `new URL(…, import.meta.url)` from `.ts` to `.js`, in place. */
export function pointUrlsToJavaScript(dist: string): void {
  for (const path of modules(dist)) {
    const text = readFileSync(path, 'utf8');
    const changed = text.replaceAll(urlPattern, (url) => url.replace(/\.ts(['"])/, '.js$1'));
    if (changed !== text) writeFileSync(path, changed);
  }
}

export function copyAssets(root: string, dist: string): void {
  for (const path of globSync(assets, { cwd: root })) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    copyFileSync(join(root, path), join(dist, path));
  }
}

/** The name and version that the command prints, at the place where the sources look for them. */
export function writePackageFile(root: string, dist: string): void {
  const shape = z.object({ name: z.string(), version: z.string(), type: z.literal('module') });
  const { name, version, type } = shape.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  writeFileSync(join(dist, 'package.json'), `${JSON.stringify({ name, version, type, private: true }, null, 2)}\n`);
}

/** `siblingModule('worker')`: a module of the same folder that is started as a thread or a process, not imported. */
const siblingPattern = /\bsiblingModule\(\s*(['"])([\w-]+)\1\s*\)/g;

/** Modules and assets that code in `dist` names by address and that are not there, as `module: target`. */
export function missingTargets(dist: string): string[] {
  return modules(dist).flatMap((path) => {
    const text = readFileSync(path, 'utf8');
    const addressed = [...text.matchAll(urlPattern)].map((match) => match[2] ?? '');
    const siblings = [...text.matchAll(siblingPattern)].map((match) => `./${match[2]}.js`);
    const gone = [...addressed, ...siblings].filter((target) => !existsSync(join(dirname(path), target)));
    return gone.map((target) => `${path}: ${target}`);
  });
}
