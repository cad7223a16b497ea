/** How often each operation was asked for, by its GraphQL operation name. */
export class Counters {
  readonly #calls = new Map<string, number>();
  /** Failures of the simulator itself, which callers see as Shopify's internal errors. */
  readonly internalErrors: string[] = [];

  count(operation: string): void {
    this.#calls.set(operation, (this.#calls.get(operation) ?? 0) + 1);
  }

  calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#calls);
  }

  total(): number {
    return [...this.#calls.values()].reduce((sum, count) => sum + count, 0);
  }

  reset(): void {
    this.#calls.clear();
  }
}
