import type { Lane } from '../sync/types.ts';

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

/** Lets questions from outside write between two passes of the loop, one after the other. */
export function createTurns(): Turns {
  let waiting: ((lane: Lane) => Promise<void>)[] = [];
  return {
    looping: true,
    alone: (work) =>
      new Promise((resolve, reject) => {
        waiting.push((lane) => work(lane).then(resolve, reject));
      }),
    betweenPasses: async (lane) => {
      const now = waiting;
      waiting = [];
      for (const work of now) await work(lane);
    },
  };
}
