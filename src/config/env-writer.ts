import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { replaceOwnerFile } from './owner-file.ts';

/**
 * Puts variables into the `.env` file of a folder: lines that are there already keep their place and everything else,
 * other variables are added at the end. The file is replaced as a whole or not at all, and afterwards only its owner can
 * read it, whatever it was before. Returns its path, and whether anything changed.
 * @throws Error when the folder cannot be written, or a value cannot be spelled in such a file.
 */
export async function saveToEnvFile(
  folder: string,
  values: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; readonly changed: boolean }> {
  const named = join(folder, '.env');
  // A link stays one: what it points to is replaced.
  const path = await realpath(named).catch(() => named);
  const before = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const after = withValues(before, values);
  const read = parseEnv(after);
  for (const [name, value] of Object.entries(values)) {
    if (read[name] !== value) throw new Error(`the value of ${name} cannot be written into ${path}: set it yourself`);
  }
  await replaceOwnerFile(path, after);
  return { path, changed: after !== before };
}

/** The text of an `.env` file with these values; nothing else in it moves. */
export function withValues(text: string, values: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [name, value] of Object.entries(values)) {
    const line = `${name}=${quoted(value)}`;
    const pattern = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, 'gm');
    const last = [...result.matchAll(pattern)].at(-1);
    if (last === undefined) {
      const gap = result === '' || result.endsWith('\n') ? '' : '\n';
      result = `${result}${gap}${line}\n`;
    } else {
      // The last line of a name is the one that counts.
      result = `${result.slice(0, last.index)}${line}${result.slice(last.index + last[0].length)}`;
    }
  }
  return result;
}

/** Node's parser takes nothing back from quotes, so the first kind is used that the value does not hold. */
function quoted(value: string): string {
  if (/^[\w.:/@+=-]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((candidate) => !value.includes(candidate)) ?? "'";
  return `${quote}${value}${quote}`;
}
