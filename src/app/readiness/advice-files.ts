import { readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Answers } from '../../readiness/advice/answers.ts';
import { parseAnswers } from '../../readiness/advice/parse.ts';
import { CommandError, exitCodes } from '../failures.ts';

const mapping = z.record(z.string(), z.unknown());

/** A mapping from a JSON or YAML file (JSON is YAML). Throws CommandError that says what is wrong with it. */
export async function readMapping(path: string, what: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CommandError(
      `${path} cannot be read: ${reasonOf(cause)}. Name a JSON or YAML file with ${what}.`,
      exitCodes.usage,
      {
        cause,
      },
    );
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new CommandError(`${path} is neither JSON nor YAML: ${firstLine(cause)}`, exitCodes.usage, { cause });
  }
  // An empty file says nothing, which is no mistake.
  const read = mapping.safeParse(value ?? {});
  if (read.success) return read.data;
  throw new CommandError(`${path} holds no ${what}: it takes lines like "relationship: sales".`, exitCodes.usage);
}

/** Checks answers from a file and from options; options win. Throws CommandError with everything that is wrong. */
export function answersFrom(
  file: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
): Answers {
  const sides = [parseAnswers(file), parseAnswers(options)];
  const problems = sides.flatMap((side) => (side.ok ? [] : side.problems));
  if (problems.length > 0) {
    const lines = problems.map(({ where, found, allowed }) => `${where}: found ${found}; allowed: ${allowed}.`);
    throw new CommandError(lines.join('\n'), exitCodes.usage);
  }
  return Object.assign({}, ...sides.map((side) => (side.ok ? side.answers : {})));
}

/** Whether something lies there already. Throws CommandError where no file can be made. */
export async function isTaken(path: string): Promise<boolean> {
  const there = await stat(path).catch(() => null);
  if (there?.isDirectory())
    throw new CommandError(`${path} is a folder. Name a file, like ${path}/integration-brief.md.`, exitCodes.usage);
  if (there !== null) return true;
  const folder = await stat(dirname(path)).catch(() => null);
  if (folder?.isDirectory() !== true)
    throw new CommandError(`There is no folder ${dirname(path)}. Make it first.`, exitCodes.usage);
  return false;
}

/** Writes a new file, or over one whose replacement was agreed to. Throws CommandError. */
export async function writeBrief(path: string, text: string, replace: boolean): Promise<void> {
  await writeFile(path, text, { flag: replace ? 'w' : 'wx' }).catch((cause: unknown) => {
    throw new CommandError(`${path} cannot be written: ${reasonOf(cause)}.`, exitCodes.usage, { cause });
  });
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'this user may not',
    EISDIR: 'it is a folder',
    EEXIST: 'something lies there already',
    EROFS: 'the disk is read-only',
  };
  return known[code] ?? (firstLine(error) || code);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}
