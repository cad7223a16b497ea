import { formatKey } from '../../src/commerce/keys.ts';
import type { KeyResult, Ledger } from '../../src/ledger/contract.ts';

/**
 * A witness of the queue: a key that was made due again while somebody worked on it has to be handed out once more, and so
 * have the orders of a customer who was merged away, of which the store tells nothing. Sweeps and comparisons would hide that
 * they were not, hours later; here it shows as soon as the ledger says that nothing is due. A key that failed by a fault of
 * ours is told as well: the next try would hide it.
 */
export class OwedKeys {
  /** Claimed and not finished: whether and for when the key was made due meanwhile. */
  readonly #claimed = new Map<string, Date | null>();
  /** Owed another turn from this moment on, and why. */
  readonly #owed = new Map<string, { readonly from: Date; readonly why: string }>();
  readonly problems: string[] = [];

  /** The ledger, watched. */
  watch(ledger: Ledger): Ledger {
    return {
      ...ledger,
      claim: async (input) => {
        const items = await ledger.claim(input);
        for (const { key } of items) {
          this.#claimed.set(formatKey(key), null);
          this.#owed.delete(formatKey(key));
        }
        return items;
      },
      enqueue: async (input) => {
        // Only what begins while the key is being worked is certain to come after its claim.
        const working = input.keys.filter(({ key }) => this.#claimed.has(formatKey(key)));
        const result = await ledger.enqueue(input);
        if (result.duplicate) return result;
        for (const { key, dueAt } of working) this.#madeDue(formatKey(key), dueAt);
        return result;
      },
      finish: async (input) => {
        const made = input.results.map(
          ({ key }) => [formatKey(key), this.#claimed.get(formatKey(key)) ?? null] as const,
        );
        await ledger.finish(input);
        for (const [index, [key, dueAt]] of made.entries()) {
          this.#claimed.delete(key);
          this.#judge(key, input.results[index]);
          if (dueAt !== null && input.results[index]?.outcome.type === 'done')
            this.#owed.set(key, { from: dueAt, why: 'changed while it was being written' });
        }
      },
      mergeMembers: async (input) => {
        const orders = await ledger.ordersOfBuyers({ buyers: [input.removed] });
        const asked = await ledger.mergeMembers(input);
        const why = 'had a buyer who was merged away';
        for (const { key } of orders) this.#owed.set(formatKey(key), { from: input.now, why });
        for (const key of asked)
          this.#owed.set(formatKey(key), { from: input.now, why: 'was asked about with one who was merged away' });
        return asked;
      },
      atHand: async (input) => {
        const owed = [...this.#owed].filter(([, { from }]) => from <= input.now);
        const result = await ledger.atHand(input);
        if (result.keys) return result;
        for (const [key, { why }] of owed) {
          if (this.#owed.delete(key)) this.problems.push(`${key} ${why}, and is not due any more`);
        }
        return result;
      },
    };
  }

  /** What has failed comes back when it may be tried again; a fault of ours is one, though the next try may hide it. */
  #judge(key: string, result: KeyResult | undefined): void {
    if (result?.outcome.type !== 'failed') return;
    const { class: failure, message, retryAt } = result.outcome;
    if (failure === 'bug') this.problems.push(`${key} failed by a fault of ours: ${message}`);
    const owed = this.#owed.get(key);
    if (owed === undefined) return;
    if (retryAt === null) this.#owed.delete(key);
    else this.#owed.set(key, { ...owed, from: retryAt });
  }

  #madeDue(key: string, dueAt: Date): void {
    const known = this.#claimed.get(key);
    if (known === undefined) return;
    this.#claimed.set(key, known === null || dueAt < known ? dueAt : known);
  }
}
