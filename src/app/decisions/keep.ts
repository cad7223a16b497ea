import { isDeepStrictEqual } from 'node:util';
import { type KeptDecision, subjectOfDecision } from '../../ledger/kept-decision.ts';
import type { Route } from '../../sync/types.ts';
import { CommandError, exitCodes } from '../failures.ts';
import {
  appendDecisions,
  type DecisionsFile,
  type KeptDecisions,
  keptFor,
  type News,
  readDecisions,
  stamped,
} from './file.ts';

/** What keeping decisions needs to know. */
export type Keeping = Pick<Route, 'ledger' | 'clock' | 'log' | 'sourceAccount' | 'destinationAccount'> & {
  readonly path: string;
};

function connectionOf({ destinationAccount, sourceAccount }: Keeping) {
  return { destination: destinationAccount.destination, source: sourceAccount.source };
}

/**
 * Brings the file up to what the ledger knows: new decisions are appended, those that hold no more are withdrawn. While
 * the ledger exists it is the truth, so that a crash between the two costs nothing and nothing is written twice. Call it
 * with the lane.
 * @throws CommandError when the file holds the decisions of a ledger that is gone and this one is empty.
 */
export async function keepDecisions(keeping: Keeping): Promise<void> {
  const { ledger, clock, path } = keeping;
  const connection = connectionOf(keeping);
  const file = await readDecisions(path);
  const kept = keptFor(file.lines, connection);
  const id = await ledger.ledgerId({});
  const news: News[] = [];
  if (kept.ledger !== id) {
    await takeOver(keeping, kept);
    news.push({ ledger: id });
  }
  const held = await ledger.keptDecisions({ destination: connection.destination });
  news.push(...difference(kept.holds, held));
  if (news.length === 0) return;
  warnOfDamage(keeping, file);
  await appendDecisions(path, stamped(news, connection, clock.now()));
}

/** The file was last written for another ledger: one that is gone, or this one before an older dump was restored. */
async function takeOver(keeping: Keeping, kept: KeptDecisions): Promise<void> {
  if (kept.ledger === null || kept.holds.size === 0) return;
  await refuseEmpty(keeping, kept);
  const { ledger, clock } = keeping;
  const { destination } = connectionOf(keeping);
  await ledger.applyDecisions({ destination, now: clock.now(), decisions: [...kept.holds.values()] });
}

/** Throws CommandError when this ledger is empty and the file holds the decisions of one that is gone. */
export async function refuseLost(keeping: Keeping): Promise<void> {
  const kept = keptFor((await readDecisions(keeping.path)).lines, connectionOf(keeping));
  if (kept.ledger === null || kept.holds.size === 0 || kept.ledger === (await keeping.ledger.ledgerId({}))) return;
  await refuseEmpty(keeping, kept);
}

async function refuseEmpty({ ledger, path }: Keeping, kept: KeptDecisions): Promise<void> {
  const { contacts, orders, members } = await ledger.contents({});
  if (contacts + orders + members > 0) return;
  const advice = 'Run "samestory rebuild": it finds every link again. To begin anew instead, move that file away.';
  throw new CommandError(
    `The ledger is empty, and ${path} keeps ${kept.holds.size} decisions of one that was used with these accounts. ${advice}`,
    exitCodes.needsYou,
  );
}

function difference(kept: ReadonlyMap<string, KeptDecision>, held: readonly KeptDecision[]): News[] {
  const subjects = new Set(held.map(subjectOfDecision));
  const withdrawn = [...kept.keys()].filter((subject) => !subjects.has(subject));
  const fresh = held.filter((decision) => !isDeepStrictEqual(kept.get(subjectOfDecision(decision)), decision));
  return [...withdrawn.map((subject) => ({ withdrawn: subject })), ...fresh.map((decision) => ({ decision }))];
}

function warnOfDamage({ log, path }: Keeping, { damaged }: DecisionsFile): void {
  if (damaged.length === 0) return;
  log.warn('lines of the decisions file cannot be read; the ledger has what they said', {
    path,
    lines: damaged.map(({ line }) => line),
  });
}

/** What the file says, for a rebuild. Throws CommandError with the numbers of damaged lines, unless they may be skipped. */
export async function decisionsForRebuild(keeping: Keeping, skipDamaged: boolean): Promise<readonly KeptDecision[]> {
  const { lines, damaged } = await readDecisions(keeping.path);
  if (damaged.length > 0 && !skipDamaged) {
    const named = damaged.slice(0, 5).map(({ line, problem }) => `line ${line}: ${problem}`);
    const more = damaged.length > named.length ? `; and ${damaged.length - named.length} more` : '';
    throw new CommandError(
      `${keeping.path} has lines that cannot be read (${named.join('; ')}${more}). Put the file back from a copy, or add --skip-damaged to go on without what they said.`,
      exitCodes.needsYou,
    );
  }
  return [...keptFor(lines, connectionOf(keeping)).holds.values()];
}
