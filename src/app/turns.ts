import type { Clock } from '../lib/clock.ts';
import type { Lane } from '../sync/types.ts';
import { CommandError, exitCodes } from './failures.ts';

/** How this process gets to write by itself, beside or instead of the loop. */
export interface LaneAccess {
  /** The loop of this process works everything that is due. */
  readonly looping: boolean;
  /** Runs `work` with the lane while no pass of this process runs. Throws LaneTakenError when another process has it. */
  alone<T>(work: (lane: Lane) => Promise<T>): Promise<T>;
}

export interface Turns extends LaneAccess {
  /** The loop's side: runs what has been asked for since the last pass. Never rejects. */
  betweenPasses(lane: Lane): Promise<void>;
}

/** A pass takes seconds; the loop rests longer only while a platform keeps it from working, or right after a start. */
const patienceMs = 60_000;

/**
 * Lets questions from outside write between two passes of the loop, one after the other. A question that gets no turn
 * within a minute is refused with a CommandError, and never runs.
 */
export function createTurns(clock: Clock): Turns {
  const waiting = new Set<(lane: Lane) => Promise<void>>();
  return {
    looping: true,
    alone: (work) =>
      new Promise((resolve, reject) => {
        const turn = (lane: Lane) => {
          givenUp.abort();
          return work(lane).then(resolve, reject);
        };
        const givenUp = new AbortController();
        waiting.add(turn);
        clock.sleep(patienceMs, givenUp.signal).then(
          () => {
            if (waiting.delete(turn)) reject(noTurn());
          },
          () => undefined,
        );
      }),
    betweenPasses: async (lane) => {
      for (const turn of waiting) {
        waiting.delete(turn);
        await turn(lane);
      }
    },
  };
}

function noTurn(): CommandError {
  const why = 'it is starting, or a platform keeps it from working';
  return new CommandError(
    `The service had no turn for this within a minute: ${why}. Look at samestory status, then try again.`,
    exitCodes.held,
  );
}
