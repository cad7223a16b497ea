import { Tally } from '../../simulator/simulation/tally.ts';
import type { SeedResult } from './run-seed.ts';

/** What the seeds of a run have met, added up. */
export class Coverage {
  readonly #faults = new Tally();
  readonly #points = new Tally();
  #seeds = 0;

  add({ struck, crashPoints }: Pick<SeedResult, 'struck' | 'crashPoints'>): void {
    this.#seeds += 1;
    this.#faults.addAll(struck);
    for (const point of crashPoints) this.#points.add(point);
  }

  /** Sentences for people; none where nothing has run. */
  lines(): string[] {
    if (this.#seeds === 0) return [];
    const points = this.#points.sorted();
    const crashes = points.reduce((sum, [, count]) => sum + count, 0);
    // A call that no line of the product made, as when it is started, counts as a point alone.
    const lines = new Set(points.map(([point]) => lineOf(point)).filter((line) => /:\d+$/.test(line)));
    const files = Map.groupBy(lines, (line) => line.slice(0, line.lastIndexOf(':')));
    return [
      'faults injected:',
      ...this.#faults.sorted().map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`),
      `crashes: ${crashes}, at ${points.length} distinct points (a call, before or after it, and the line that made it)`,
      `  on ${lines.size} lines of ${files.size} files:`,
      ...[...files].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([file, found]) => `  ${file}: ${numbers(found)}`),
    ];
  }
}

function lineOf(point: string): string {
  return point.slice(point.lastIndexOf(' ') + 1);
}

function numbers(lines: readonly string[]): string {
  const all = lines.map((line) => Number(line.slice(line.lastIndexOf(':') + 1)));
  return all.toSorted((left, right) => left - right).join(', ');
}
