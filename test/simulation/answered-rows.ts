import type { Strike } from '../../simulator/simulation/call-faults.ts';
import type { Ledger } from '../../src/ledger/contract.ts';

/** What a batch was when it was intended. */
interface Begun {
  readonly what: string;
  readonly rows: number;
  /** Faults so far that can take a row's outcome away. */
  readonly faults: number;
}

/**
 * A witness of batches of records: a row that gets no outcome has lost it to a fault. Recovery looks such rows up and works them again,
 * so that nobody would see at the end that the product itself had left them out of its calls.
 */
export class AnsweredRows {
  readonly #struck: () => readonly { readonly strike: Strike }[];
  readonly #begun = new Map<string, Begun>();
  readonly problems: string[] = [];

  constructor(struck: () => readonly { readonly strike: Strike }[]) {
    this.#struck = struck;
  }

  /** The ledger, watched. */
  watch(ledger: Ledger): Ledger {
    return {
      ...ledger,
      intend: async (input) => {
        const faults = this.#faults();
        const intent = await ledger.intend(input);
        // The CRM passes over links to a contact that somebody has just deleted.
        if (input.verb !== 'create' && input.verb !== 'update') return intent;
        const what = `${input.verb} ${input.object}`;
        this.#begun.set(intent.batchId, { what, rows: intent.accepted.length, faults });
        return intent;
      },
      settle: async (input) => {
        const begun = this.#begun.get(input.batchId);
        this.#begun.delete(input.batchId);
        if (begun !== undefined && input.rows.length < begun.rows && this.#faults() === begun.faults) {
          const left = begun.rows - input.rows.length;
          this.problems.push(
            `${left} of ${begun.rows} rows of a batch got no outcome, and no fault took it away: ${begun.what}`,
          );
        }
        return ledger.settle(input);
      },
    };
  }

  #faults(): number {
    return this.#struck().filter(({ strike }) => losesOutcomes(strike)).length;
  }
}

/**
 * A call of many rows that is refused or put off says so of every row; one that broke down may have been carried out. Where
 * records go one by one, every trouble counts.
 */
function losesOutcomes(strike: Strike): boolean {
  if (strike.type !== 'fate') return true;
  const { answer } = strike.fate;
  return typeof answer === 'object' && ('error' in answer || answer.status >= 500);
}
