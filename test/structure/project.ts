import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSourceFile, type SourceFile } from './source-file.ts';

const root = join(import.meta.dirname, '../..');

const codeFolders = ['src/', 'simulator/', 'scripts/', 'test/', 'bench/'];

/** Paths that are in the repository or would be with the next `git add`: new files are checked before the commit. */
export function projectPaths(): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  return [...new Set(output.toString('utf8').split('\0'))].filter(
    (path) => path !== '' && existsSync(join(root, path)),
  );
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function parseProject(paths: readonly string[]): SourceFile[] {
  return paths
    .filter((path) => path.endsWith('.ts') && codeFolders.some((folder) => path.startsWith(folder)))
    .map((path) => parseSourceFile(path, readText(path)));
}
