import { createRandom } from '../../src/lib/random.ts';
import { described } from './outcome.ts';
import { replayCommand } from './replay-command.ts';
import type { FuzzTarget } from './target.ts';
import { configuration } from './targets/configuration.ts';
import { csv } from './targets/csv.ts';
import { hubspotReplies } from './targets/hubspot-replies.ts';
import { keptFiles } from './targets/kept-files.ts';
import { shopifyBulkFiles, shopifyReplies } from './targets/shopify-replies.ts';
import { webhooks } from './targets/webhooks.ts';

export const targets: readonly FuzzTarget[] = [
  webhooks,
  shopifyReplies,
  shopifyBulkFiles,
  hubspotReplies,
  csv,
  keptFiles,
  configuration,
];

export interface FuzzRun {
  readonly target: FuzzTarget;
  readonly seed: number;
  /** First case and how many; a case depends on target, seed and its own number alone. */
  readonly from: number;
  readonly cases: number;
  /** Told before each case, so that one that never ends can be named. */
  readonly onCase?: (number: number) => void;
}

/** Sentences about cases that ended otherwise than promised, each with the command that replays it. */
export async function fuzz({ target, seed, from, cases, onCase }: FuzzRun): Promise<string[]> {
  const problems: string[] = [];
  let current = from;
  const replay = (what: string) => `${what}\n  replay: ${replayCommand(target.name, seed, current)}`;
  const onUnhandled = (error: unknown) => problems.push(replay(`an unhandled rejection: ${described(error)}`));
  process.on('unhandledRejection', onUnhandled);
  const opened = await target.open();
  try {
    for (; current < from + cases; current += 1) {
      onCase?.(current);
      const random = createRandom(seed).fork(`${target.name} ${current}`);
      const problem = await opened.run(random).catch(described);
      if (problem !== null) problems.push(replay(problem));
      if (problems.length >= enough) break;
    }
    // Rejections that nobody handles are told in a later turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    await opened.close();
    process.off('unhandledRejection', onUnhandled);
  }
  return problems;
}

/** One fault of the product fails thousands of cases. */
const enough = 20;
