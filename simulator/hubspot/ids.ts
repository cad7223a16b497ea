import type { Random } from '../../src/lib/random.ts';

/** A UUID-shaped text from a replayable source of randomness. */
export function uuidFrom(random: Random): string {
  const hex = (length: number) => Array.from({ length }, () => random.int(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}
