import { type PooledResult, SeedPool } from '../simulation/pool.ts';
import { kindOfFailure } from '../simulation/shrink.ts';

/** A seed that fails where it should, and how. */
export interface Catch {
  readonly seed: number;
  readonly problem: string;
}

export interface HuntOptions {
  readonly worker: URL;
  readonly jobs: number;
  /** The first seed that is run; 1 where nothing is said. */
  readonly first?: number;
  readonly last: number;
  /** How long a seed may take before it counts as one that does not end, in milliseconds. */
  readonly patienceMs: number;
  /** Whether a seed fails without the mutation too: then it says nothing. */
  readonly failsAnyway: (seed: number) => Promise<boolean>;
}

/** Runs seeds from the first on until one fails because of the mutation; null = none does. */
export async function hunt(options: HuntOptions): Promise<Catch | null> {
  let from = options.first ?? 1;
  while (from <= options.last) {
    const failed = await firstFailure(options, from);
    if (failed === null) return null;
    if (!(await options.failsAnyway(failed.seed))) return failed;
    from = failed.seed + 1;
  }
  return null;
}

/** No seed is begun after one has failed; of those that were under way then, the lowest counts. */
async function firstFailure({ worker, jobs, last, patienceMs }: HuntOptions, from: number): Promise<Catch | null> {
  const pool = new SeedPool(jobs, worker);
  const underWay = new Map<number, NodeJS.Timeout>();
  const failures: Catch[] = [];
  let hung: number | null = null;
  function* seeds(): Generator<number> {
    for (let seed = from; seed <= last && failures.length === 0; seed += 1) {
      const giveUp = () => {
        hung ??= seed;
        pool.kill();
      };
      underWay.set(seed, setTimeout(giveUp, patienceMs));
      yield seed;
    }
  }
  const note = ({ seed, problems }: PooledResult) => {
    clearTimeout(underWay.get(seed));
    underWay.delete(seed);
    if (problems.length > 0) failures.push({ seed, problem: kindOfFailure(problems) });
  };
  try {
    await pool.run(seeds(), note);
    await pool.close();
  } catch {
    pool.kill();
    const seed = hung ?? Math.min(...underWay.keys());
    failures.push({ seed, problem: hung === null ? 'the process ended by itself' : 'the seed does not end' });
  }
  for (const timer of underWay.values()) clearTimeout(timer);
  return failures.toSorted((left, right) => left.seed - right.seed)[0] ?? null;
}
