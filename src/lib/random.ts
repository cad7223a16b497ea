/** A source of randomness that can be replayed: the same seed gives the same sequence. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, limit). */
  int(limit: number): number;
  /** One of the items; throws RangeError for an empty list. */
  pick<T>(items: readonly T[]): T;
  chance(probability: number): boolean;
  /** A new list in random order. */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent sequence named by `label`, so that one part drawing more does not move another. */
  fork(label: string): Random;
}

/** Mixes a 32-bit state into a well spread 32-bit word (splitmix32). */
function mix(state: number): number {
  let z = state | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function hashLabel(label: string, start: number): number {
  let hash = start | 0;
  for (let index = 0; index < label.length; index += 1) {
    hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

export function createRandom(seed: number): Random {
  let state = mix(seed);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 4_294_967_296;
  };
  const int = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    int,
    pick: (items) => {
      const item = items[int(items.length)];
      if (item === undefined) throw new RangeError('pick needs at least one item');
      return item;
    },
    chance: (probability) => next() < probability,
    shuffle: (items) => {
      const result = [...items];
      for (let index = result.length - 1; index > 0; index -= 1) {
        const other = int(index + 1);
        const swapped = result[index];
        const partner = result[other];
        if (swapped === undefined || partner === undefined) continue;
        result[index] = partner;
        result[other] = swapped;
      }
      return result;
    },
    fork: (label) => createRandom(hashLabel(label, seed)),
  };
}
