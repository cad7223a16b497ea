import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type KeptDecision, keptDecisionSchema, subjectOfDecision } from '../../ledger/kept-decision.ts';

/** The version of the lines; another one means that this code cannot read them. */
const lineVersion = 1;

const base = {
  v: z.literal(lineVersion),
  at: z.iso.datetime(),
  /** Several connections may keep their decisions in one folder; each reads its own lines. */
  destination: z.string().min(1),
  source: z.string().min(1),
};

const lineSchema = z.union([
  /** From here on the lines are those of this ledger. */
  z.object({ ...base, ledger: z.string().min(1) }).strict(),
  z.object({ ...base, decision: keptDecisionSchema }).strict(),
  /** A decision that does not hold any more, by what it was about. */
  z.object({ ...base, withdrawn: z.string().min(1) }).strict(),
]);

export type Line = z.infer<typeof lineSchema>;
/** A line before it is stamped. */
export type News = { readonly ledger: string } | { readonly decision: KeptDecision } | { readonly withdrawn: string };

export interface Damage {
  /** Counted from 1, as editors count. */
  readonly line: number;
  readonly problem: string;
}

export interface DecisionsFile {
  readonly lines: readonly Line[];
  readonly damaged: readonly Damage[];
}

/** Reads the file; one that does not exist has no lines. Lines that cannot be read are named, never guessed. */
export async function readDecisions(path: string): Promise<DecisionsFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  const lines: Line[] = [];
  const damaged: Damage[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue;
    const read = readLine(written);
    if (typeof read === 'string') damaged.push({ line: index + 1, problem: read });
    else lines.push(read);
  }
  return { lines, damaged };
}

/** Or a sentence that says what is wrong with it. */
function readLine(written: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch {
    return 'it is no JSON: cut off, or changed by hand';
  }
  const read = lineSchema.safeParse(value);
  if (read.success) return read.data;
  const version = typeof value === 'object' && value !== null && 'v' in value ? value.v : null;
  if (typeof version === 'number' && version > lineVersion) return `a newer version of samestory wrote it (${version})`;
  return 'it says nothing that this version understands';
}

/** What holds for one connection after all its lines, and which ledger wrote the last of them. */
export interface KeptDecisions {
  readonly ledger: string | null;
  readonly holds: ReadonlyMap<string, KeptDecision>;
}

export function keptFor(
  lines: readonly Line[],
  connection: { readonly destination: string; readonly source: string },
): KeptDecisions {
  const holds = new Map<string, KeptDecision>();
  let ledger: string | null = null;
  for (const line of lines) {
    if (line.destination !== connection.destination || line.source !== connection.source) continue;
    if ('ledger' in line) ledger = line.ledger;
    else if ('withdrawn' in line) holds.delete(line.withdrawn);
    else holds.set(subjectOfDecision(line.decision), line.decision);
  }
  return { ledger, holds };
}

/**
 * Appends lines and waits until the disk has them. A last line without an end was cut off by a crash while it was being
 * written: it is taken away first, because what it said is appended again.
 */
export async function appendDecisions(path: string, lines: readonly Line[]): Promise<void> {
  if (lines.length === 0) return;
  const file = await open(path, 'a+', 0o600);
  try {
    await file.truncate(await lengthOfWholeLines(file));
    await file.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

const tailBytes = 65_536;

async function lengthOfWholeLines(file: Awaited<ReturnType<typeof open>>): Promise<number> {
  const { size } = await file.stat();
  for (let end = size; end > 0; end -= tailBytes) {
    const start = Math.max(0, end - tailBytes);
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(end - start), position: start });
    const last = buffer.subarray(0, bytesRead).lastIndexOf('\n');
    if (last >= 0) return start + last + 1;
  }
  return 0;
}

export function stamped(
  news: readonly News[],
  connection: { readonly destination: string; readonly source: string },
  at: Date,
): Line[] {
  const { destination, source } = connection;
  return news.map((one) => ({ v: lineVersion, at: at.toISOString(), destination, source, ...one }));
}
