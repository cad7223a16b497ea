/** Answers whose clocks are compared; one that came through an odd proxy does not count. */
const remembered = 5;

/** HTTP dates have whole seconds, and an answer is under way for a part of one: less than this says nothing. */
const smallestMs = 3_000;

export interface Skew {
  /** Told of the `Date` of an answer, and of when it came by our clock. */
  learn(date: string | null, receivedAt: Date): void;
  /** How far Shopify's clock is ahead of ours, in milliseconds; 0 while they agree or nothing is known. */
  aheadMs(): number;
}

/** Compares our clock with the store's, because windows of time are asked for in the store's. */
export function createSkew(): Skew {
  let seen: number[] = [];
  return {
    learn(date, receivedAt) {
      const told = Date.parse(date ?? '');
      if (Number.isFinite(told)) seen = [...seen, told - receivedAt.getTime()].slice(-remembered);
    },
    aheadMs() {
      const middle = seen.toSorted((left, right) => left - right)[Math.floor(seen.length / 2)] ?? 0;
      return Math.abs(middle) < smallestMs ? 0 : middle;
    },
  };
}
