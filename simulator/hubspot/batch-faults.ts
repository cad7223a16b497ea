import { Doses } from '../faults/dose.ts';

/** Ways in which a batch write goes wrong row by row, most of them behind an answer that looks like success. */
export interface BatchFault {
  /**
   * `all`: nothing is written and the reply is empty. `some`: every third row is neither written nor mentioned.
   * `refused`: every third row is not written, and the reply says so for that row.
   */
  readonly silent: 'all' | 'some' | 'refused';
  /** Path text that the call must contain, for instance `orders/batch/create`; absent: every batch write. */
  readonly path?: string;
  /** Lets the first `after` matching calls pass. */
  readonly after?: number;
  /** How many calls it hits; without end where absent. */
  readonly times?: number;
  /** Counts for this fault instead of `after` and `times`. */
  readonly doses?: Doses;
}

/** What becomes of one row of a batch. */
export type RowFate = 'ordinary' | 'dropped' | 'refused';

const third = (position: number) => position % 3 === 2;

export class BatchFaults {
  #planned: { readonly fault: BatchFault; readonly doses: Doses }[];

  constructor(faults: readonly BatchFault[]) {
    this.#planned = faults.map(planned);
  }

  add(fault: BatchFault): void {
    this.#planned.push(planned(fault));
  }

  clear(): void {
    this.#planned = [];
  }

  /** What becomes of the row at each position of this call. */
  take(path: string): (position: number) => RowFate {
    for (const { fault, doses } of this.#planned) {
      if (fault.path !== undefined && !path.includes(fault.path)) continue;
      if (!doses.strikes()) continue;
      if (fault.silent === 'all') return () => 'dropped';
      const fate = fault.silent === 'some' ? 'dropped' : 'refused';
      return (position) => (third(position) ? fate : 'ordinary');
    }
    return () => 'ordinary';
  }
}

function planned(fault: BatchFault) {
  const { after, times } = fault;
  const dose = { ...(after === undefined ? {} : { after }), ...(times === undefined ? {} : { times }) };
  return { fault, doses: fault.doses ?? new Doses(dose) };
}
