import type { Script } from '../../simulator/simulation/script.ts';

/** What a script can lose, in the order in which it is tried: what is gone first need not be tried with the rest. */
const parts = ['strikes', 'crashes', 'edits', 'acts'] as const;

/**
 * Leaves out of a script whatever is not needed for it to fail: halves, quarters, and so on down to single things.
 * `fails` says whether a script still fails in the same way; `onStep` is told how much is left after each success.
 */
export async function shrink(
  script: Script,
  fails: (script: Script) => Promise<boolean>,
  onStep: (script: Script) => void,
): Promise<Script> {
  let smallest = script;
  for (const part of parts) {
    let size = smallest[part].length;
    while (size >= 1) {
      let from = 0;
      while (from < smallest[part].length) {
        const shorter = { ...smallest, [part]: smallest[part].toSpliced(from, size) };
        if (await fails(shorter)) {
          smallest = shorter;
          onStep(smallest);
        } else from += size;
      }
      size = Math.floor(size / 2);
    }
  }
  return smallest;
}

/** What went wrong, without the ids and numbers that differ from run to run. */
export function kindOfFailure(problems: readonly string[]): string {
  return (problems[0] ?? '').replaceAll(/\d+/g, 'N');
}
