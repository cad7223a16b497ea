import type { Lane } from './types.ts';

/**
 * Who works on which subjects. Passes beside each other may meet in one (two orders of a buyer): whoever comes later
 * waits until those before have settled, and plans from what they left. All subjects of one piece of work are asked for
 * at once and nothing else is asked for meanwhile, so that nobody waits for each other.
 */
class SubjectTurns {
  readonly #last = new Map<string, Promise<void>>();

  busyOf(subjectIds: readonly string[]): Set<string> {
    return new Set(subjectIds.filter((id) => this.#last.has(id)));
  }

  async ended(subjectIds: readonly string[]): Promise<void> {
    await Promise.all(new Set(subjectIds.flatMap((id) => this.#last.get(id) ?? [])));
  }

  async take<T>(subjectIds: readonly string[], work: () => Promise<T>): Promise<T> {
    const { promise: mine, resolve: leave } = Promise.withResolvers<void>();
    const before = new Set(subjectIds.flatMap((id) => this.#last.get(id) ?? []));
    for (const id of subjectIds) this.#last.set(id, mine);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const id of subjectIds) if (this.#last.get(id) === mine) this.#last.delete(id);
      leave();
    }
  }
}

const turnsOf = new WeakMap<Lane, SubjectTurns>();

/** Runs `work` while nobody else who has this lane works on any of the subjects. */
export function inTurn<T>(lane: Lane, subjectIds: readonly string[], work: () => Promise<T>): Promise<T> {
  const turns = turnsOf.get(lane) ?? new SubjectTurns();
  turnsOf.set(lane, turns);
  return turns.take(subjectIds, work);
}

/** Those of the subjects on which somebody who has this lane works, or waits to. */
export function busyOf(lane: Lane, subjectIds: readonly string[]): ReadonlySet<string> {
  return turnsOf.get(lane)?.busyOf(subjectIds) ?? new Set();
}

/** Resolves when those have settled who work on any of the subjects now, or wait to; who comes later is not waited for. */
export async function turnsEnded(lane: Lane, subjectIds: readonly string[]): Promise<void> {
  await turnsOf.get(lane)?.ended(subjectIds);
}
