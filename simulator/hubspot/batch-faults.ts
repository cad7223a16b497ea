/** Ways in which a batch write goes wrong while its answer looks like success. */
export interface BatchFault {
  /** `all`: nothing is written and the reply is empty. `some`: every third row is neither written nor mentioned. */
  readonly silent: 'all' | 'some';
  /** Path text that the call must contain, for instance `orders/batch/create`; absent: every batch write. */
  readonly path?: string;
  /** Lets the first `after` matching calls pass. */
  readonly after?: number;
  /** How many calls it hits; without end where absent. */
  readonly times?: number;
}

export class BatchFaults {
  #planned: { readonly fault: BatchFault; matched: number }[];

  constructor(faults: readonly BatchFault[]) {
    this.#planned = faults.map((fault) => ({ fault, matched: 0 }));
  }

  add(fault: BatchFault): void {
    this.#planned.push({ fault, matched: 0 });
  }

  clear(): void {
    this.#planned = [];
  }

  /** Whether the row at each position of this call is dropped without a word. */
  take(path: string): (position: number) => boolean {
    for (const entry of this.#planned) {
      if (entry.fault.path !== undefined && !path.includes(entry.fault.path)) continue;
      entry.matched += 1;
      const after = entry.fault.after ?? 0;
      if (entry.matched <= after || entry.matched > after + (entry.fault.times ?? Number.POSITIVE_INFINITY)) continue;
      return entry.fault.silent === 'all' ? () => true : (position) => position % 3 === 2;
    }
    return () => false;
  }
}
